import { CLASSES, MASKS } from './memory';
import { addVaryingGrams } from './grams';

/*
 * The scan of `skeleton.ts` in the folder beside this one, to the bit: the two agree by test.
 */

const DIGIT: u32 = 1;
const HEX_LETTER: u32 = 2;
const OTHER: u32 = 4;
const AT: u32 = 8;
const CAPITAL_E: u32 = 32;
const DOT: u32 = 64;
const DELIMITER: u32 = 128;
const SPACE: u32 = 256;
const SLASH: u32 = 16;

const LINE_CAP: i32 = 2048;
const TOKEN_CAP: i32 = 64;
const LONGEST_WORD: i32 = 64;
const HEX_WORD: i32 = 8;
const LONGEST_PHRASE: i32 = 4;
const UNSPACED_LEAD: u32 = 0xe3;
const SEED_A: u32 = 0x165667b1;
const SEED_B: u32 = 0x27d4eb2f;
const PRIME: u32 = 0x9e3779b1;

/** Of the message scanned last: the hash, where its first line's scan ended, and classes seen in words. */
export let laneA: u32 = 0;
export let laneB: u32 = 0;
export let lineEnd: i32 = 0;
export let seenInLine: u32 = 0;
export let maskCount: i32 = 0;

let tokens: i32 = 0;
let phraseAt: i32 = -1;
let phraseMasks: i32 = 0;
let phraseTokens: i32 = 0;
let phraseA: u32 = 0;
let phraseB: u32 = 0;

function classAt(at: i32): u32 {
  return <u32>load<u16>(CLASSES + ((<i32>load<u8>(at)) << 2));
}

function mixOne(code: u32): void {
  laneA = (rotl<u32>(laneA, 5) ^ code) * PRIME;
  laneB = rotl<u32>(laneB, 7) + laneA;
}

function addMask(start: i32, end: i32): void {
  mixOne(0);
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

function scanWord(start: i32, end: i32): i32 {
  let a = laneA;
  let b = laneB;
  let at = start;
  let code = <u32>load<u8>(at);
  let kind = <u32>load<u16>(CLASSES + (code << 2));
  let seen: u32 = 0;
  let slashes: u32 = 0;
  do {
    seen |= kind;
    slashes += (kind >>> 4) & 1;
    a = (rotl<u32>(a, 5) ^ code) * PRIME;
    b = rotl<u32>(b, 7) + a;
    if (++at >= end) break;
    code = <u32>load<u8>(at);
    kind = <u32>load<u16>(CLASSES + (code << 2));
  } while (kind < DOT || (kind == DOT && !isFullStop(at, end)));
  seenInLine |= seen;
  if (seen != OTHER && varies(seen, slashes, at - start)) {
    addMask(start, at);
  } else {
    laneA = a;
    laneB = b;
  }
  return at;
}

function scanPath(start: i32, end: i32): i32 {
  let at = start + 1;
  for (; at < end; at++) {
    const code = <u32>load<u8>(at);
    const kind = <u32>load<u16>(CLASSES + (code << 2));
    if (kind < DELIMITER && kind != DOT) {
      seenInLine |= kind;
      continue;
    }
    if (kind == SPACE) break;
    if (kind == DOT || code == 0x3a || code == 0x2c || code == 0x3b) {
      if (isFullStop(at, end)) break;
    } else if (code != 0x3d) break;
  }
  if (at - start > 1) addMask(start, at);
  else mixOne(<u32>load<u8>(start));
  return at;
}

function scanQuote(at: i32): void {
  const closes = phraseAt >= 0;
  if (closes && phraseTokens > 0 && tokens - phraseTokens > LONGEST_PHRASE) {
    laneA = phraseA;
    laneB = phraseB;
    maskCount = phraseMasks;
    addMask(phraseAt, at);
  }
  mixOne(34);
  phraseAt = closes ? -1 : at + 1;
  phraseMasks = maskCount;
  phraseTokens = tokens;
  phraseA = laneA;
  phraseB = laneB;
}

/** Scans the first line of a message: its hash, and its masks. */
export function scanMessage(start: i32, messageEnd: i32): void {
  const end = min(messageEnd, start + LINE_CAP);
  let at = start;
  let spaced = false;
  laneA = SEED_A;
  laneB = SEED_B;
  maskCount = 0;
  tokens = 0;
  seenInLine = 0;
  phraseAt = -1;
  while (at < end) {
    const code = <u32>load<u8>(at);
    const kind = <u32>load<u16>(CLASSES + (code << 2));
    if (kind == SPACE) {
      if (code == 10) break;
      spaced = true;
      at++;
      continue;
    }
    if (spaced && laneB != SEED_B) mixOne(32);
    spaced = false;
    if (kind == DELIMITER || kind == DOT) {
      if (code == 34) scanQuote(at);
      else mixOne(code);
      at++;
      if (code >= UNSPACED_LEAD) {
        while (at < end && (load<u8>(at) & 0xc0) == 0x80) mixOne(<u32>load<u8>(at++));
      }
    } else if (++tokens > TOKEN_CAP) break;
    else at = kind == SLASH ? scanPath(at, end) : scanWord(at, end);
  }
  lineEnd = at;
  if (tokens > TOKEN_CAP || (at == start + LINE_CAP && messageEnd > at)) addMask(at, at);
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
  if ((seenInLine & CAPITAL_E) == 0 && lineEnd == end) return false;
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
