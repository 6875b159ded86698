/* Looks at lines that no pattern of their source explains. */

/**
 * Digits, a bracket or a priority before them, the name of a day or a month (see `MAY_BEGIN` of other-lines.ts); an object of
 * JSON, or anything that has what looks like a time near its beginning, may be of a secondary format (see `mayBeOne`).
 */
export function mayBegin(at: i32, end: i32, first: i32): bool {
  if (end - at < 12 || first == 32 || first == 9) return false;
  if (first >= 48 && first <= 57) return true;
  if (first == 91 || first == 60) return true;
  if (first == 123 && load<u8>(at + 1) == 34) return true;
  if (mayHoldTime(at, end)) return true;
  if (first < 65 || first > 90) return false;
  const fourth = <i32>load<u8>(at + 3);
  const fifth = <i32>load<u8>(at + 4);
  return fourth == 32 || fourth == 44 || fifth == 32 || fifth == 44;
}

/**
 * Whether the first 64 bytes of a line hold what all times do: two pairs of digits with a colon or a dot between them, or six
 * digits in a row.
 */
export function mayHoldTime(at: i32, end: i32): bool {
  const length = min(end - at, 64);
  let digits: u64 = 0;
  let marks: u64 = 0;
  for (let place = 0; place < length; place += 16) {
    const bytes = v128.load(at + place);
    const isDigit = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10));
    const isMark = v128.or(i8x16.eq(bytes, i8x16.splat(58)), i8x16.eq(bytes, i8x16.splat(46)));
    digits |= (<u64>(<u32>i8x16.bitmask(isDigit))) << (<u64>place);
    marks |= (<u64>(<u32>i8x16.bitmask(isMark))) << (<u64>place);
  }
  if (length < 64) digits &= ((<u64>1) << (<u64>length)) - 1;
  const pairs = digits & (digits >> 1);
  return ((pairs & (marks >> 2) & (pairs >> 3)) | (pairs & (pairs >> 2) & (pairs >> 4))) != 0;
}
