import {
  BITS_CAPITAL_E,
  BITS_DIGIT,
  BITS_NO_HEX,
  BITS_SPECIAL,
  BITS_WORD,
  CLASSES,
  MASKS,
  SKELETON_TABLE,
} from './memory';
import { inRow } from './byte-rows';
import { addVaryingGrams } from './grams';

/*
 * The scan of `skeleton.ts` in the folder beside this one: it finds the same masks, and the two agree by test. What a byte is
 * comes in a bit each for all bytes of a message, so that a word costs a few steps and not some for each of its letters.
 */

const DIGIT: u32 = 1;
const HEX_LETTER: u32 = 2;
const OTHER: u32 = 4;
const AT: u32 = 8;
const SLASH: u32 = 16;
const CAPITAL_E: u32 = 32;
const DOT: u32 = 64;
const DELIMITER: u32 = 128;
const SPACE: u32 = 256;

const LINE_CAP: i32 = 2048;
const TOKEN_CAP: i32 = 64;
const LONGEST_WORD: i32 = 64;
const HEX_WORD: i32 = 8;
const LONGEST_PHRASE: i32 = 4;
const UNSPACED_LEAD: u32 = 0xe3;
const QUOTE: u32 = 34;
const LINE_FEED: u32 = 10;
const K: u64 = 0x9e3779b97f4a7c15;

/** What a byte of ASCII is in SKELETON_TABLE, highest first as `i8x16.bitmask` takes them. */
const WORD_BIT: u32 = 0x80;
const DIGIT_BIT: u32 = 0x40;
const SPECIAL_BIT: u32 = 0x20;
const NO_HEX_BIT: u32 = 0x10;
const CAPITAL_E_BIT: u32 = 8;
/** Bits that a look at a place in them has for sure. */
const SEEN_BITS: i32 = 57;

/** Of the message scanned last: where its first line's scan ended, and whether a word has a capital E. */
export let lineEnd: i32 = 0;
export let hasCapitalE: bool = false;
export let maskCount: i32 = 0;

let tokens: i32 = 0;
let phraseAt: i32 = -1;
let phraseMasks: i32 = 0;
let phraseTokens: i32 = 0;

/** Makes the table of what bytes of ASCII are. To be called once. */
export function prepareSkeletons(): void {
  for (let byte = 0; byte < 128; byte++) {
    const kind = <u32>load<u16>(CLASSES + (byte << 2));
    let bits: u32 = kind < DOT ? WORD_BIT : 0;
    if (kind == DIGIT) bits |= DIGIT_BIT;
    else if ((kind & ~CAPITAL_E) != HEX_LETTER) bits |= NO_HEX_BIT;
    if (kind == AT || kind == SLASH) bits |= SPECIAL_BIT;
    if ((kind & CAPITAL_E) != 0) bits |= CAPITAL_E_BIT;
    store<u8>(SKELETON_TABLE + byte, <u8>bits);
  }
}

/** Marks what the bytes from `start` on are; false: some may be beyond ASCII. Behind `size` no byte is of a word. */
function markBytes(start: i32, size: i32): bool {
  const row2 = v128.load(SKELETON_TABLE, 0x20);
  const row3 = v128.load(SKELETON_TABLE, 0x30);
  const row4 = v128.load(SKELETON_TABLE, 0x40);
  const row5 = v128.load(SKELETON_TABLE, 0x50);
  const row6 = v128.load(SKELETON_TABLE, 0x60);
  const row7 = v128.load(SKELETON_TABLE, 0x70);
  for (let at = 0; at < size; at += 16) {
    const bytes = v128.load(start + at);
    if (i8x16.bitmask(bytes) != 0) return false;
    const low = v128.or(inRow(row2, bytes, 0x20), inRow(row3, bytes, 0x30));
    const middle = v128.or(inRow(row4, bytes, 0x40), inRow(row5, bytes, 0x50));
    const high = v128.or(inRow(row6, bytes, 0x60), inRow(row7, bytes, 0x70));
    let bits = v128.or(low, v128.or(middle, high));
    const to = at >> 3;
    store<u16>(to, <u16>i8x16.bitmask(bits), BITS_WORD);
    bits = i8x16.add(bits, bits);
    store<u16>(to, <u16>i8x16.bitmask(bits), BITS_DIGIT);
    bits = i8x16.add(bits, bits);
    store<u16>(to, <u16>i8x16.bitmask(bits), BITS_SPECIAL);
    bits = i8x16.add(bits, bits);
    store<u16>(to, <u16>i8x16.bitmask(bits), BITS_NO_HEX);
    bits = i8x16.add(bits, bits);
    store<u16>(to, <u16>i8x16.bitmask(bits), BITS_CAPITAL_E);
  }
  endBits(BITS_WORD, size);
  endBits(BITS_CAPITAL_E, size);
  return true;
}

