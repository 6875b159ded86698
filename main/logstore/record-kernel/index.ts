/*
 * Passes over the records of a block, sixteen at a time where that can be, and over its lines. A search runs each a hundred times in a thread: as loops of JavaScript they were
 * compiled in every thread anew, which took as long as the passes. What stands in memory, and room for it, is the other side's
 * (`record-passes.ts`).
 */

export { askElsewhere, joinTold, placeLines, spreadRecords } from './lines';
export { orderTimes, placeRecords, readTimes } from './columns';
export { findPairs, indexFound, lookUpKinds } from './kinds';
export {
  beginStates,
  readTokens,
  sortOf,
  stoppedAt,
  sumColumns,
  tellStates,
  unmade,
} from './tokens';

/** Tables of `lookUp`, two rows of sixteen bytes each. */
export const TABLES: i32 = 1024;
/** The rest. */
export const FREE: i32 = 2048;

/** Makes bytes of numbers that take half a byte each, the first of two in the lower half. Writes up to 31 bytes more. */
export function spread(halves: i32, count: i32, out: i32): void {
  const lower = i8x16.splat(0xf);
  for (let at = 0; at < count; at += 32) {
    const two = v128.load(halves + (at >> 1));
    const first = v128.and(two, lower);
    const second = i8x16.shr_u(two, 4);
    v128.store(
      out + at,
      i8x16.shuffle(first, second, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
    );
    v128.store(
      out + at + 16,
      i8x16.shuffle(first, second, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
    );
  }
}

/**
 * Looks a state up for each pair of bytes: the state of the second byte in each of the tables that the first byte is of. Bytes from 15
 * on count as 15. Writes up to 15 bytes more.
 *
 * @param tables how many there are: of each the states by the second byte, then 255 by each first byte that is of it
 */
export function lookUp(first: i32, second: i32, count: i32, tables: i32, out: i32): void {
  const most = i8x16.splat(15);
  const end = TABLES + tables * 32;
  for (let at = 0; at < count; at += 16) {
    const kinds = i8x16.min_u(v128.load(first + at), most);
    const numbers = i8x16.min_u(v128.load(second + at), most);
    let states = i8x16.splat(0);
    for (let table = TABLES; table < end; table += 32) {
      const ofNumbers = i8x16.swizzle(v128.load(table), numbers);
      const ofKinds = i8x16.swizzle(v128.load(table + 16), kinds);
      states = v128.or(states, v128.and(ofNumbers, ofKinds));
    }
    v128.store(out + at, states);
  }
}

/** Which of sixteen bytes are 1, a bit each, of those before `end`. */
function onesAt(at: i32, end: i32): i32 {
  const bits = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(1)));
  return at + 16 <= end ? bits : bits & ((1 << (end - at)) - 1);
}

/** How many bytes are 1. */
export function count(hits: i32, records: i32): i32 {
  const end = hits + records;
  let sum = 0;
  for (let at = hits; at < end; at += 16) sum += i32.popcnt(onesAt(at, end));
  return sum;
}

/** The largest of bytes, behind which 15 are zeros. */
export function largest(bytes: i32, count: i32): i32 {
  let most = i8x16.splat(0);
  for (let at = bytes; at < bytes + count; at += 16) most = i8x16.max_u(most, v128.load(at));
  let found = 0;
  v128.store(TABLES, most);
  for (let i = 0; i < 16; i++) found = max(found, <i32>load<u8>(TABLES + i));
  return found;
}

/** Writes the places of bytes that are 1, a word each. */
export function collect(hits: i32, records: i32, out: i32): void {
  const end = hits + records;
  let to = out;
  for (let at = hits; at < end; at += 16) {
    for (let bits = onesAt(at, end); bits !== 0; bits &= bits - 1) {
      store<i32>(to, at - hits + i32.ctz(bits));
      to += 4;
    }
  }
}

/** The number of a line's template: a byte each, then the high bytes where there are more than 256. */
function numberOf(numbers: i32, lines: i32, wide: bool, line: i32): i32 {
  const low = <i32>load<u8>(numbers + line);
  return wide ? low | ((<i32>load<u8>(numbers + lines + line)) << 8) : low;
}

/** Counts the lines of each number, a word each, which are 0 before. */
export function countLines(numbers: i32, lines: i32, wide: bool, counts: i32): void {
  for (let line = 0; line < lines; line++) {
    const at = counts + 4 * numberOf(numbers, lines, wide, line);
    store<i32>(at, load<i32>(at) + 1);
  }
}

/**
 * Writes lines, a word each, number by number.
 *
 * @param next where the first line of each number goes, counted in words; below 0: its lines are left out
 */
export function groupLines(numbers: i32, lines: i32, wide: bool, next: i32, out: i32): void {
  for (let line = 0; line < lines; line++) {
    const at = next + 4 * numberOf(numbers, lines, wide, line);
    const to = load<i32>(at);
    if (to < 0) continue;
    store<i32>(out + 4 * to, line);
    store<i32>(at, to + 1);
  }
}

/**
 * Makes words of numbers of seven bits a byte, low ones first, each byte but a number's last with its highest bit set.
 *
 * @returns where it came to, which is behind `end` when there are fewer than `count`
 */
export function decode(bytes: i32, end: i32, count: i32, out: i32): i32 {
  let at = bytes;
  const to = out + 4 * count;
  while (out < to && at <= end) {
    if (at + 16 <= end && out + 64 <= to) {
      const some = v128.load(at);
      if (i8x16.bitmask(some) === 0) {
        const low = i16x8.extend_low_i8x16_u(some);
        const high = i16x8.extend_high_i8x16_u(some);
        v128.store(out, i32x4.extend_low_i16x8_u(low));
        v128.store(out + 16, i32x4.extend_high_i16x8_u(low));
        v128.store(out + 32, i32x4.extend_low_i16x8_u(high));
        v128.store(out + 48, i32x4.extend_high_i16x8_u(high));
        at += 16;
        out += 64;
        continue;
      }
    }
    let byte = <i32>load<u8>(at++);
    let value = byte & 0x7f;
    for (let shift = 7; byte >= 0x80 && shift < 35; shift += 7) {
      byte = <i32>load<u8>(at++);
      value |= (byte & 0x7f) << shift;
    }
    store<i32>(out, value);
    out += 4;
  }
  return at;
}
