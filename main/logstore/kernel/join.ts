import { COLUMN_CAP, COLUMNS, PIECE_CAP, PIECES, TEMPLATE_CAP, TEMPLATES } from './memory';

/* Puts together what `split.ts` took apart. */

const NEWLINE: i32 = 10;
const DAMAGED: i32 = -1;

/*
 * A template while putting together: its first piece (as its complement until its columns are placed), its tokens (one less
 * than its pieces), its first column, and how many lines it has. A column: where its next length stands and its next token.
 */

let columnCount: i32 = 0;

/** Finds the pieces of the templates; 0: they are damaged. */
function readTemplates(from: i32, end: i32, templateCount: i32): i32 {
  let piece = 0;
  let at = from;
  columnCount = 0;
  for (let number = 1; number < templateCount; number++) {
    const template = TEMPLATES + (number << 4);
    const first = piece;
    let start = at;
    for (;;) {
      if (at >= end || piece >= PIECE_CAP) return 0;
      const byte = <i32>load<u8>(at++);
      if (byte != 0 && byte != NEWLINE) continue;
      store<i32>(PIECES + (piece << 3), start);
      store<i32>(PIECES + (piece << 3), at - 1 - start, 4);
      piece++;
      start = at;
      if (byte == NEWLINE) break;
    }
    const count = piece - first - 1;
    if (columnCount + count > COLUMN_CAP) return 0;
    store<i32>(template, ~first);
    store<i32>(template, count, 4);
    store<i32>(template, columnCount, 8);
    store<i32>(template, 0, 12);
    columnCount += count;
  }
  return at == end ? 1 : 0;
}

/**
 * Finds where the columns begin; 0: they are damaged.
 *
 * @param order numbers of templates, two bytes each, frame by frame
 * @param frames three words each: how many templates it has, where it stands (0: it is not at hand), and where it ends
 */
function placeColumns(order: i32, frames: i32, frameCount: i32, templateCount: i32): i32 {
  let next = order;
  let left = templateCount - 1;
  for (let frame = frames; frame < frames + frameCount * 12; frame += 12) {
    const count = load<i32>(frame);
    if (count < 0 || count > left) return 0;
    left -= count;
    const at = load<i32>(frame, 4);
    if (at != 0 && placeFrame(next, count, at, load<i32>(frame, 8), templateCount) == 0) return 0;
    next += count << 1;
  }
  return left == 0 ? 1 : 0;
}

/** Lengths of all tokens of a frame, template by template, then the tokens. */
function placeFrame(order: i32, count: i32, lengths: i32, end: i32, templateCount: i32): i32 {
  let tokens = lengths;
  for (let i = 0; i < count; i++) {
    const number = <i32>load<u16>(order + (i << 1));
    if (number == 0 || number >= templateCount) return 0;
    const template = TEMPLATES + (number << 4);
    // Once each: the columns of one that is left out would be those of another text.
    if (load<i32>(template) >= 0) return 0;
    store<i32>(template, ~load<i32>(template));
    tokens += load<i32>(template, 4) * load<i32>(template, 12);
    if (tokens > end) return 0;
  }
  let at = lengths;
  let bytes = tokens;
  for (let i = 0; i < count; i++) {
    const template = TEMPLATES + ((<i32>load<u16>(order + (i << 1))) << 4);
    const ofLines = load<i32>(template, 12);
    let column = COLUMNS + (load<i32>(template, 8) << 4);
    for (let k = load<i32>(template, 4); k > 0; k--) {
      store<i32>(column, at);
      store<i32>(column, bytes, 4);
      column += 16;
      for (const columnEnd = at + ofLines; at < columnEnd; at++) bytes += <i32>load<u8>(at);
    }
  }
  return bytes == end ? 1 : 0;
}

/** Makes templates and columns ready for the lines to be read in turn; the parameters are those of `join`. False: they are damaged. */
export function openLines(
  lineCount: i32,
  templateCount: i32,
  numbers: i32,
  constants: i32,
  templateBytes: i32,
  order: i32,
  frames: i32,
  frameCount: i32,
): bool {
  if (templateCount > TEMPLATE_CAP || templateCount < 1) return false;
  const isWide = templateCount > 256;
  if (readTemplates(constants, constants + templateBytes, templateCount) == 0) return false;
  for (let i = 0; i < lineCount; i++) {
    const template = TEMPLATES + (numberAt(numbers, i, lineCount, isWide) << 4);
    store<i32>(template, load<i32>(template, 12) + 1, 12);
  }
  return placeColumns(order, frames, frameCount, templateCount) != 0;
}

