import {
  ADDRESS_BYTES,
  ADDRESSES,
  CLASSES,
  GRAM_CLASSES,
  GRAM_TABLE,
  ID_BITS,
  IDS,
  PACKED,
  VARYING,
  WORD_BITS,
  WORDS,
} from './memory';
import { inRow } from './byte-rows';

/*
 * The bits of `word-filter.ts` in the folder of the log store, to the bit: the two agree by test. A byte's class stands in
 * the third byte of its word in CLASSES, what it is of a hexadecimal number in the fourth. Four positions at a time took a
 * third of the time of one by one.
 */

const PIECE: i32 = 4096;
/** Classes before a piece that its first sequences reach into. */
const BEFORE: i32 = 16;
const CLASS: u32 = 0x3f;
const HEX: u32 = 0x40;
const DIGIT: u32 = 0x80;
const HASH: u32 = 0x9e3779b1;
const OTHER_HASH: u32 = 0x85ebca6b;
/** Class of a dot. */
const DOT: i32 = 37;

/** Makes the table of classes with their marks in the same byte. To be called once. */
export function prepareGrams(): void {
  for (let byte = 0; byte < 128; byte++) {
    const marked = load<u32>(CLASSES + (byte << 2)) >>> 16;
    const mark = marked >>> 8;
    const hex = (mark & 1) != 0 ? HEX : 0;
    const digit = mark > 1 ? DIGIT : 0;
    store<u8>(GRAM_TABLE + byte, <u8>((marked & CLASS) | hex | digit));
  }
}

/** Adds the sequences of four of the bytes from `start` to `end` to the filter of what varies. */
export function addVaryingGrams(start: i32, end: i32): void {
  let code: u32 = 0;
  let marks: u32 = 0;
  for (let at = start; at < end; at++) {
    const marked = load<u32>(CLASSES + ((<i32>load<u8>(at)) << 2)) >>> 16;
    code = ((code << 6) | (marked & CLASS)) & 0xffffff;
    marks = ((marks & 0x77) << 1) | (marked >>> 8);
    const isWord = (marks & 0xf) != 0xf || marks == 0xf;
    store<u8>(VARYING + <i32>(isWord ? (code * HASH) >>> 14 : 0), 1);
  }
}

/** Adds the sequences of a text to the filters of words, of ids and of addresses, of which the last is empty before. */
export function addGrams(start: i32, end: i32): void {
  memory.fill(GRAM_CLASSES, 0, BEFORE);
  memory.fill(ADDRESSES, 0, ADDRESS_BYTES);
  digitsBefore = 0;
  dotsBefore = 0;
  endsBefore = 0;
  thirdBefore = 0;
  let run: u64 = 0;
  for (let base = start; base < end; base += PIECE) {
    const length = min(PIECE, end - base);
    const classes = GRAM_CLASSES + BEFORE;
    writeClasses(classes, base, length);
    const whole = length & ~15;
    for (let at = 0; at < whole; at += 16) addSixteen(classes + at);
    for (let at = whole; at < length; at++) addOne(classes + at);
    run = addIds(classes, length, run);
    memory.copy(GRAM_CLASSES, GRAM_CLASSES + length, BEFORE);
  }
}

/**
 * Writes the classes of a piece with their marks, up to 15 bytes behind its end, a row of the table for each half a byte: nothing
 * before the blank has a class, and what is beyond ASCII has the last one.
 */
function writeClasses(to: i32, from: i32, length: i32): void {
  const row2 = v128.load(GRAM_TABLE, 0x20);
  const row3 = v128.load(GRAM_TABLE, 0x30);
  const row4 = v128.load(GRAM_TABLE, 0x40);
  const row5 = v128.load(GRAM_TABLE, 0x50);
  const row6 = v128.load(GRAM_TABLE, 0x60);
  const row7 = v128.load(GRAM_TABLE, 0x70);
  for (let at = 0; at < length; at += 16) {
    const bytes = v128.load(from + at);
    const low = v128.or(inRow(row2, bytes, 0x20), inRow(row3, bytes, 0x30));
    const middle = v128.or(inRow(row4, bytes, 0x40), inRow(row5, bytes, 0x50));
    const high = v128.or(inRow(row6, bytes, 0x60), inRow(row7, bytes, 0x70));
    const beyond = v128.and(i8x16.lt_s(bytes, i8x16.splat(0)), i8x16.splat(<i8>CLASS));
    v128.store(to + at, v128.or(v128.or(low, middle), v128.or(high, beyond)));
  }
}

