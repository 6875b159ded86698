import {
  FIELD_CAP,
  FIELDS,
  HEADER_INSIDE,
  HEADER_INSIDE_END,
  HEADER_LEVEL,
  HEADER_MESSAGE,
  LEVEL_IN_MESSAGE,
  QUOTED_MESSAGE,
  SHAPE_CAP,
  SHAPES,
} from './memory';
import { MATCH, UNSURE } from './automaton';
import { levelAt } from './header';
import { askAll, mixBytes, takeValues } from './field-values';
import { learnShape, levelOfMessage, readRow } from './outside';
import { countOf, hashOf, learnFields, recallFields } from './recall-fields';
import { noTime, numberTimeAt, timeAt } from './times';

/*
 * Reads lines of JSON that are plain: an object whose keys have no escapes. Which of its values are the time, the level
 * and the message depends on its keys and on what kinds of values they have, its shape; the other side says so once a
 * shape. A line that is anything else, or whose values do not fit, is left to it.
 */

/** Kinds of values. Text without escapes and whole numbers of few digits stand in the line as they are read. */
const TEXT: i32 = 1;
const ESCAPED: i32 = 2;
const WHOLE: i32 = 3;
const NUMBER: i32 = 4;
const TRUTH: i32 = 5;
const NULL: i32 = 6;
const OBJECT: i32 = 7;
const ARRAY: i32 = 8;

const DEEPEST: i32 = 32;
const MOST_DIGITS: i32 = 15;
/** Shapes that one block may ask about: lines that are all different are not worth it. */
const MOST_LEARNT: i32 = 1000;

/**
 * A shape: its hash, whether it can be read, then places of time, message and level, -1 for none, the level's reading, and the
 * format that such lines are of.
 */
const READABLE: i32 = 1;
const UNREADABLE: i32 = 2;
/** It can be read, and which columns its values go to, the other side tells. */
const READABLE_ROW_ASKED: i32 = 3;

let kind: i32 = 0;
let isEscaped: bool = false;
let learnt: i32 = 0;
/** Numbers in the line scanned last. */
let numbers: i32 = 0;

/** Begins a block. */
export function clearShapes(): void {
  memory.fill(SHAPES, 0, SHAPE_CAP * 32);
  learnt = 0;
}

function skipSpace(from: i32, end: i32): i32 {
  let at = from;
  while (at < end) {
    const byte = <i32>load<u8>(at);
    if (byte != 32 && byte != 9 && byte != 13 && byte != 10) break;
    at++;
  }
  return at;
}

/** Position behind the closing quote of a string whose first character is at `from`; -1: it is none. */
function scanString(from: i32, end: i32): i32 {
  let at = from;
  isEscaped = false;
  while (at < end) {
    const bytes = v128.load(at);
    const special = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(34)), i8x16.eq(bytes, i8x16.splat(92))),
      i8x16.lt_u(bytes, i8x16.splat(32)),
    );
    const mask = i8x16.bitmask(special);
    if (mask == 0) {
      at += 16;
      continue;
    }
    at += ctz(mask);
    if (at >= end) return -1;
    const byte = <i32>load<u8>(at);
    if (byte == 34) return at + 1;
    if (byte != 92) return -1;
    isEscaped = true;
    at = escapeEnd(at + 1, end);
    if (at < 0) return -1;
  }
  return -1;
}

function escapeEnd(at: i32, end: i32): i32 {
  if (at >= end) return -1;
  const byte = <i32>load<u8>(at);
  if (byte != 0x75) {
    const isKnown =
      byte == 34 ||
      byte == 92 ||
      byte == 47 ||
      byte == 98 ||
      byte == 102 ||
      byte == 110 ||
      byte == 114 ||
      byte == 116;
    return isKnown ? at + 1 : -1;
  }
  if (at + 5 > end) return -1;
  for (let i = 1; i < 5; i++) {
    const digit = <u32>load<u8>(at + i);
    if (digit - 48 > 9 && (digit | 32) - 97 > 5) return -1;
  }
  return at + 5;
}

function isDigit(at: i32, end: i32): bool {
  return at < end && <u32>load<u8>(at) - 48 < 10;
}