/** Clears the bits from a place on, as far as one is looked at from before it. */
function endBits(bits: i32, size: i32): void {
  const at = bits + (size >> 3);
  store<u64>(at, <u64>(<u32>load<u8>(at) & ((1 << (size & 7)) - 1)));
}

/** The bits from a place on, lowest first, SEEN_BITS at least. */
function bitsAt(bits: i32, at: i32): u64 {
  return load<u64>(bits + (at >> 3)) >> <u64>(at & 7);
}

function anyBit(bits: i32, size: i32): bool {
  for (let at = 0; at < size; at += 64) {
    let word = load<u64>(bits + (at >> 3));
    if (size - at < 64) word &= ((<u64>1) << (<u64>(size - at))) - 1;
    if (word != 0) return true;
  }
  return false;
}

function classAt(at: i32): u32 {
  return <u32>load<u16>(CLASSES + ((<i32>load<u8>(at)) << 2));
}

function addMask(start: i32, end: i32): void {
  store<i32>(MASKS + (maskCount << 3), start);
  store<i32>(MASKS + (maskCount << 3), end, 4);
  maskCount++;
}

function isFullStop(at: i32, end: i32): bool {
  if (at + 1 >= end) return true;
  const next = classAt(at + 1);
  return next == DOT || next == SPACE;
}

function varies(seen: u32, slashes: u32, length: i32): bool {
  return (
    (seen & DIGIT) != 0 ||
    slashes > 1 ||
    length > LONGEST_WORD ||
    ((seen & AT) != 0 && length > 2) ||
    ((seen & ~CAPITAL_E) == HEX_LETTER && length >= HEX_WORD)
  );
}

/** A word byte by byte: where it ends. */
function scanWord(start: i32, end: i32): i32 {
  let at = start;
  let kind = classAt(at);
  let seen: u32 = 0;
  let slashes: u32 = 0;
  do {
    seen |= kind;
    slashes += (kind >>> 4) & 1;
    if (++at >= end) break;
    kind = classAt(at);
  } while (kind < DOT || (kind == DOT && !isFullStop(at, end)));
  if ((seen & CAPITAL_E) != 0) hasCapitalE = true;
  if (seen != OTHER && varies(seen, slashes, at - start)) addMask(start, at);
  return at;
}

function scanPath(start: i32, end: i32): i32 {
  let at = start + 1;
  for (; at < end; at++) {
    const code = <u32>load<u8>(at);
    const kind = <u32>load<u16>(CLASSES + (code << 2));
    if (kind < DELIMITER && kind != DOT) {
      if ((kind & CAPITAL_E) != 0) hasCapitalE = true;
      continue;
    }
    if (kind == SPACE) break;
    if (kind == DOT || code == 0x3a || code == 0x2c || code == 0x3b) {
      if (isFullStop(at, end)) break;
    } else if (code != 0x3d) break;
  }
  if (at - start > 1) addMask(start, at);
  return at;
}

function scanQuote(at: i32): void {
  const closes = phraseAt >= 0;
  if (closes && phraseTokens > 0 && tokens - phraseTokens > LONGEST_PHRASE) {
    maskCount = phraseMasks;
    addMask(phraseAt, at);
  }
  phraseAt = closes ? -1 : at + 1;
  phraseMasks = maskCount;
  phraseTokens = tokens;
}

/** Scans the first line of a message: its masks. */
export function scanMessage(start: i32, messageEnd: i32): void {
  const end = min(messageEnd, start + LINE_CAP);
  maskCount = 0;
  tokens = 0;
  hasCapitalE = false;
  phraseAt = -1;
  const at = markBytes(start, end - start) ? scanMarked(start, end) : scanBytes(start, end);
  lineEnd = at;
  if (tokens > TOKEN_CAP || (at == start + LINE_CAP && messageEnd > at)) addMask(at, at);
}

/** Scans bytes one by one; where it ended. */
function scanBytes(start: i32, end: i32): i32 {
  let at = start;
  while (at < end) {
    const code = <u32>load<u8>(at);
    const kind = classAt(at);
    if (kind == SPACE) {
      if (code == LINE_FEED) break;
      at++;
    } else if (kind == DELIMITER || kind == DOT) {
      if (code == QUOTE) scanQuote(at);
      at++;
      if (code >= UNSPACED_LEAD) {
        while (at < end && (load<u8>(at) & 0xc0) == 0x80) at++;
      }
    } else if (++tokens > TOKEN_CAP) break;
    else at = kind == SLASH ? scanPath(at, end) : scanWord(at, end);
  }
  return at;
}

