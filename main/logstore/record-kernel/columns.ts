/* Columns made of what is stored: times and extents of all records of a block. */

/**
 * Writes when records are, in microseconds, and which have a time. One without stands with the one before, the first ones with the first
 * that has one; NaN where none has.
 *
 * @param times differences to the one before: numbers of seven bits a byte, low ones first, twice the difference, or one less than twice
 *   what it is below 0
 * @param digits a byte a record: 0, it has no time; else the digits behind its second, and one
 * @param before what the first is a difference to
 * @param timeUs a double a record
 * @param timed 1 or 0 a record
 * @param timeDigits a byte a record
 * @returns where it came to; -1: there are fewer
 */
export function readTimes(
  times: i32,
  end: i32,
  digits: i32,
  count: i32,
  before: f64,
  timeUs: i32,
  timed: i32,
  timeDigits: i32,
): i32 {
  let previous = before;
  let effective = NaN;
  let first = -1;
  let at = times;
  for (let i = 0; i < count; i++) {
    const known = <i32>load<u8>(digits + i);
    if (known > 0) {
      if (at >= end) return -1;
      let byte = <i64>load<u8>(at++);
      let value = byte & 0x7f;
      for (let shift: i64 = 7; byte >= 0x80 && shift < 63; shift += 7) {
        if (at >= end) return -1;
        byte = <i64>load<u8>(at++);
        value |= (byte & 0x7f) << shift;
      }
      previous += <f64>((value >> 1) ^ -(value & 1));
      effective = previous;
      if (first < 0) first = i;
    }
    store<u8>(timed + i, <i32>(known > 0));
    store<u8>(timeDigits + i, known > 0 ? known - 1 : 0);
    store<f64>(timeUs + 8 * i, effective);
  }
  if (first > 0) {
    const earliest = load<f64>(timeUs + 8 * first);
    for (let i = 0; i < first; i++) store<f64>(timeUs + 8 * i, earliest);
  }
  return at;
}

/**
 * Writes where records begin, then where the last gap ends, and where each ends.
 *
 * @param lengths a word a record
 * @param gaps what stands between a record and the next, a byte each, or a word where they are wide
 */
export function placeRecords(
  lengths: i32,
  gaps: i32,
  wide: bool,
  count: i32,
  offsets: i32,
  ends: i32,
): void {
  let offset = 0;
  store<i32>(offsets, 0);
  for (let i = 0; i < count; i++) {
    const end = offset + load<i32>(lengths + 4 * i);
    store<i32>(ends + 4 * i, end);
    offset = end + (wide ? load<i32>(gaps + 4 * i) : <i32>load<u8>(gaps + i));
    store<i32>(offsets + 4 * i, offset, 4);
  }
}

/** Bits of a digit, and values that it has. */
const BITS: i32 = 11;
const DIGITS: i32 = 2048;
/** How far apart records may lie, in the unit that all their times are whole numbers of: a word holds it. */
const MOST_UNITS: i64 = 0x100000000;

/**
 * Writes records in order of time, a word each, those of one time as they stand: a digit after the other, the lowest first, of which
 * each pass keeps the order of those that are alike.
 *
 * @param timeUs a double a record, whole numbers
 * @param counts room for a word more than a digit has values
 * @param keys room for a word a record, and as much in `order` and `spare`
 * @returns where they stand, `order` or `spare`; 0: they already are in order, and nothing is written; -1: they lie too far apart
 */
export function orderTimes(
  timeUs: i32,
  count: i32,
  counts: i32,
  keys: i32,
  order: i32,
  spare: i32,
): i32 {
  let before = -Infinity;
  let least = Infinity;
  let latest = -Infinity;
  let isSorted = true;
  for (let i = 0; i < count; i++) {
    const us = load<f64>(timeUs + 8 * i);
    if (us < before) isSorted = false;
    before = us;
    least = min(least, us);
    latest = max(latest, us);
  }
  if (isSorted) return 0;
  if (!(latest - least < 9e15)) return -1;
  const unit = unitOf(timeUs, count, least);
  const span = <i64>(latest - least) / unit;
  if (span >= MOST_UNITS) return -1;
  for (let i = 0; i < count; i++) {
    store<u32>(keys + 4 * i, <u32>(apart(timeUs, i, least) / unit));
    store<i32>(order + 4 * i, i);
  }
  let from = order;
  let to = spare;
  for (let shift = 0; shift < 32 && span >> <i64>shift > 0; shift += BITS) {
    sortByDigit(keys, count, shift, counts, from, to);
    const last = from;
    from = to;
    to = last;
  }
  return from;
}

function apart(timeUs: i32, index: i32, least: f64): i64 {
  return <i64>(load<f64>(timeUs + 8 * index) - least);
}

/** Seconds, milliseconds or microseconds: which of them all records lie a whole number apart. Most logs tell no microseconds. */
function unitOf(timeUs: i32, count: i32, least: f64): i64 {
  let unit: i64 = 1000000;
  for (let i = 0; i < count && unit > 1; i++) {
    const us = apart(timeUs, i, least);
    while (unit > 1 && us % unit != 0) unit /= 1000;
  }
  return unit;
}

function sortByDigit(keys: i32, count: i32, shift: i32, counts: i32, from: i32, to: i32): void {
  memory.fill(counts, 0, 4 * (DIGITS + 1));
  for (let i = 0; i < count; i++) {
    const at = counts + ((load<u32>(keys + 4 * i) >> shift) & (DIGITS - 1)) * 4;
    store<i32>(at, load<i32>(at, 4) + 1, 4);
  }
  for (let digit = 1; digit <= DIGITS; digit++) {
    const at = counts + 4 * digit;
    store<i32>(at, load<i32>(at) + load<i32>(at - 4));
  }
  for (let i = 0; i < count; i++) {
    const index = load<i32>(from + 4 * i);
    const at = counts + ((load<u32>(keys + 4 * index) >> shift) & (DIGITS - 1)) * 4;
    const next = load<i32>(at);
    store<i32>(to + 4 * next, index);
    store<i32>(at, next + 1);
  }
}
