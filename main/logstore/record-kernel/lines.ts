/* Passes over the lines of a block that a search reads. */

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
