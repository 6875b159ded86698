import { CLASSES } from './memory';

/*
 * The bits of `word-filter.ts` in the folder of the log store, to the bit: the two agree by test. A byte's class stands in
 * the third byte of its word in CLASSES, what it is of a hexadecimal number in the fourth.
 */

function setBit(bits: i32, bit: u32): void {
  const at = bits + <i32>(bit >>> 3);
  store<u8>(at, load<u8>(at) | ((<u8>1) << (<u8>(bit & 7))));
}

/** Adds the sequences of four of the bytes from `start` to `end`, and to `ids` those of six hexadecimal digits; 0: nowhere. */
export function addGrams(start: i32, end: i32, words: i32, ids: i32): void {
  let code: u32 = 0;
  let older: u32 = 0;
  let marks: u32 = 0;
  let hexRun: u32 = 0;
  for (let at = start; at < end; at++) {
    const marked = load<u32>(CLASSES + ((<i32>load<u8>(at)) << 2)) >>> 16;
    const mark = marked >>> 8;
    older = ((older << 6) | (code >>> 18)) & 0xfff;
    code = ((code << 6) | (marked & 63)) & 0xffffff;
    marks = ((marks & 0x77) << 1) | mark;
    const isWord = (marks & 0xf) != 0xf || marks == 0xf;
    setBit(words, isWord ? (code * 0x9e3779b1) >>> 14 : 0);
    hexRun = (hexRun + 1) * (mark & 1);
    if (hexRun >= 6 && ids != 0)
      setBit(ids, ((((older + 1) * 0x85ebca6b) ^ code) * 0x9e3779b1) >>> 13);
  }
}
