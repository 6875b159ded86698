/** What the table of a 7z archive says makes no sense. */
export class TableError extends Error {}

/** Reads the parts of a 7z table (7zFormat.txt of the LZMA SDK). Throws `TableError` past its end. */
export class TableReader {
  private readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Bytes that are left. */
  left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  /** The next `count` bytes. */
  take(count: number): Buffer {
    if (count > this.left()) throw new TableError('cut');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  uint32(): number {
    return this.take(4).readUInt32LE(0);
  }

  /** A number of one to nine bytes: as many follow the first as it begins with ones. */
  number(): number {
    const first = this.byte();
    let value = 0;
    for (let i = 0, mask = 0x80; i < 8; i++, mask >>>= 1) {
      if ((first & mask) === 0) return safe(value + (first & (mask - 1)) * 2 ** (8 * i));
      value += this.byte() * 2 ** (8 * i);
    }
    return safe(value);
  }

  /** How many there are of something that takes at least `least` bits of what is left. */
  count(least: number): number {
    const count = this.number();
    if (count * least > this.left() * 8) throw new TableError('count');
    return count;
  }

  /** One bit each, the highest of a byte first. */
  bits(count: number): boolean[] {
    const bytes = this.take(Math.ceil(count / 8));
    return Array.from(
      { length: count },
      (_, i) => ((bytes[i >>> 3] ?? 0) & (0x80 >>> (i & 7))) > 0,
    );
  }

  /** For which of so many something is told: a byte that says all, or one bit each. */
  defined(count: number): boolean[] {
    if (this.byte() !== 0) return Array.from({ length: count }, () => true);
    return this.bits(count);
  }

  /** Checksums of so many, null where there is none. */
  digests(count: number): (number | null)[] {
    return this.defined(count).map((is) => (is ? this.uint32() : null));
  }

  expect(id: number): void {
    if (this.byte() !== id) throw new TableError('order');
  }
}

function safe(value: number): number {
  if (value > Number.MAX_SAFE_INTEGER) throw new TableError('number');
  return value;
}