/** Copies forward, up to 15 bytes too many, which what follows writes over. */
function copyOver(to: i32, from: i32, length: i32): void {
  for (let at = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

/**
 * Puts a text of `size` bytes together at `out`, with room for 64 more.
 *
 * @param numbers of the templates of the lines, as `split.ts` writes them
 * @param constants the templates, then whole lines, as `split.ts` writes them
 * @param order see `placeColumns`, and for the two that follow
 * @param wanted a byte a line: 0, it is left out; 0 in place of where they stand: all are wanted
 * @returns the size that it came to, with a newline behind the last line; -1: what was written is damaged, or a frame is
 *   not at hand that is needed
 */
export function join(
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
  wanted: i32,
  out: i32,
): i32 {
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
    return DAMAGED;
  const isWide = templateCount > 256;
  let whole = constants + templateBytes;
  const wholeEnd = whole + wholeBytes;
  const last =
    wanted == 0 ? lineCount : markWanted(numbers, lineCount, templateCount, isWide, wanted);
  // A last line that ended with the text gets a newline more.
  const outEnd = out + size + 1;
  let to = out;
  for (let i = 0; i < last; i++) {
    const number = numberAt(numbers, i, lineCount, isWide);
    const isOut = wanted != 0 && load<u8>(wanted + i) == 0;
    if (number == 0) {
      for (;;) {
        if (whole >= wholeEnd || to >= outEnd) return DAMAGED;
        const byte = load<u8>(whole++);
        if (!isOut) store<u8>(to++, byte);
        if (<i32>byte == NEWLINE) break;
      }
      continue;
    }
    if (number >= templateCount) return DAMAGED;
    const template = TEMPLATES + (number << 4);
    if (isOut) {
      if (load<i32>(template, 12) != 0 && load<i32>(template) >= 0) passOver(template);
      continue;
    }
    if (load<i32>(template) < 0) return DAMAGED;
    let piece = PIECES + (load<i32>(template) << 3);
    let column = COLUMNS + (load<i32>(template, 8) << 4);
    for (let k = load<i32>(template, 4); k > 0; k--) {
      const constant = load<i32>(piece, 4);
      copyOver(to, load<i32>(piece), constant);
      to += constant;
      const lengthAt = load<i32>(column);
      const from = load<i32>(column, 4);
      const length = <i32>load<u8>(lengthAt);
      if (to + length > outEnd) return DAMAGED;
      copyOver(to, from, length);
      to += length;
      store<i32>(column, lengthAt + 1);
      store<i32>(column, from + length, 4);
      piece += 8;
      column += 16;
    }
    const constant = load<i32>(piece, 4);
    if (to + constant + 1 > outEnd) return DAMAGED;
    copyOver(to, load<i32>(piece), constant);
    to += constant;
    store<u8>(to++, <u8>NEWLINE);
  }
  return to - out;
}

/** Notes of each template whether one of its lines is wanted, in place of how many lines it has. Gives where the last wanted line ends. */
function markWanted(
  numbers: i32,
  lineCount: i32,
  templateCount: i32,
  isWide: bool,
  wanted: i32,
): i32 {
  for (let number = 0; number < templateCount; number++) {
    store<i32>(TEMPLATES + (number << 4), 0, 12);
  }
  let last = 0;
  for (let i = 0; i < lineCount; i++) {
    if (load<u8>(wanted + i) == 0) continue;
    store<i32>(TEMPLATES + (numberAt(numbers, i, lineCount, isWide) << 4), 1, 12);
    last = i + 1;
  }
  return last;
}

/** Goes on behind the tokens of a line. */
function passOver(template: i32): void {
  let column = COLUMNS + (load<i32>(template, 8) << 4);
  for (let k = load<i32>(template, 4); k > 0; k--) {
    const lengthAt = load<i32>(column);
    store<i32>(column, lengthAt + 1);
    store<i32>(column, load<i32>(column, 4) + <i32>load<u8>(lengthAt), 4);
    column += 16;
  }
}

export function numberAt(numbers: i32, line: i32, lineCount: i32, isWide: bool): i32 {
  const low = <i32>load<u8>(numbers + line);
  const number = isWide ? low | ((<i32>load<u8>(numbers + lineCount + line)) << 8) : low;
  return number & (TEMPLATE_CAP - 1);
}
