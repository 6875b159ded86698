import {
  ASKS_ROW,
  FIELD_CAP,
  FIELD_COLUMNS,
  FIELDS,
  FIRST_FORMAT,
  FORMAT_BYTES,
  ROW_BEFORE,
  ROW_READ,
  SHAPE_COLUMNS,
  VALUE_COUNTS,
  VALUE_SLOTS,
  VALUES,
} from './memory';

/*
 * Numbers the values of fields that have few, so that a query on a field need not open the text. A record has a byte for
 * each column: 0, it has not the field; 1 to 254, the number of its value; 255, only the record itself tells.
 */

/** Of a shape's field: none of the columns, or from here on a column in which only the record tells. */
const NO_COLUMN: i32 = 255;
const ASK_COLUMN: i32 = 128;
const ASK: i32 = 255;
const MOST_VALUES: i32 = 254;
/** What is longer is one of many. */
const LONGEST: i32 = 64;
const K: u64 = 0x9e3779b97f4a7c15;
const TEXT_KIND: i32 = 1;
/** What a value is, in the low bits of its facts: JSON as it stands, or from here on the text of a format, the source's own first. */
const JSON_VALUE: i32 = 0;
const TEXT_OF: i32 = 1;
const FACT_BITS: i32 = 4;

/** Begins a block: no value was met. */
export function clearValues(): void {
  memory.fill(VALUES, 0, FIELD_COLUMNS * VALUE_SLOTS * 16);
  memory.fill(VALUE_COUNTS, 0, FIELD_COLUMNS * 4);
}

/** The row of a line of a format that has no field. */
function clearRow(format: i32): void {
  v128.store(ROW_READ, v128.load(format + ROW_BEFORE));
}

/** Begins the row of a line of a format; false: the other side must write it. */
export function beginRow(format: i32): bool {
  if (load<i32>(format + ASKS_ROW) != 0) return false;
  clearRow(format);
  return true;
}

/** How the text of a value of a format is told from others. */
function textOf(format: i32): i32 {
  return format == 0 ? TEXT_OF : TEXT_OF + 1 + (format - FIRST_FORMAT) / FORMAT_BYTES;
}

/** Puts the text of a field of the line into its row. */
export function takeValue(format: i32, column: i32, from: i32, to: i32): void {
  store<u8>(ROW_READ + column, <u8>numberOf(column, from, to, textOf(format)));
}

/** Puts the values of the line whose fields stand in memory into its row. */
export function takeValues(format: i32, shape: i32, count: i32): void {
  clearRow(format);
  const columns = SHAPE_COLUMNS + shape * FIELD_CAP;
  for (let i = 0; i < count; i++) {
    const column = <i32>load<u8>(columns + i);
    if (column == NO_COLUMN) continue;
    if (column >= ASK_COLUMN) {
      store<u8>(ROW_READ + column - ASK_COLUMN, <u8>ASK);
      continue;
    }
    const field = FIELDS + i * 20;
    const isText = load<i32>(field, 16) == TEXT_KIND;
    const nature = isText ? textOf(format) : JSON_VALUE;
    const number = numberOf(column, load<i32>(field, 8), load<i32>(field, 12), nature);
    store<u8>(ROW_READ + column, <u8>number);
  }
}

/** Number of a value that the other side tells, as JSON; it stands where it is until the block ends. */
export function numberValue(column: i32, from: i32, to: i32): i32 {
  return numberOf(column, from, to, JSON_VALUE);
}

/** The row of a line that the other side read. */
export function askAll(): void {
  v128.store(ROW_READ, i8x16.splat(-1));
}

/** Mixes bytes into a hash, eight at a time. */
export function mixBytes(seed: u64, from: i32, length: i32): u64 {
  let mixed = seed * K;
  for (let left = length; left > 0; left -= 8) {
    let word = load<u64>(from + length - left);
    if (left < 8) word &= 0xffffffffffffffff >> <u64>((8 - left) << 3);
    mixed = (mixed ^ (mixed >> 29) ^ word) * K;
  }
  return mixed ^ (mixed >> 32);
}

/** Whether two values are the same, eight bytes at a time: up to seven bytes behind them are read. */
function isSame(at: i32, other: i32, length: i32): bool {
  let i = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(at + i) != load<u64>(other + i)) return false;
  if (i == length) return true;
  const differs = load<u64>(at + i) ^ load<u64>(other + i);
  return (differs & (0xffffffffffffffff >> <u64>((8 - (length - i)) << 3))) == 0;
}

/** Number of a value in its column. A column with too many values goes on as one in which only the record tells. */
function numberOf(column: i32, from: i32, to: i32, nature: i32): i32 {
  const length = to - from;
  const counter = VALUE_COUNTS + (column << 2);
  const known = load<i32>(counter);
  if (known > MOST_VALUES || length > LONGEST) return ASK;
  const facts = (length << FACT_BITS) | nature;
  const table = VALUES + column * VALUE_SLOTS * 16;
  let slot = <i32>(mixBytes(<u64>facts, from, length) >> 32) & (VALUE_SLOTS - 1);
  let entry = table + (slot << 4);
  while (load<i32>(entry, 8) != 0) {
    if (load<i32>(entry, 4) == facts && isSame(load<i32>(entry), from, length)) {
      return load<i32>(entry, 8);
    }
    slot = (slot + 1) & (VALUE_SLOTS - 1);
    entry = table + (slot << 4);
  }
  store<i32>(counter, known + 1);
  if (known == MOST_VALUES) return ASK;
  store<i32>(entry, from);
  store<i32>(entry, facts, 4);
  store<i32>(entry, known + 1, 8);
  return known + 1;
}