/** Adds the sixteen sequences that end at a class and at the fifteen behind it. */
function addSixteen(at: i32): void {
  const last = v128.load(at);
  const third = v128.load(at - 1);
  const second = v128.load(at - 2);
  const first = v128.load(at - 3);
  const all = v128.and(v128.and(last, third), v128.and(second, first));
  const any = v128.or(v128.or(last, third), v128.or(second, first));
  // Where all four are hexadecimal and one is a digit the highest bit is set: left out, they set bit 0.
  const hex = v128.and(i8x16.add(all, all), any);
  const counts = v128.and(i8x16.ge_s(hex, i8x16.splat(0)), i8x16.splat(<i8>CLASS));
  const low = v128.and(last, counts);
  const lowNext = v128.and(third, counts);
  const high = v128.and(second, counts);
  const highNext = v128.and(first, counts);
  // Twelve bits of two classes, a byte of them apart from the other.
  const a = v128.or(low, v128.and(i16x8.shl(lowNext, 6), i8x16.splat(<i8>0xc0)));
  const b = i16x8.shr_u(v128.and(lowNext, i8x16.splat(0x3c)), 2);
  const c = v128.or(high, v128.and(i16x8.shl(highNext, 6), i8x16.splat(<i8>0xc0)));
  const d = i16x8.shr_u(v128.and(highNext, i8x16.splat(0x3c)), 2);
  addEight(lowBytes(a, b), lowBytes(c, d));
  addEight(highBytes(a, b), highBytes(c, d));
}

function lowBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function highBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

function addEight(low: v128, high: v128): void {
  addFour(i16x8.shuffle(low, high, 0, 8, 1, 9, 2, 10, 3, 11));
  addFour(i16x8.shuffle(low, high, 4, 12, 5, 13, 6, 14, 7, 15));
}

/** Adds four sequences, each as two halves of twelve bits. */
function addFour(halves: v128): void {
  const codes = i32x4.dot_i16x8_s(halves, i32x4.splat(0x10000001));
  const hashes = i32x4.shr_u(i32x4.mul(codes, i32x4.splat(HASH)), 14);
  const first = i64x2.extract_lane(hashes, 0);
  const second = i64x2.extract_lane(hashes, 1);
  store<u8>(<i32>first, 1, WORDS);
  store<u8>(<i32>(first >>> 32), 1, WORDS);
  store<u8>(<i32>second, 1, WORDS);
  store<u8>(<i32>(second >>> 32), 1, WORDS);
}

/** Adds the sequence that ends at a class. */
function addOne(at: i32): void {
  const four = load<u32>(at - 3);
  const code =
    ((four & CLASS) << 18) |
    (((four >>> 8) & CLASS) << 12) |
    (((four >>> 16) & CLASS) << 6) |
    ((four >>> 24) & CLASS);
  const isHex = (four & 0x40404040) == 0x40404040 && (four & 0x80808080) != 0;
  store<u8>(isHex ? 0 : <i32>((code * HASH) >>> 14), 1, WORDS);
}