function scanNumber(from: i32, end: i32): i32 {
  let at = from;
  numbers++;
  const isNegative = load<u8>(at) == 45;
  if (isNegative) at++;
  if (!isDigit(at, end)) return -1;
  const first = at;
  if (load<u8>(at) == 48) at++;
  else while (isDigit(at, end)) at++;
  kind = !isNegative && at - first <= MOST_DIGITS ? WHOLE : NUMBER;
  if (at < end && load<u8>(at) == 46) {
    kind = NUMBER;
    if (!isDigit(++at, end)) return -1;
    while (isDigit(at, end)) at++;
  }
  if (at < end && (load<u8>(at) | 32) == 101) {
    kind = NUMBER;
    at++;
    if (at < end && (load<u8>(at) == 43 || load<u8>(at) == 45)) at++;
    if (!isDigit(at, end)) return -1;
    while (isDigit(at, end)) at++;
  }
  return at;
}

/** Position behind a value, with its kind told; -1: it is none, or too deep. */
function scanValue(at: i32, end: i32, depth: i32): i32 {
  if (at >= end || depth > DEEPEST) return -1;
  const byte = <i32>load<u8>(at);
  if (byte == 34) {
    const after = scanString(at + 1, end);
    kind = isEscaped ? ESCAPED : TEXT;
    return after;
  }
  if (byte == 0x7b || byte == 0x5b) {
    const after = byte == 0x7b ? scanObject(at + 1, end, depth) : scanArray(at + 1, end, depth);
    kind = byte == 0x7b ? OBJECT : ARRAY;
    return after;
  }
  if (byte == 0x74 && at + 4 <= end && load<u32>(at) == 0x65757274) {
    kind = TRUTH;
    return at + 4;
  }
  if (byte == 0x66 && at + 5 <= end && load<u32>(at, 1) == 0x65736c61) {
    kind = TRUTH;
    return at + 5;
  }
  if (byte == 0x6e && at + 4 <= end && load<u32>(at) == 0x6c6c756e) {
    kind = NULL;
    return at + 4;
  }
  return scanNumber(at, end);
}

function scanObject(from: i32, end: i32, depth: i32): i32 {
  let at = skipSpace(from, end);
  if (at < end && load<u8>(at) == 0x7d) return at + 1;
  while (at < end && load<u8>(at) == 34) {
    at = scanString(at + 1, end);
    if (at < 0) return -1;
    at = skipSpace(at, end);
    if (at >= end || load<u8>(at) != 58) return -1;
    at = scanValue(skipSpace(at + 1, end), end, depth + 1);
    if (at < 0) return -1;
    at = skipSpace(at, end);
    if (at >= end) return -1;
    if (load<u8>(at) == 0x7d) return at + 1;
    if (load<u8>(at) != 44) return -1;
    at = skipSpace(at + 1, end);
  }
  return -1;
}

function scanArray(from: i32, end: i32, depth: i32): i32 {
  let at = skipSpace(from, end);
  if (at < end && load<u8>(at) == 0x5d) return at + 1;
  while (at < end) {
    at = scanValue(at, end, depth + 1);
    if (at < 0) return -1;
    at = skipSpace(at, end);
    if (at >= end) return -1;
    if (load<u8>(at) == 0x5d) return at + 1;
    if (load<u8>(at) != 44) return -1;
    at = skipSpace(at + 1, end);
  }
  return -1;
}

/** Finds the fields of a line; gives their shape's hash, 0: the line is not for this. Five words a field: key, value, kind. */
function scanFields(start: i32, end: i32): u64 {
  let at = skipSpace(start + 1, end);
  let hash: u64 = 1;
  count = 0;
  numbers = 0;
  while (at < end && load<u8>(at) == 34 && count < FIELD_CAP) {
    const key = at + 1;
    at = scanString(key, end);
    if (at < 0 || isEscaped) return 0;
    const keyEnd = at - 1;
    at = skipSpace(at, end);
    if (at >= end || load<u8>(at) != 58) return 0;
    const value = skipSpace(at + 1, end);
    at = scanValue(value, end, 1);
    if (at < 0) return 0;
    const quote = kind <= ESCAPED ? 1 : 0;
    const field = FIELDS + count * 20;
    store<i32>(field, key);
    store<i32>(field, keyEnd, 4);
    store<i32>(field, value + quote, 8);
    store<i32>(field, at - quote, 12);
    store<i32>(field, kind, 16);
    count++;
    const length = keyEnd - key;
    hash = mixBytes(hash ^ ((<u64>length) << 8) ^ <u64>kind, key, length);
    at = skipSpace(at, end);
    if (at >= end) return 0;
    const byte = load<u8>(at);
    if (byte == 0x7d) return skipSpace(at + 1, end) == end ? hash | 1 : 0;
    if (byte != 44) return 0;
    at = skipSpace(at + 1, end);
  }
  return 0;
}

