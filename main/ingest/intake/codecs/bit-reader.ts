/**
 * Reads bits, the highest of each byte first. Past the end of its bytes it reads zeros; `overrun` says so.
 */
export class BitReader {
  private bytes: Uint8Array = new Uint8Array(0);
  /** The next byte to go into `held`, whose lowest `count` bits are ahead. */
  private at = 0;
  private held = 0;
  private count = 0;

  /** Goes on in `bytes`, behind the first `bit` bits. */
  reset(bytes: Uint8Array, bit: number): void {
    this.bytes = bytes;
    this.at = bit >>> 3;
    this.held = 0;
    this.count = 0;
    this.read(bit & 7);
  }

  /** The next `bits` (0 to 24) bits. */
  read(bits: number): number {
    const value = this.peek(bits);
    this.count -= bits;
    return value;
  }

  /** The same, without taking them. */
  peek(bits: number): number {
    while (this.count < bits) {
      this.held = (this.held << 8) | (this.bytes[this.at] ?? 0);
      this.at++;
      this.count += 8;
    }
    return (this.held >>> (this.count - bits)) & ((1 << bits) - 1);
  }

  /** Takes bits that were peeked at. */
  skip(bits: number): void {
    this.count -= bits;
  }

  /** Bits taken since the first of the bytes. */
  position(): number {
    return this.at * 8 - this.count;
  }

  overrun(): boolean {
    return this.position() > this.bytes.length * 8;
  }
}
