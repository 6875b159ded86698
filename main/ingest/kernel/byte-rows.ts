/*
 * A table of what each byte of ASCII is, sixteen bytes at a time: a row of it for each high half of a byte. Of bytes that are not
 * in a row comes 0, so the rows are joined with `or`.
 */

/** Of the bytes from `first` to fifteen behind it what stands in the row, of others 0. */
export function inRow(row: v128, bytes: v128, first: i8): v128 {
  return i8x16.swizzle(row, i8x16.sub(bytes, i8x16.splat(first)));
}
