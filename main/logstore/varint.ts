import { isAscii } from 'node:buffer';
import { decodeNumbers } from './record-passes.ts';

/**
 * Growing byte buffer of variable-length integers (LEB128: seven bits a byte, low first), as in
 * DWARF and Protocol Buffers. Signed values are zigzag-coded. Values may exceed 32 bits: a time
 * difference in microseconds does after 71 minutes.
 */
export class VarintWriter {
  private bytes = new Uint8Array(64 * 1024);
  private length = 0;

  /** Appends a whole number from 0 to 2^53 - 1. */
  unsigned(value: number): void {
    if (this.length + 8 > this.bytes.length) this.grow();
    let rest = value;
    while (rest > 0x7f) {
      // Past 32 bits the bit operators would cut the number off.
      this.bytes[this.length++] = (rest % 128) | 0x80;
      rest = rest > 0x7fffffff ? Math.floor(rest / 128) : rest >>> 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** Appends a whole number from -2^52 to 2^52. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Appends numbers that are written already. */
  append(bytes: Uint8Array): void {
    while (this.length + bytes.length > this.bytes.length) this.grow();
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** What was written so far; valid until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  private grow(): void {
    const larger = new Uint8Array(this.bytes.length * 2);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** Reads what `VarintWriter` wrote. Throws a RangeError past the end, so a damaged block is noticed. */
export class VarintReader {
  private readonly bytes: Uint8Array;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  unsigned(): number {
    let byte = this.next();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 128;
    do {
      byte = this.next();
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte >= 0x80);
    return value;
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  private next(): number {
    const byte = this.bytes[this.position++];
    if (byte === undefined) throw new RangeError('a block column ends too early');
    return byte;
  }
}

/**
 * The first `count` numbers below 2^32 of what `VarintWriter` wrote; the bytes themselves where each is one. Throws a
 * RangeError when there are fewer.
 */
export function readShort(bytes: Uint8Array, count: number): Uint8Array | Uint32Array {
  // Every byte is a number of its own: told natively in a twentieth of the time that a loop takes.
  if (bytes.length === count && isAscii(bytes)) return bytes;
  return decodeNumbers(bytes, count);
}
