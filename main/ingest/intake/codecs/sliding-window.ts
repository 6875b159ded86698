const FIRST_SIZE = 1024 * 1024;
/** LZMA asks for positions by their lowest four bits, so a full window must be a multiple. */
const UNIT = 16;

/**
 * The bytes that matches reach back into, in a ring. It grows with what is written, so that a header
 * that only claims a large dictionary takes no memory.
 */
export class SlidingWindow {
  /** Bytes written since the dictionary was reset. */
  written = 0;
  /** Where the next byte goes. */
  at = 0;
  private ring: Uint8Array;
  private readonly most: number;
  private readonly dictionary: number;

  constructor(dictionary: number) {
    this.dictionary = Math.max(dictionary, 4096);
    this.most = Math.ceil(this.dictionary / UNIT) * UNIT;
    this.ring = new Uint8Array(Math.min(this.most, FIRST_SIZE));
  }

  reset(): void {
    this.written = 0;
    this.at = 0;
  }

  /** How far a match may reach back. */
  reach(): number {
    return Math.min(this.written, this.dictionary);
  }

  /** The byte `distance + 1` back; 0 where nothing was written. */
  byteBack(distance: number): number {
    const position = this.at - distance - 1;
    if (position >= 0) return this.ring[position] ?? 0;
    return this.written === 0 ? 0 : (this.ring[position + this.ring.length] ?? 0);
  }

  put(byte: number): void {
    if (this.at === this.ring.length) this.makeRoom();
    this.ring[this.at++] = byte;
    this.written++;
  }

  /** Writes `length` bytes once more, from `distance + 1` back. */
  repeat(distance: number, length: number): void {
    let left = length;
    while (left > 0) {
      if (this.at === this.ring.length) this.makeRoom();
      const { ring, at } = this;
      let from = at - distance - 1;
      if (from < 0) from += ring.length;
      const run = Math.min(left, ring.length - at, ring.length - from);
      if (run > 32 && distance + 1 >= run) ring.copyWithin(at, from, from + run);
      else for (let i = 0; i < run; i++) ring[at + i] = ring[from + i] ?? 0;
      this.at += run;
      left -= run;
    }
    this.written += length;
  }

  /** Writes bytes that were stored as they are. */
  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      if (this.at === this.ring.length) this.makeRoom();
      const run = Math.min(bytes.length - done, this.ring.length - this.at);
      this.ring.set(bytes.subarray(done, done + run), this.at);
      this.at += run;
      done += run;
    }
    this.written += bytes.length;
  }

  /** A copy of the newest `length` bytes; there must be as many, and no more than the window holds. */
  newest(length: number): Buffer {
    const copy = Buffer.allocUnsafe(length);
    const wrapped = Math.max(0, length - this.at);
    copy.set(this.ring.subarray(this.ring.length - wrapped, this.ring.length), 0);
    copy.set(this.ring.subarray(this.at - (length - wrapped), this.at), wrapped);
    return copy;
  }

  /** Bytes that can be written and still be asked for with `newest`. */
  capacity(): number {
    return this.ring.length;
  }

  private makeRoom(): void {
    if (this.ring.length === this.most) {
      this.at = 0;
      return;
    }
    const larger = new Uint8Array(Math.min(this.most, this.ring.length * 2));
    larger.set(this.ring);
    this.ring = larger;
  }
}
