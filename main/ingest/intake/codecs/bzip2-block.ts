import type { BitReader } from './bit-reader.ts';
import { readCode, readSymbol, senseless, type PrefixCode } from './bzip2-tables.ts';
import { FrameError } from './codec.ts';

/** Symbols of a block that one code decodes. */
const GROUP = 50;
const RUN_A = 0;
const RUN_B = 1;

/** One block before its first run-length coding is undone: `tt` is a linked list of its bytes. */
export interface Bzip2Block {
  /** In each the byte (low 8 bits) and the position of the next (the rest). */
  readonly tt: Uint32Array;
  readonly length: number;
  /** Position that the list begins at. */
  readonly start: number;
}

/**
 * Reads a block behind its magic and checksum: the prefix codes, move-to-front, and the inverse of the
 * Burrows-Wheeler transform (there is no standard; after bzip2 1.0.8's decompress.c). Throws `FrameError`.
 */
export function readBzip2Block(bits: BitReader, tt: Uint32Array): Bzip2Block {
  if (bits.read(1) === 1) {
    throw new FrameError('it has a randomised block, as only bzip2 before 0.9.5 wrote', false);
  }
  const start = bits.read(24);
  const used = readUsedBytes(bits);
  if (used.length === 0) throw senseless();
  const codeCount = bits.read(3);
  const selectors = readSelectors(bits, codeCount);
  const codes = Array.from({ length: codeCount }, () => readCode(bits, used.length + 2));
  const length = readBytes(bits, { used, selectors, codes }, tt);
  if (start >= length) throw senseless();
  return { tt, length, start: link(tt, length, start) };
}

/** The bytes that occur in the block, in order. */
function readUsedBytes(bits: BitReader): Uint8Array {
  const ranges = bits.read(16);
  const used: number[] = [];
  for (let high = 0; high < 16; high++) {
    if ((ranges & (0x8000 >>> high)) === 0) continue;
    const within = bits.read(16);
    for (let low = 0; low < 16; low++) {
      if ((within & (0x8000 >>> low)) !== 0) used.push(high * 16 + low);
    }
  }
  return Uint8Array.from(used);
}

function readSelectors(bits: BitReader, codeCount: number): Uint8Array {
  const count = bits.read(15);
  if (codeCount < 2 || codeCount > 6 || count < 1) throw senseless();
  const selectors = new Uint8Array(count);
  const order = [0, 1, 2, 3, 4, 5];
  for (let i = 0; i < count; i++) {
    let rank = 0;
    while (bits.read(1) === 1) {
      rank++;
      if (rank >= codeCount) throw senseless();
    }
    const [code = 0] = order.splice(rank, 1);
    order.unshift(code);
    selectors[i] = code;
  }
  return selectors;
}

/** What the symbols of a block are read with. */
interface Coding {
  readonly used: Uint8Array;
  readonly selectors: Uint8Array;
  readonly codes: readonly PrefixCode[];
}

/** Reads the block's bytes into the low 8 bits of `tt`; gives how many they are. */
function readBytes(bits: BitReader, coding: Coding, tt: Uint32Array): number {
  const { used, selectors, codes } = coding;
  const order = Uint8Array.from(used);
  const end = used.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (const selector of selectors) {
    const code = codes[selector];
    if (code === undefined || bits.overrun()) break;
    for (let i = 0; i < GROUP; i++) {
      const symbol = readSymbol(bits, code);
      if (symbol <= RUN_B) {
        // Runs of the front byte in a number system of 1 and 2, lowest digit first.
        run += symbol === RUN_A ? weight : 2 * weight;
        weight *= 2;
        if (run > tt.length) throw senseless();
        continue;
      }
      if (run > 0) {
        if (length + run > tt.length) throw senseless();
        tt.fill(order[0] ?? 0, length, length + run);
        length += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) return length;
      if (length >= tt.length) throw senseless();
      const byte = order[symbol - 1] ?? 0;
      order.copyWithin(1, 0, symbol - 1);
      order[0] = byte;
      tt[length++] = byte;
    }
  }
  throw senseless();
}

/** Links the bytes in their original order; gives where the list begins. */
function link(tt: Uint32Array, length: number, start: number): number {
  const next = new Uint32Array(257);
  for (let i = 0; i < length; i++) {
    const above = ((tt[i] ?? 0) & 0xff) + 1;
    next[above] = (next[above] ?? 0) + 1;
  }
  for (let byte = 1; byte < 257; byte++) next[byte] = (next[byte] ?? 0) + (next[byte - 1] ?? 0);
  for (let i = 0; i < length; i++) {
    const byte = (tt[i] ?? 0) & 0xff;
    const at = next[byte] ?? 0;
    next[byte] = at + 1;
    tt[at] = (tt[at] ?? 0) | (i << 8);
  }
  return (tt[start] ?? 0) >>> 8;
}
