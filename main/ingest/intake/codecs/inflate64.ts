import { FrameError } from './codec.ts';
import { SlidingWindow } from './sliding-window.ts';
import type { WindowedDecoder } from './windowed-pieces.ts';

/** Bytes of input that one step (a block's head, or a symbol with its match) takes at most. */
const STEP = 1024;
const WINDOW = 64 * 1024;
const END_OF_BLOCK = 256;
const LONGEST_CODE = 15;

/** Base and extra bits of lengths from symbol 257 on. The last differs from deflate's: 3 to 65538. */
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 3,
];
const LENGTH_EXTRA = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16,
];
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** For the next bits, the lowest first: `symbol << 4 | length of its code`; 0: no code. */
interface Code {
  readonly table: Uint16Array;
  readonly bits: number;
}

/**
 * Deflate64: deflate (RFC 1951) with a window of 64 KiB, two more distance codes and a longer last length
 * (there is no standard; after zlib's contrib/infback9). Windows Explorer compresses members of over 2 GB
 * with it. Our own, because zlib has none and its one build for npm (zlib-streams) takes whole streams.
 */
export class Inflate64 implements WindowedDecoder {
  readonly window = new SlidingWindow(WINDOW);
  ended = false;
  good = 0;
  private input: Uint8Array = new Uint8Array(0);
  private at = 0;
  private held = 0;
  private count = 0;
  private isLastBlock = false;
  private inBlock = false;
  private stored = 0;
  private pending = 0;
  private distance = 0;
  private lengths: Code = FIXED_LENGTHS;
  private distances: Code = FIXED_DISTANCES;

  used(): number {
    return this.at - (this.count >>> 3);
  }

  decode(input: Uint8Array, from: number, most: number, isLast: boolean): void {
    const { window } = this;
    const stop = isLast ? input.length : input.length - STEP;
    const start = window.written;
    const goal = start + most;
    this.input = input;
    this.at = from;
    this.good = 0;
    while (window.written < goal && !this.ended && this.used() <= stop) {
      this.step(goal);
      if (this.used() > input.length) break;
      this.good = window.written - start;
    }
    // Whole bytes that were taken too much are looked at again, with what comes behind them.
    this.at = this.used();
    this.count &= 7;
    this.held &= (1 << this.count) - 1;
  }

  private step(goal: number): void {
    const { window } = this;
    const room = goal - window.written;
    if (this.pending > 0) {
      const length = Math.min(this.pending, room);
      window.repeat(this.distance - 1, length);
      this.pending -= length;
    } else if (this.stored > 0) this.copyStored(room);
    else if (this.inBlock) this.symbol();
    else if (this.isLastBlock) this.ended = true;
    else this.beginBlock();
  }

  private symbol(): void {
    const symbol = this.next(this.lengths);
    if (symbol < END_OF_BLOCK) {
      this.window.put(symbol);
      return;
    }
    if (symbol === END_OF_BLOCK) {
      this.inBlock = false;
      return;
    }
    const base = LENGTH_BASE[symbol - 257];
    if (base === undefined) throw senseless();
    this.pending = base + this.take(LENGTH_EXTRA[symbol - 257] ?? 0);
    const code = this.next(this.distances);
    const extra = code < 2 ? 0 : (code >>> 1) - 1;
    this.distance = (code < 2 ? code : (2 + (code & 1)) << extra) + 1 + this.take(extra);
    if (this.distance > this.window.reach()) throw senseless();
  }

  private beginBlock(): void {
    this.isLastBlock = this.take(1) === 1;
    const kind = this.take(2);
    if (kind === 0) {
      this.take(this.count & 7);
      const length = this.take(16);
      if (this.take(16) !== (length ^ 0xffff)) throw senseless();
      this.stored = length;
      return;
    }
    if (kind === 3) throw senseless();
    this.inBlock = true;
    this.lengths = FIXED_LENGTHS;
    this.distances = FIXED_DISTANCES;
    if (kind === 2) this.readCodes();
  }

  /** Behind the head of a stored block whole bytes are held: they come first. */
  private copyStored(room: number): void {
    this.at = this.used();
    this.count = 0;
    this.held = 0;
    const there = Math.min(this.stored, room, this.input.length - this.at);
    this.window.write(this.input.subarray(this.at, this.at + there));
    this.at += there;
    this.stored -= there;
    // Nothing there: the next byte is asked for, which tells that it is not.
    if (there === 0) this.at += 1;
  }

  /** RFC 1951 3.2.7. */
  private readCodes(): void {
    const lengthCodes = this.take(5) + 257;
    const distanceCodes = this.take(5) + 1;
    const orderCodes = this.take(4) + 4;
    const order = new Uint8Array(19);
    for (const place of LENGTH_ORDER.slice(0, orderCodes)) order[place] = this.take(3);
    const orderCode = makeCode(order);
    const all = new Uint8Array(lengthCodes + distanceCodes);
    for (let i = 0; i < all.length;) {
      const symbol = this.next(orderCode);
      if (symbol < 16) {
        all[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) throw senseless();
      const value = symbol === 16 ? (all[i - 1] ?? 0) : 0;
      const times = this.take([2, 3, 7][symbol - 16] ?? 0) + (symbol === 18 ? 11 : 3);
      if (i + times > all.length) throw senseless();
      all.fill(value, i, i + times);
      i += times;
    }
    this.lengths = makeCode(all.subarray(0, lengthCodes));
    this.distances = makeCode(all.subarray(lengthCodes));
  }

  private next(code: Code): number {
    this.fill(code.bits);
    const found = code.table[this.held & ((1 << code.bits) - 1)] ?? 0;
    if (found === 0) throw senseless();
    this.held >>>= found & 15;
    this.count -= found & 15;
    return found >>> 4;
  }

  /** The next `bits` (0 to 16) bits, the lowest first. */
  private take(bits: number): number {
    this.fill(bits);
    const value = this.held & ((1 << bits) - 1);
    this.held >>>= bits;
    this.count -= bits;
    return value;
  }

  private fill(bits: number): void {
    while (this.count < bits) {
      this.held |= (this.input[this.at++] ?? 0) << this.count;
      this.count += 8;
    }
  }
}

/** RFC 1951 3.2.2; codes stand with their first bit lowest. */
function makeCode(lengths: Uint8Array): Code {
  const bits = Math.max(1, ...lengths);
  const table = new Uint16Array(1 << bits);
  let code = 0;
  for (let length = 1; length <= Math.min(bits, LONGEST_CODE); length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      if (code >= 1 << length) throw senseless();
      for (let at = reversed(code, length); at < table.length; at += 1 << length) {
        table[at] = (symbol << 4) | length;
      }
      code++;
    }
    code <<= 1;
  }
  return { table, bits };
}

function reversed(code: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value |= ((code >>> i) & 1) << (length - 1 - i);
  return value;
}

function senseless(): FrameError {
  return new FrameError('its compressed data make no sense', false);
}

const FIXED_LENGTHS = makeCode(
  Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = makeCode(new Uint8Array(32).fill(5));