let count: i32 = 0;

/** Where a shape stands, if it is known. */
function shapeOf(hash: u64): i32 {
  return SHAPES + (<i32>(hash >> 40) & (SHAPE_CAP - 1)) * 32;
}

/** The format of the line that was read last. */
export let readBy: i32 = 0;

/** Reads the header of a line. MATCH: it is filled in; UNSURE: the other side must. */
export function readJson(start: i32, end: i32): i32 {
  askAll();
  if (start >= end || load<u8>(start) != 0x7b) return UNSURE;
  const recipe = recallFields(WHOLE);
  let hash: u64 = 0;
  if (recipe != 0) {
    hash = hashOf(recipe);
    count = countOf(recipe);
    // Where another shape has taken its place keys are asked for.
    if (load<u64>(shapeOf(hash)) != hash) hash = 0;
  }
  if (hash == 0) {
    hash = scanFields(start, end);
    if (hash == 0) return UNSURE;
    learnFields(start, end, hash, count, WHOLE, numbers);
  }
  const shape = shapeOf(hash);
  const place = (shape - SHAPES) / 32;
  if (load<u64>(shape) != hash) {
    if (learnt == MOST_LEARNT) return UNSURE;
    learnt++;
    learnShape(count, shape + 8, place * FIELD_CAP);
    store<u64>(shape, hash);
  }
  const format = load<i32>(shape, 28);
  const state = load<i32>(shape, 8);
  if (state != READABLE_ROW_ASKED) takeValues(format, place, count);
  if (state == UNREADABLE) return UNSURE;
  const message = FIELDS + load<i32>(shape, 16) * 20;
  const inside = load<i32>(message, 8);
  const insideEnd = load<i32>(message, 12);
  let level = 0;
  if (load<i32>(shape, 20) >= 0) {
    const field = FIELDS + load<i32>(shape, 20) * 20;
    level = levelAt(load<i32>(shape, 24), load<i32>(field, 8), load<i32>(field, 12));
    if (level == 0) return unsureOfValues();
  } else if (load<i32>(format + LEVEL_IN_MESSAGE) != 0) {
    level = levelOfMessage(format, inside, insideEnd);
  }
  if (load<i32>(shape, 12) >= 0) {
    const field = FIELDS + load<i32>(shape, 12) * 20;
    const from = load<i32>(field, 8);
    const to = load<i32>(field, 12);
    const isNumber = load<i32>(field, 16) == NUMBER;
    const isRead = isNumber ? numberTimeAt(format, from, to) : timeAt(format, from, to);
    if (!isRead) return unsureOfValues();
  } else noTime();
  if (state == READABLE_ROW_ASKED) readRow(format, start, end);
  readBy = format;
  store<i32>(HEADER_LEVEL, level);
  store<i32>(HEADER_INSIDE, inside);
  store<i32>(HEADER_INSIDE_END, insideEnd);
  store<i32>(HEADER_MESSAGE, verbatimAt(inside, insideEnd, end));
  return MATCH;
}

/** A value of the header is none after all, and so perhaps a field. */
function unsureOfValues(): i32 {
  askAll();
  return UNSURE;
}

/** Where a message stands that is also the end of the line, such as `}`; else that it stands between quotation marks. */
function verbatimAt(inside: i32, insideEnd: i32, end: i32): i32 {
  const length = insideEnd - inside;
  for (let back = 1; back <= length; back++) {
    if (load<u8>(insideEnd - back) != load<u8>(end - back)) return QUOTED_MESSAGE;
  }
  return end - length;
}