/** The same of bytes that are marked. */
function scanMarked(start: i32, end: i32): i32 {
  const size = end - start;
  let at = 0;
  while (at < size) {
    const words = bitsAt(BITS_WORD, at);
    if ((words & 1) == 0) {
      const code = <u32>load<u8>(start + at);
      if (code == LINE_FEED) break;
      if (code == QUOTE) scanQuote(start + at);
      at++;
      continue;
    }
    if (++tokens > TOKEN_CAP) break;
    const special = bitsAt(BITS_SPECIAL, at);
    if ((special & 1) != 0 && classAt(start + at) == SLASH) {
      at = scanPath(start + at, end) - start;
      continue;
    }
    let length = <i32>ctz(~words);
    while (length < SEEN_BITS && at + length < size) {
      if (classAt(start + at + length) != DOT || isFullStop(start + at + length, end)) break;
      length++;
      length += <i32>ctz(~bitsAt(BITS_WORD, at + length));
    }
    const within = ((<u64>1) << (<u64>length)) - 1;
    if (length >= SEEN_BITS || (special & within) != 0) {
      at = scanWord(start + at, end) - start;
      continue;
    }
    const hasDigit = (bitsAt(BITS_DIGIT, at) & within) != 0;
    if (hasDigit || (length >= HEX_WORD && (bitsAt(BITS_NO_HEX, at) & within) == 0)) {
      addMask(start + at, start + at + length);
    }
    at += length;
  }
  if (!hasCapitalE) hasCapitalE = anyBit(BITS_CAPITAL_E, size);
  return start + at;
}

/** The masks stand in MASKS: as if a message that ends there had been scanned. */
export function takeMasks(count: i32, end: i32): void {
  maskCount = count;
  lineEnd = end;
  hasCapitalE = false;
}

/** A key of the message scanned last: all that its masks leave of it. Two of a skeleton may differ, in blanks. */
export function keyOfMessage(start: i32): u64 {
  let key: u64 = maskCount;
  let at = start;
  for (let mask = 0; mask < maskCount; mask++) {
    key = mixRun(key, at, load<i32>(MASKS + (mask << 3)));
    at = load<i32>(MASKS + (mask << 3), 4);
  }
  key = mixRun(key, at, lineEnd);
  return key ^ (key >> 32);
}

function mixRun(key: u64, from: i32, to: i32): u64 {
  let mixed = (key ^ <u64>(to - from)) * K;
  let at = from;
  for (; at + 8 <= to; at += 8) mixed = (mixed ^ (mixed >> 29) ^ load<u64>(at)) * K;
  if (at < to) {
    const last = load<u64>(at) & (0xffffffffffffffff >> ((<u64>(8 - (to - at))) << 3));
    mixed = (mixed ^ (mixed >> 29) ^ last) * K;
  }
  return mixed;
}

/** Behind the last value of a record of slots. */
const RECORD_END: i32 = 255;

/** Whether the message scanned last has in its slots what never varied in its skeleton; see `slot-facts.ts`. */
export function agrees(record: i32): bool {
  if (record == 0) return true;
  let at = record + 1;
  for (let slot = <i32>load<u8>(at); slot != RECORD_END; slot = <i32>load<u8>(at)) {
    const length = <i32>load<u8>(at, 1);
    const mask = MASKS + (slot << 3);
    const start = load<i32>(mask);
    if (slot >= maskCount || load<i32>(mask, 4) - start != length) return false;
    at += 2;
    for (let byte = 0; byte < length; byte++) {
      if (load<u8>(at + byte) != load<u8>(start + byte)) return false;
    }
    at += length;
  }
  return true;
}

/** Adds what the skeleton of the message scanned last leaves open to the filter of varying words. */
export function addVarying(start: i32, end: i32): void {
  for (let mask = 0; mask < maskCount; mask++) {
    const at = MASKS + (mask << 3);
    addVaryingGrams(load<i32>(at), load<i32>(at, 4));
  }
  if (lineEnd < end) addVaryingGrams(max(start, lineEnd - LONGEST_WORD), end);
}

/**
 * Whether a message may name an exception or hold a trace, which the scan of bytes does not read: the words Exception and
 * Error begin so, or it has a written line feed.
 */
export function mayNameException(start: i32, end: i32): bool {
  if (!hasCapitalE && lineEnd == end) return false;
  const letter = i8x16.splat(0x45);
  const slash = i8x16.splat(0x5c);
  for (let at = start; at < end; at += 16) {
    const bytes = v128.load(at);
    let mask = i8x16.bitmask(v128.or(i8x16.eq(bytes, letter), i8x16.eq(bytes, slash)));
    while (mask != 0) {
      const found = at + ctz(mask);
      if (found + 1 >= end) return false;
      if (isSign(found)) return true;
      mask &= mask - 1;
    }
  }
  return false;
}

/** Whether an `E` or a `\\` begins `Err`, `Exc` or a written line feed. */
function isSign(at: i32): bool {
  const next = load<u8>(at, 1);
  if (load<u8>(at) == 0x5c) return next == 0x6e;
  if (next == 0x72) return load<u8>(at, 2) == 0x72;
  return next == 0x78 && load<u8>(at, 2) == 0x63;
}
