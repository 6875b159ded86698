import { CLASSES } from './memory';

/** Fibonacci hashing, see `word-filter.ts`: the bit of four classes. */
function bitOf(code: u32): u32 {
  return (code * 0x9e3779b1) >>> 13;
}

function setBit(filter: i32, bit: u32): void {
  const at = filter + <i32>(bit >>> 3);
  store<u8>(at, load<u8>(at) | ((<u8>1) << (<u8>(bit & 7))));
}

/** Adds the sequences of four, and of six hexadecimal digits, of the bytes from `start` to `end` to a filter. */
export function addGrams(start: i32, end: i32, filter: i32): void {
  let code: u32 = 0;
  let older: u32 = 0;
  let hexRun: u32 = 0;
  for (let at = start; at < end; at++) {
    const kind = load<u32>(CLASSES + ((<i32>load<u8>(at)) << 2)) >>> 16;
    older = ((older << 6) | (code >>> 18)) & 0xfff;
    code = ((code << 6) | (kind & 63)) & 0xffffff;
    setBit(filter, bitOf(code));
    hexRun = (hexRun + 1) * (kind >>> 6);
    if (hexRun >= 6) setBit(filter, ((((older + 1) * 0x85ebca6b) ^ code) * 0x9e3779b1) >>> 13);
  }
}
