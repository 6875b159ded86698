/*
 * Passes over the records of a block, sixteen at a time where that can be, and over its lines. A search runs each a hundred times in a thread: as loops of JavaScript they were
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
 * Writes the record of each line, a word each, of no more lines than there is room for.
 *
 * @param counts lines of each record
 */
export function spreadRecords(counts: i32, wide: bool, records: i32, out: i32, end: i32): void {
  let to = out;
  for (let record = 0; record < records; record++) {
    const until = min(to + 4 * valueAt(counts, wide, record), end);
    for (; to < until; to += 4) store<i32>(to, record);
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

/** What a line is of its record, in bits, as in `record-lines.ts`. */
const LATER: i32 = 1;
const GOES_ON: i32 = 2;
const CUT: i32 = 4;
/** A line end of two characters, of which the first stands in the line. */
const TWO: i32 = 2;
const UNKNOWN_MESSAGE: i32 = -1;
/** What is told of a line or a record, as in `template-course.ts`: it must be looked at. 1: something is found in it. */
const ASK: i32 = 2;

/** A number of a column: a byte each, or a word. */
function valueAt(column: i32, wide: bool, index: i32): i32 {
  return wide ? load<i32>(column + 4 * index) : <i32>load<u8>(column + index);
}

/**
 * Tells of lines what they are of their records: of which, what part, and where the message begins in the first of one, a word, a byte and a word each.
 *
 * @param ofLines the record of each line, a word each; 0: they are records, each
 * @param least what 0 stands for where messages begin
 * @param gaps characters behind each record; 0: as many as `gap` behind all
 */
export function placeLines(
  asked: i32,
  count: i32,
  ofLines: i32,
  lines: i32,
  places: i32,
  placesWide: bool,
  least: i32,
  gaps: i32,
  gapsWide: bool,
  gap: i32,
  records: i32,
  parts: i32,
  messageAt: i32,
): void {
  for (let i = 0; i < count; i++) {
    const line = load<i32>(asked + 4 * i);
    let record = line;
    let part = 0;
    if (ofLines !== 0) {
      const at = ofLines + 4 * line;
      record = load<i32>(at);
      if (line > 0 && load<i32>(at - 4) === record) part = LATER;
      if (line + 1 < lines && load<i32>(at + 4) === record) part |= GOES_ON;
    }
    if ((part & GOES_ON) === 0) {
      const behind = gaps === 0 ? gap : valueAt(gaps, gapsWide, record);
      if (behind === TWO) part |= CUT;
    }
    const isFirst = (part & LATER) === 0;
    store<i32>(records + 4 * i, record);
    store<u8>(parts + i, <u8>part);
    store<i32>(
      messageAt + 4 * i,
      isFirst ? valueAt(places, placesWide, record) + least : UNKNOWN_MESSAGE,
    );
  }
}

/**
 * Tells of records what is told of their lines, a byte each: what is found in one is found. Of which the first must be looked at, or one
 * and nothing is found in another, must be looked at.
 *
 * @param out zeros, one a record, and up to 15 more
 */
export function joinTold(
  told: i32,
  parts: i32,
  records: i32,
  count: i32,
  recordCount: i32,
  out: i32,
): void {
  for (let first = 0; first < count; first += 16) {
    if (!v128.any_true(v128.load(told + first))) continue;
    const end = min(first + 16, count);
    for (let i = first; i < end; i++) {
      const ofLine = <i32>load<u8>(told + i);
      if (ofLine === 0) continue;
      const isFirst = (<i32>load<u8>(parts + i) & LATER) === 0;
      const at = out + load<i32>(records + 4 * i);
      const flag = ofLine === ASK && isFirst ? ASK | FIRST_ASKS : ofLine;
      store<u8>(at, load<u8>(at) | <u8>flag);
    }
  }
  // By what was noted: nothing, HIT, ASK, both, and from there on what begins with ASK.
  const becomes = i8x16(0, 1, 2, 1, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0);
  for (let at = 0; at < recordCount; at += 16) {
    v128.store(out + at, i8x16.swizzle(becomes, v128.load(out + at)));
  }
}

const FIRST_ASKS: i32 = 4;

/**
 * Writes ASK where a message begins elsewhere than behind the columns before it, whose lengths stand a byte each, column by column.
 *
 * @param constant characters before it that are constant
 * @param places where it begins, a word each
 */
export function askElsewhere(
  lengths: i32,
  lines: i32,
  columns: i32,
  constant: i32,
  places: i32,
  told: i32,
): void {
  const ask = i8x16.splat(<i8>ASK);
  for (let i = 0; i < lines; i += 16) {
    let a = i32x4.splat(constant);
    let b = a;
    let c = a;
    let d = a;
    for (let column = 0, at = lengths + i; column < columns; column++, at += lines) {
      const some = v128.load(at);
      const low = i16x8.extend_low_i8x16_u(some);
      const high = i16x8.extend_high_i8x16_u(some);
      a = i32x4.add(a, i32x4.extend_low_i16x8_u(low));
      b = i32x4.add(b, i32x4.extend_high_i16x8_u(low));
      c = i32x4.add(c, i32x4.extend_low_i16x8_u(high));
      d = i32x4.add(d, i32x4.extend_high_i16x8_u(high));
    }
    const place = places + 4 * i;
    const first = i16x8.narrow_i32x4_s(
      i32x4.eq(a, v128.load(place)),
      i32x4.eq(b, v128.load(place + 16)),
    );
    const second = i16x8.narrow_i32x4_s(
      i32x4.eq(c, v128.load(place + 32)),
      i32x4.eq(d, v128.load(place + 48)),
    );
    const same = i8x16.narrow_i16x8_s(first, second);
    v128.store(told + i, v128.bitselect(v128.load(told + i), ask, same));
  }
}

/** Where the number that `numberAt` read ends. */
let numberEnd: i32 = 0;

/** A number as `decode` reads it; nothing is read behind `end`. */
function numberAt(at: i32, end: i32): i32 {
  let value = 0;
  for (let shift = 0; shift < 35 && at < end; shift += 7) {
    const byte = <i32>load<u8>(at++);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      numberEnd = at;
      return value;
    }
  }
  // It does not end.
  numberEnd = end + 1;
  return value;
}

/**
 * Writes the numbers of some records, a word each, of numbers as `decode` reads them.
 *
 * @param places of which, in ascending order
 * @returns where it came to, which is behind `end` when there are fewer
 */
export function decodeSome(bytes: i32, end: i32, places: i32, count: i32, out: i32): i32 {
  let at = bytes;
  let index = 0;
  for (let i = 0; i < count; i++) {
    const place = load<i32>(places + 4 * i);
    // What ends in sixteen bytes: no more than are passed over, and as many only where each byte is a number.
    while (index + 16 <= place && at + 16 <= end) {
      index += 16 - i32.popcnt(i8x16.bitmask(v128.load(at)));
      at += 16;
    }
    if (at + 16 <= end && i8x16.bitmask(v128.load(at)) === 0) {
      at += place - index;
      index = place;
    }
    for (; index < place && at < end; at++) if (load<u8>(at) < 0x80) index++;
    const value = numberAt(at, end);
    if (numberEnd > end) return numberEnd;
    at = numberEnd;
    index++;
    store<i32>(out + 4 * i, value);
  }
  return at;
}

/** A state, in its place among eight. */
function stateOf(classes: i32, kinds: u64, table: i32, seconds: u64, place: u64): u64 {
  const first = <i32>load<u8>(classes + <i32>((kinds >> place) & 0xff));
  const state =
    table === 0 ? first : load<u8>(table + ((first << 8) | <i32>((seconds >> place) & 0xff)));
  return (<u64>state) << place;
}

function eightStates(kinds: u64, classes: i32, seconds: u64, table: i32): u64 {
  return (
    stateOf(classes, kinds, table, seconds, 0) |
    stateOf(classes, kinds, table, seconds, 8) |
    stateOf(classes, kinds, table, seconds, 16) |
    stateOf(classes, kinds, table, seconds, 24) |
    stateOf(classes, kinds, table, seconds, 32) |
    stateOf(classes, kinds, table, seconds, 40) |
    stateOf(classes, kinds, table, seconds, 48) |
    stateOf(classes, kinds, table, seconds, 56)
  );
}

/**
 * Looks a state up for each record by its kind, of numbers as `decode` reads them, and by a byte.
 *
 * @param classes of the kinds, a byte each
 * @param seconds a byte a record
 * @param table 256 states for each class; 0: the state is the class
 * @returns where it came to, which is behind `end` when there are fewer kinds, or one that has no class
 */
export function lookUpKinds(
  kinds: i32,
  end: i32,
  classes: i32,
  kindCount: i32,
  seconds: i32,
  table: i32,
  count: i32,
  out: i32,
): i32 {
  let at = kinds;
  for (let i = 0; i < count; i++) {
    // Eight kinds of a byte each, of which none is too large.
    while (kindCount >= 0x80 && i + 8 <= count && at + 8 <= end) {
      const eight = load<u64>(at);
      if ((eight & 0x8080808080808080) !== 0) break;
      store<u64>(out + i, eightStates(eight, classes, load<u64>(seconds + i), table));
      at += 8;
      i += 8;
    }
    if (i >= count) break;
    if (at >= end) return end + 1;
    let kind = <i32>load<u8>(at++);
    if (kind >= 0x80) {
      kind = numberAt(at - 1, end);
      if (numberEnd > end) return numberEnd;
      at = numberEnd;
    }
    if (<u32>kind >= <u32>kindCount) return end + 1;
    const first = load<u8>(classes + kind);
    const state =
      table === 0 ? first : load<u8>(table + (((<i32>first) << 8) | <i32>load<u8>(seconds + i)));
    store<u8>(out + i, state);
  }
  return at;
}
