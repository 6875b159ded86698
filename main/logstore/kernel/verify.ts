import { COLUMNS, PIECES, TEMPLATES } from './memory';
import { differing } from './first-bytes';
import { numberAt, openLines } from './join';

/* Whether what `split.ts` wrote is put together to the text that it was taken from. Comparing where it stands takes half the time of
 * `join.ts`, which writes it first. */

const NEWLINE: i32 = 10;

/**
 * Whether the parts make the text, byte by byte.
 *
 * @param text where it stands, `size` bytes with a newline behind them
 * @param numbers and all that follows: as in `join`
 */
export function makes(
  text: i32,
  size: i32,
  lineCount: i32,
  templateCount: i32,
  numbers: i32,
  constants: i32,
  templateBytes: i32,
  wholeBytes: i32,
  order: i32,
  frames: i32,
  frameCount: i32,
): bool {
  if (
    !openLines(
      lineCount,
      templateCount,
      numbers,
      constants,
      templateBytes,
      order,
      frames,
      frameCount,
    )
  )
    return false;
  const isWide = templateCount > 256;
  let whole = constants + templateBytes;
  const wholeEnd = whole + wholeBytes;
  const end = text + size + 1;
  let at = text;
  let bits = 0;
  let differs = i64x2.splat(0);
  for (let i = 0; i < lineCount; i++) {
    const number = numberAt(numbers, i, lineCount, isWide);
    if (number == 0) {
      for (;;) {
        if (whole >= wholeEnd || at >= end) return false;
        const byte = <i32>load<u8>(whole++);
        bits |= byte ^ <i32>load<u8>(at++);
        if (byte == NEWLINE) break;
      }
      continue;
    }
    if (number >= templateCount) return false;
    const template = TEMPLATES + (number << 4);
    if (load<i32>(template) < 0) return false;
    let piece = PIECES + (load<i32>(template) << 3);
    let column = COLUMNS + (load<i32>(template, 8) << 4);
    for (let k = load<i32>(template, 4); k > 0; k--) {
      const constant = load<i32>(piece, 4);
      const lengthAt = load<i32>(column);
      const from = load<i32>(column, 4);
      const length = <i32>load<u8>(lengthAt);
      if (at + constant + length > end) return false;
      differs = v128.or(differs, differing(at, load<i32>(piece), constant));
      at += constant;
      differs = v128.or(differs, differing(at, from, length));
      at += length;
      store<i32>(column, lengthAt + 1);
      store<i32>(column, from + length, 4);
      piece += 8;
      column += 16;
    }
    const constant = load<i32>(piece, 4);
    if (at + constant + 1 > end) return false;
    differs = v128.or(differs, differing(at, load<i32>(piece), constant));
    at += constant;
    bits |= <i32>load<u8>(at++) ^ NEWLINE;
    if (bits != 0 || v128.any_true(differs)) return false;
  }
  // A last line that ended with the text has the newline behind it.
  return bits == 0 && (at == end || at == end - 1) && whole == wholeEnd;
}
