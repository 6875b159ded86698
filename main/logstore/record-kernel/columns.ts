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
