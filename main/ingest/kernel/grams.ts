import {
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

/** Makes the table of classes with their marks in the same byte. To be called once. */
export function prepareGrams(): void {
  for (let byte = 0; byte < 256; byte++) {
    const marked = load<u32>(CLASSES + (byte << 2)) >>> 16;
    const mark = marked >>> 8;
    const hex = (mark & 1) != 0 ? HEX : 0;
    const digit = mark > 1 ? DIGIT : 0;
    store<u32>(GRAM_TABLE + (byte << 2), (marked & CLASS) | hex | digit);
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

/** Adds the sequences of four of a text, and those of six hexadecimal digits, to the filters of words and ids. */
export function addGrams(start: i32, end: i32): void {
  memory.fill(GRAM_CLASSES, 0, BEFORE);
  let run: u64 = 0;
  for (let base = start; base < end; base += PIECE) {
    const length = min(PIECE, end - base);
    const classes = GRAM_CLASSES + BEFORE;
    for (let at = 0; at < length; at += 4) store<u32>(classes + at, classesAt(base + at));
    const whole = length & ~3;
    for (let at = classes; at < classes + whole; at += 4) {
      const hashes = hashesAt(at);
      store<u8>(WORDS + i32x4.extract_lane(hashes, 0), 1);
      store<u8>(WORDS + i32x4.extract_lane(hashes, 1), 1);
      store<u8>(WORDS + i32x4.extract_lane(hashes, 2), 1);
      store<u8>(WORDS + i32x4.extract_lane(hashes, 3), 1);
    }
    if (whole < length) {
      const hashes = hashesAt(classes + whole);
      store<u8>(WORDS + i32x4.extract_lane(hashes, 0), 1);
      if (length - whole > 1) store<u8>(WORDS + i32x4.extract_lane(hashes, 1), 1);
      if (length - whole > 2) store<u8>(WORDS + i32x4.extract_lane(hashes, 2), 1);
    }
    run = addIds(classes, length, run);
    memory.copy(GRAM_CLASSES, GRAM_CLASSES + length, BEFORE);
  }
}

function classesAt(at: i32): u32 {
  const bytes = load<u32>(at);
  return (
    load<u32>(GRAM_TABLE + <i32>((bytes & 255) << 2)) |
    (load<u32>(GRAM_TABLE + <i32>(((bytes >>> 8) & 255) << 2)) << 8) |
    (load<u32>(GRAM_TABLE + <i32>(((bytes >>> 16) & 255) << 2)) << 16) |
    (load<u32>(GRAM_TABLE + <i32>((bytes >>> 24) << 2)) << 24)
  );
}

/** The bits of the four sequences that end at `at` and the three classes behind it. */
function hashesAt(at: i32): v128 {
  const near = v128.load(at - 3);
  const fours = i8x16.shuffle(near, near, 3, 2, 1, 0, 4, 3, 2, 1, 5, 4, 3, 2, 6, 5, 4, 3);
  const last = v128.and(fours, i32x4.splat(0x3f));
  const third = v128.and(i32x4.shr_u(fours, 2), i32x4.splat(0x3f << 6));
  const second = v128.and(i32x4.shr_u(fours, 4), i32x4.splat(0x3f << 12));
  const first = v128.and(i32x4.shr_u(fours, 6), i32x4.splat(0x3f << 18));
  const codes = v128.or(v128.or(last, third), v128.or(second, first));
  const hashes = i32x4.shr_u(i32x4.mul(codes, i32x4.splat(HASH)), 14);
  const hex = i32x4.splat(0x40404040);
  const isHex = i32x4.eq(v128.and(fours, hex), hex);
  const hasDigit = i32x4.ne(v128.and(fours, i32x4.splat(<i32>0x80808080)), i32x4.splat(0));
  // Hexadecimal ones with a digit are left out: they set bit 0.
  return v128.andnot(hashes, v128.and(isHex, hasDigit));
}

/** Adds the sequences of six hexadecimal digits; `run`: which of the last bytes before were such, the last one highest. */
function addIds(classes: i32, length: i32, run: u64): u64 {
  let before = run;
  for (let at = 0; at < length; at += 64) {
    let hex: u64 = 0;
    for (let part = 0; part < 64; part += 16) {
      const marks = i8x16.shl(v128.load(classes + at + part), 1);
      hex |= (<u64>(<u32>i8x16.bitmask(marks))) << part;
    }
    const left = length - at;
    if (left < 64) hex &= 0xffffffffffffffff >> <u64>(64 - left);
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
