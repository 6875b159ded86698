/* Passes over kinds as they are stored: numbers of seven bits a byte. */

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

/** The record whose number is next, and where it stands. */
let nextRecord: i32 = 0;
let nextAt: i32 = 0;

/** The number of a record from `nextRecord` on, of numbers as `decode` reads them. `numberEnd` is behind `end` when there are fewer. */
function numberOfRecord(place: i32, end: i32): i32 {
  let at = nextAt;
  let index = nextRecord;
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
  nextAt = numberEnd;
  nextRecord = index + 1;
  return value;
}

/**
 * Writes the index of records that were found, as `time-index.ts` reads it, by that of all records of their block, which stand in order
 * of time: how many each cell has tells which cell a record is in. Nothing is longer in it than in that of the block.
 *
 * @param kinds of all records, numbers as `decode` reads them
 * @param places of those that were found, a word each, in ascending order
 * @param counts a word for each kind, 0; so they are left
 * @returns behind what was written; -1: something is missing
 */
export function indexFound(
  kinds: i32,
  kindsEnd: i32,
  places: i32,
  placesEnd: i32,
  index: i32,
  indexEnd: i32,
  counts: i32,
  kindCount: i32,
  out: i32,
): i32 {
  nextAt = kinds;
  nextRecord = 0;
  // How wide cells are, and where the first begins.
  for (let numbers = 2; numbers > 0;) {
    if (index >= indexEnd) return -1;
    const byte = load<u8>(index++);
    store<u8>(out++, byte);
    if (byte < 0x80) numbers--;
  }
  const cells = numberAt(index, indexEnd);
  out = writeNumber(out, cells);
  let cellEnd = 0;
  for (let cell = 0; cell < cells; cell++) {
    if (numberEnd > indexEnd) return -1;
    const entries = numberAt(numberEnd, indexEnd);
    const first = numberEnd;
    for (let entry = 0; entry < entries && numberEnd <= indexEnd; entry++) {
      numberAt(numberEnd, indexEnd);
      cellEnd += numberAt(numberEnd, indexEnd);
    }
    if (numberEnd > indexEnd) return -1;
    const next = numberEnd;
    let left = 0;
    while (places < placesEnd && load<i32>(places) < cellEnd) {
      const kind = numberOfRecord(load<i32>(places), kindsEnd);
      if (numberEnd > kindsEnd || <u32>kind >= <u32>kindCount) return -1;
      const count = counts + 4 * kind;
      if (load<i32>(count) === 0) left++;
      store<i32>(count, load<i32>(count) + 1);
      places += 4;
    }
    numberEnd = first;
    out = writeCell(out, left, counts, kindCount, indexEnd, next);
    if (out < 0) return -1;
    numberEnd = next;
  }
  return numberEnd > indexEnd ? -1 : out;
}

/** Writes how many of a cell's kinds were found, and of each how many. @param left how many kinds; -1 is given where one is not in the cell */
function writeCell(out: i32, left: i32, counts: i32, kindCount: i32, end: i32, next: i32): i32 {
  out = writeNumber(out, left);
  let kind = 0;
  let last = 0;
  while (left > 0) {
    if (numberEnd >= next) return -1;
    kind += numberAt(numberEnd, end);
    numberAt(numberEnd, end);
    if (<u32>kind >= <u32>kindCount) return -1;
    const count = load<i32>(counts + 4 * kind);
    if (count === 0) continue;
    store<i32>(counts + 4 * kind, 0);
    out = writeNumber(writeNumber(out, kind - last), count);
    last = kind;
    left--;
  }
  return out;
}

function writeNumber(out: i32, number: u32): i32 {
  while (number >= 0x80) {
    store<u8>(out++, (number & 0x7f) | 0x80);
    number >>= 7;
  }
  store<u8>(out++, number);
  return out;
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

/**
 * Writes the places of records whose state is 1, of those that have one of two bytes; all others are known to be 0.
 *
 * @param table 256 states for each class of kinds
 * @param byte the one, and `other` the other
 * @returns how many; -1: there are fewer kinds, or one that has no class; -2: a record has another state
 */
export function findPairs(
  kinds: i32,
  end: i32,
  classes: i32,
  kindCount: i32,
  seconds: i32,
  table: i32,
  count: i32,
  byte: i32,
  other: i32,
  out: i32,
): i32 {
  nextAt = kinds;
  nextRecord = 0;
  const one = i8x16.splat(<i8>byte);
  const another = i8x16.splat(<i8>other);
  let to = out;
  for (let at = 0; at < count; at += 16) {
    const some = v128.load(seconds + at);
    let bits = i8x16.bitmask(v128.or(i8x16.eq(some, one), i8x16.eq(some, another)));
    if (at + 16 > count) bits &= (1 << (count - at)) - 1;
    for (; bits !== 0; bits &= bits - 1) {
      const place = at + i32.ctz(bits);
      const kind = numberOfRecord(place, end);
      if (numberEnd > end || <u32>kind >= <u32>kindCount) return -1;
      const row = table + ((<i32>load<u8>(classes + kind)) << 8);
      const state = load<u8>(row + <i32>load<u8>(seconds + place));
      if (state === 0) continue;
      if (state !== 1) return -2;
      store<i32>(to, place);
      to += 4;
    }
  }
  return (to - out) >> 2;
}
