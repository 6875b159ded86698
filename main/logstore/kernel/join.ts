import { COLUMN_CAP, COLUMNS, PIECE_CAP, PIECES, TEMPLATE_CAP, TEMPLATES } from './memory';

/* Puts together what `split.ts` took apart. */

const NEWLINE: i32 = 10;
const DAMAGED: i32 = -1;

/*
 * A template while putting together: its first piece, its tokens (one less than its pieces), its first column, and how many
 * lines it has. A column: where its next length stands and its next token.
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
    store<i32>(template, first);
    store<i32>(template, count, 4);
    store<i32>(template, columnCount, 8);
    store<i32>(template, 0, 12);
    columnCount += count;
  }
  return at == end ? 1 : 0;
}

/** Finds where the columns begin; 0: they are damaged. */
function placeColumns(lengths: i32, tokens: i32, tokensEnd: i32, templateCount: i32): i32 {
  let at = lengths;
  let bytes = tokens;
  for (let number = 1; number < templateCount; number++) {
    const template = TEMPLATES + (number << 4);
    const count = load<i32>(template, 4);
    const ofLines = load<i32>(template, 12);
    let column = COLUMNS + (load<i32>(template, 8) << 3);
    for (let k = 0; k < count; k++) {
      store<i32>(column, at);
      store<i32>(column, bytes, 4);
      column += 8;
      const end = at + ofLines;
      if (end > tokens) return 0;
      for (; at < end; at++) bytes += <i32>load<u8>(at);
    }
  }
  return at == tokens && bytes == tokensEnd ? 1 : 0;
}

/** Copies forward, up to 15 bytes too many, which what follows writes over. */
function copyOver(to: i32, from: i32, length: i32): void {
  for (let at = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

/**
 * Puts a text of `size` bytes together at `out`, with room for 64 more.
 *
 * @param at what `write` in split.ts wrote; its counts are the other parameters
 * @param wanted a byte a line: 0, it is left out; 0 in place of where they stand: all are wanted
 * @returns the size that it came to, with a newline behind the last line; -1: what was written is damaged
 */
export function join(
  at: i32,
  size: i32,
  lineCount: i32,
  templateCount: i32,
  tokenCount: i32,
  tokenBytes: i32,
  templateBytes: i32,
  wholeBytes: i32,
  wanted: i32,
  out: i32,
): i32 {
  if (templateCount > TEMPLATE_CAP || templateCount < 1) return DAMAGED;
  const isWide = templateCount > 256;
  const lengths = at + (isWide ? 2 * lineCount : lineCount);
  const tokens = lengths + tokenCount;
  const templates = tokens + tokenBytes;
  let whole = templates + templateBytes;
  const wholeEnd = whole + wholeBytes;
  if (readTemplates(templates, whole, templateCount) == 0) return DAMAGED;
  for (let i = 0; i < lineCount; i++) {
    const template = TEMPLATES + (numberAt(at, i, lineCount, isWide) << 4);
    store<i32>(template, load<i32>(template, 12) + 1, 12);
  }
  if (placeColumns(lengths, tokens, templates, templateCount) == 0) return DAMAGED;
  if (wanted != 0) markWanted(at, lineCount, templateCount, isWide, wanted);
  // A last line that ended with the text gets a newline more.
  const outEnd = out + size + 1;
  let to = out;
  for (let i = 0; i < lineCount; i++) {
    const number = numberAt(at, i, lineCount, isWide);
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
      if (load<i32>(template, 12) != 0) passOver(template);
      continue;
    }
    let piece = PIECES + (load<i32>(template) << 3);
    let column = COLUMNS + (load<i32>(template, 8) << 3);
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
      column += 8;
    }
    const constant = load<i32>(piece, 4);
    if (to + constant + 1 > outEnd) return DAMAGED;
    copyOver(to, load<i32>(piece), constant);
    to += constant;
    store<u8>(to++, <u8>NEWLINE);
  }
  return to - out;
}

/** Notes of each template whether one of its lines is wanted, in place of how many lines it has. */
function markWanted(at: i32, lineCount: i32, templateCount: i32, isWide: bool, wanted: i32): void {
  for (let number = 0; number < templateCount; number++) {
    store<i32>(TEMPLATES + (number << 4), 0, 12);
  }
  for (let i = 0; i < lineCount; i++) {
    if (load<u8>(wanted + i) == 0) continue;
    store<i32>(TEMPLATES + (numberAt(at, i, lineCount, isWide) << 4), 1, 12);
  }
}

/** Goes on behind the tokens of a line. */
function passOver(template: i32): void {
  let column = COLUMNS + (load<i32>(template, 8) << 3);
  for (let k = load<i32>(template, 4); k > 0; k--) {
    const lengthAt = load<i32>(column);
    store<i32>(column, lengthAt + 1);
    store<i32>(column, load<i32>(column, 4) + <i32>load<u8>(lengthAt), 4);
    column += 8;
  }
}

function numberAt(at: i32, line: i32, lineCount: i32, isWide: bool): i32 {
  const low = <i32>load<u8>(at + line);
  const number = isWide ? low | ((<i32>load<u8>(at + lineCount + line)) << 8) : low;
  return number & (TEMPLATE_CAP - 1);
}
