/*
 * Passes over the records of a block, sixteen at a time. A search runs each a hundred times in a thread: as loops of JavaScript they were
 * compiled in every thread anew, which took as long as the passes. What stands in memory, and room for it, is the other side's
 * (`record-passes.ts`).
 */

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