/** Adds the sequences of six hexadecimal digits; `run`: which of the last bytes before were such, the last one highest. */
function addIds(classes: i32, length: i32, run: u64): u64 {
  let before = run;
  for (let at = 0; at < length; at += 64) {
    let hex: u64 = 0;
    let digits: u64 = 0;
    let dots: u64 = 0;
    for (let part = 0; part < 64; part += 16) {
      const bytes = v128.load(classes + at + part);
      hex |= (<u64>(<u32>i8x16.bitmask(i8x16.shl(bytes, 1)))) << part;
      digits |= (<u64>(<u32>i8x16.bitmask(bytes))) << part;
      dots |= (<u64>(<u32>i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(<i8>DOT))))) << part;
    }
    const left = length - at;
    if (left < 64) {
      const whole: u64 = 0xffffffffffffffff >> <u64>(64 - left);
      hex &= whole;
      digits &= whole;
      dots &= whole;
    }
    addAddresses(classes + at, digits, dots);
    let ends = hex;
    for (let back: u64 = 1; back < 6; back++) ends &= (hex << back) | (before >> (64 - back));
    before = hex;
    while (ends != 0) {
      addId(classes + at + <i32>ctz(ends));
      ends &= ends - 1;
    }
  }
  return before;
}

function addId(at: i32): void {
  const six = load<u64>(at - 5);
  const older = (<u32>(six << 6) & 0xfc0) | (<u32>(six >> 8) & CLASS);
  const code =
    ((<u32>(six >> 16) & CLASS) << 18) |
    ((<u32>(six >> 24) & CLASS) << 12) |
    ((<u32>(six >> 32) & CLASS) << 6) |
    (<u32>(six >> 40) & CLASS);
  store<u8>(IDS + <i32>(((((older + 1) * 0x85ebca6b) ^ code) * HASH) >>> 13), 1);
}

/** Among the 64 bytes before: digits, dots, those that may be an address's second and its third. */
let digitsBefore: u64 = 0;
let dotsBefore: u64 = 0;
let endsBefore: u64 = 0;
let thirdBefore: u64 = 0;

/** What stands so many bytes before. */
function behind(bits: u64, before: u64, by: u64): u64 {
  return (bits << by) | (before >> (64 - by));
}

/** Which of these bits have one of the others two to four before. */
function apart(bits: u64, before: u64): u64 {
  return behind(bits, before, 2) | behind(bits, before, 3) | behind(bits, before, 4);
}

/** Adds the inner parts of addresses that end among 64 bytes: a digit, two numbers of up to three digits, a digit, dots between. */
function addAddresses(at: i32, digits: u64, dots: u64): void {
  const second = dots & apart(dots, dotsBefore) & behind(digits, digitsBefore, 1);
  const third = second & apart(second, endsBefore);
  // Where the digit behind the third dot stands.
  let ends = digits & behind(third, thirdBefore, 1);
  digitsBefore = digits;
  dotsBefore = dots;
  endsBefore = second;
  thirdBefore = third;
  while (ends != 0) {
    addAddress(at + <i32>ctz(ends));
    ends &= ends - 1;
  }
}

function addAddress(end: i32): void {
  let at = end - 1;
  for (let number = 0; number < 2; number++) {
    const dot = at--;
    while (dot - at <= 3 && isDigit(at)) at--;
    if (dot - at < 2 || <i32>load<u8>(at) != DOT) return;
  }
  if (!isDigit(at - 1)) return;
  let hash: u32 = 0;
  for (let place = at - 1; place <= end; place++) {
    hash = (hash ^ (<u32>load<u8>(place) & CLASS)) * HASH;
  }
  setAddress((hash ^ (hash >>> 15)) * HASH);
  setAddress((hash ^ (hash >>> 13)) * OTHER_HASH);
}

function isDigit(at: i32): bool {
  return (load<u8>(at) & DIGIT) != 0;
}

function setAddress(hash: u32): void {
  const place = hash >>> 14;
  const at = ADDRESSES + <i32>(place >>> 3);
  store<u8>(at, load<u8>(at) | ((<u8>1) << (<u8>(place & 7))));
}

/** Empties the filters. */
export function clearGrams(): void {
  memory.fill(WORDS, 0, 2 * WORD_BITS + ID_BITS);
}

/** Turns bytes into bits, eight a byte, the first lowest. */
export function packGrams(): void {
  let to = PACKED;
  for (let at = WORDS; at < WORDS + 2 * WORD_BITS + ID_BITS; at += 16) {
    store<u16>(to, <u16>i8x16.bitmask(i8x16.shl(v128.load(at), 7)));
    to += 2;
  }
}
