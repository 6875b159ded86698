import { FrameError } from './codec.ts';

const TOP = 0x1000000;

/** Bytes that begin a run of range coded bytes. */
export const RANGE_HEAD = 5;

/**
 * LZMA's range decoder. Reads zeros past the end of `input`; `at` behind the end says so. Probabilities
 * are of 11 bits and move by a 32nd. Numbers of 32 bits are kept signed, so that they stay small integers.
 */
export class RangeDecoder {
  input: Uint8Array = new Uint8Array(0);
  at = 0;
  range = -1;
  code = 0;

  /** Throws `FrameError` when the first byte is not the zero that it must be. */
  begin(head: Uint8Array): void {
    if (head[0] !== 0) throw new FrameError('its compressed data make no sense', false);
    this.code =
      ((head[1] ?? 0) << 24) | ((head[2] ?? 0) << 16) | ((head[3] ?? 0) << 8) | (head[4] ?? 0);
    this.range = -1;
  }

  bit(probabilities: Uint16Array, index: number): number {
    let { range, code } = this;
    if (range >>> 0 < TOP) {
      range <<= 8;
      code = (code << 8) | (this.input[this.at++] ?? 0);
    }
    const probability = probabilities[index] ?? 0;
    const bound = (range >>> 11) * probability;
    if (code >>> 0 < bound) {
      this.range = bound | 0;
      this.code = code;
      probabilities[index] = probability + ((2048 - probability) >>> 5);
      return 0;
    }
    this.range = (range - bound) | 0;
    this.code = (code - bound) | 0;
    probabilities[index] = probability - (probability >>> 5);
    return 1;
  }

  /** A number read highest bit first, with `limit` (a power of two) added to it. */
  tree(probabilities: Uint16Array, base: number, limit: number): number {
    let { range, code, at } = this;
    const { input } = this;
    let symbol = 1;
    while (symbol < limit) {
      if (range >>> 0 < TOP) {
        range <<= 8;
        code = (code << 8) | (input[at++] ?? 0);
      }
      const index = base + symbol;
      const probability = probabilities[index] ?? 0;
      const bound = (range >>> 11) * probability;
      if (code >>> 0 < bound) {
        range = bound | 0;
        probabilities[index] = probability + ((2048 - probability) >>> 5);
        symbol <<= 1;
      } else {
        range = (range - bound) | 0;
        code = (code - bound) | 0;
        probabilities[index] = probability - (probability >>> 5);
        symbol = (symbol << 1) | 1;
      }
    }
    this.range = range;
    this.code = code;
    this.at = at;
    return symbol;
  }

  /** A literal behind a match: `match`, the byte that the match would have given, says what is likely. */
  matchedLiteral(probabilities: Uint16Array, base: number, match: number): number {
    let symbol = 1;
    let expected = match;
    while (symbol < 0x100) {
      const matchBit = (expected >>> 7) & 1;
      expected <<= 1;
      const bit = this.bit(probabilities, base + ((1 + matchBit) << 8) + symbol);
      symbol = (symbol << 1) | bit;
      if (matchBit === bit) continue;
      return this.treeFrom(probabilities, base, symbol) & 0xff;
    }
    return symbol & 0xff;
  }

  /** A number of `bits` bits read lowest bit first. */
  reverseTree(probabilities: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(probabilities, base + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  /** Bits of equal chance, unsigned. */
  direct(bits: number): number {
    let { range, code } = this;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      if (range >>> 0 < TOP) {
        range <<= 8;
        code = (code << 8) | (this.input[this.at++] ?? 0);
      }
      range >>>= 1;
      const below = code >>> 0 < range;
      if (!below) code = (code - range) | 0;
      value = (value << 1) | (below ? 0 : 1);
    }
    this.range = range | 0;
    this.code = code;
    return value >>> 0;
  }

  private treeFrom(probabilities: Uint16Array, base: number, start: number): number {
    let symbol = start;
    while (symbol < 0x100) symbol = (symbol << 1) | this.bit(probabilities, base + symbol);
    return symbol;
  }
}
