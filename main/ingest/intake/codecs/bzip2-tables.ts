import type { BitReader } from './bit-reader.ts';
import { FrameError } from './codec.ts';

const LONGEST_CODE = 20;
/** Codes up to this long are found in one step. */
const QUICK_BITS = 10;

/** A canonical prefix code; `quick` holds `symbol << 5 | length` for the next `QUICK_BITS` bits, 0: longer. */
export interface PrefixCode {
  readonly quick: Uint16Array;
  /** For each length: the first code that is longer, and what to subtract for the place in `symbols`. */
  readonly limit: Int32Array;
  readonly base: Int32Array;
  readonly symbols: Uint16Array;
}

/** Reads the lengths of a code of `count` symbols (each told by its difference) and makes the code. */
export function readCode(bits: BitReader, count: number): PrefixCode {
  const lengths = new Uint8Array(count);
  let length = bits.read(5);
  for (let symbol = 0; symbol < count; symbol++) {
    for (;;) {
      if (length < 1 || length > LONGEST_CODE || bits.overrun()) throw senseless();
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return makeCode(lengths);
}

function makeCode(lengths: Uint8Array): PrefixCode {
  const counts = new Uint16Array(LONGEST_CODE + 2);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  const quick = new Uint16Array(1 << QUICK_BITS);
  const limit = new Int32Array(LONGEST_CODE + 2).fill(-1);
  const base = new Int32Array(LONGEST_CODE + 2);
  const symbols = new Uint16Array(lengths.length);
  let code = 0;
  let placed = 0;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    base[length] = code - placed;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      symbols[placed++] = symbol;
      if (length <= QUICK_BITS) {
        const spread = QUICK_BITS - length;
        quick.fill((symbol << 5) | length, code << spread, (code + 1) << spread);
      }
      code++;
    }
    // More codes of a length than there is room for: the lengths are nobody's.
    if (code > 1 << length) throw senseless();
    limit[length] = code;
    code <<= 1;
  }
  return { quick, limit, base, symbols };
}

/** The next symbol of `code`. */
export function readSymbol(bits: BitReader, code: PrefixCode): number {
  const found = code.quick[bits.peek(QUICK_BITS)] ?? 0;
  if (found !== 0) {
    bits.skip(found & 31);
    return found >>> 5;
  }
  for (let length = QUICK_BITS + 1; length <= LONGEST_CODE; length++) {
    const value = bits.peek(length);
    if (value >= (code.limit[length] ?? 0)) continue;
    bits.skip(length);
    return code.symbols[value - (code.base[length] ?? 0)] ?? 0;
  }
  throw senseless();
}

/** The error for data that no compressor wrote. */
export function senseless(): FrameError {
  return new FrameError('its compressed data make no sense', false);
}
