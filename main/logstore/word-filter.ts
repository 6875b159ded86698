/**
 * Which four-character sequences occur in a block's text, hashed to bits, so that a search for a word can
 * leave a block closed when one of the word's sequences is not in it. Never wrong about absence: ASCII
 * letters count without case, everything outside ASCII is one class, and a text with a character whose
 * lower case enters ASCII has a full filter. Four, because in logs with random identifiers every sequence
 * of three occurs in every block: a word of twelve letters then opened all 72 blocks of 300 MB.
 * And of hexadecimal digits sequences of six besides: in a log with random ids every four of them occur, and
 * an exact id opened all 60 blocks of 250 MB.
 */
const SEQUENCE = 4;
const HEX_SEQUENCE = 6;
const BITS = 19;
const FILTER_BYTES = 2 ** BITS / 8;

const CLASS_OF = buildClasses();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  for (let code = 0; code < 128; code++) {
    const folded = code >= 65 && code <= 90 ? code + 32 : code;
    classes[code] = folded >= 97 && folded <= 122 ? folded - 96 : 0;
  }
  for (let digit = 0; digit < 10; digit++) classes[48 + digit] = 27 + digit;
  // Punctuation that stands in words people search for has a class of its own, the rest shares 0.
  const punctuation = '._-/:=@$#%+*?&()[]{}<>"\',;';
  for (let i = 0; i < punctuation.length; i++) classes[punctuation.charCodeAt(i)] = 37 + i;
  classes.fill(63, 128);
  return classes;
}

/** 1 for the classes of hexadecimal digits, 0 for others: multiplied with a run's length it ends the run. */
const IS_HEX = Uint8Array.from({ length: 64 }, (_, kind) =>
  (kind >= 1 && kind <= 6) || (kind >= 27 && kind <= 36) ? 1 : 0,
);

/** Class of a byte in the low six bits, and whether it is a hexadecimal digit in the seventh: for who makes filters elsewhere. */
export function gramClass(byte: number): number {
  const kind = CLASS_OF[byte] ?? 0;
  return kind | ((IS_HEX[kind] ?? 0) << 6);
}

/** KELVIN SIGN and I WITH DOT ABOVE: lower-cased they become `k` and `i` with a combining dot. */
const FOLDS_INTO_ASCII = /[\u212a\u0130]/;

/** Whether a text has a character that no filter of its bytes can answer for. */
export function foldsIntoAscii(text: string): boolean {
  return FOLDS_INTO_ASCII.test(text);
}

/** Fibonacci hashing (Knuth, TAOCP 3, 6.4) of four classes of six bits. */
function bitOf(code: number): number {
  return Math.imul(code, 0x9e3779b1) >>> (32 - BITS);
}

/** The same of six: `older` holds the two classes before the four of `code`. */
function hexBitOf(older: number, code: number): number {
  return Math.imul(Math.imul(older + 1, 0x85ebca6b) ^ code, 0x9e3779b1) >>> (32 - BITS);
}

/** Makes the filter of a text that comes in parts. Parts are not joined: a sequence lies in one of them. */
export class WordFilterWriter {
  /** A byte a bit while a filter is made: storing is twice as fast as setting a bit in what is read first. */
  private readonly seen = new Uint8Array(2 ** BITS);

  /** Adds the bytes from `start` to `end`. */
  add(text: Uint8Array, start: number, end: number): void {
    const { seen } = this;
    let code = 0;
    let older = 0;
    let hexRun = 0;
    for (let i = start; i < end; i++) {
      const kind = CLASS_OF[text[i] as number] as number;
      older = ((older << 6) | (code >>> 18)) & 0xfff;
      code = ((code << 6) | kind) & 0xffffff;
      seen[bitOf(code)] = 1;
      hexRun = (hexRun + 1) * (IS_HEX[kind] as number);
      if (hexRun >= HEX_SEQUENCE) seen[hexBitOf(older, code)] = 1;
    }
  }

  /** The filter, and the writer empty again. `all`: one that leaves every question open. */
  finish(all: boolean): Uint8Array {
    const filter = new Uint8Array(FILTER_BYTES);
    if (all) filter.fill(0xff);
    else for (let i = 0; i < FILTER_BYTES; i++) filter[i] = this.eightBits(i << 3);
    this.seen.fill(0);
    return filter;
  }

  /** Eight entries of `seen` as one byte, the first lowest. */
  private eightBits(at: number): number {
    let byte = 0;
    for (let bit = 7; bit >= 0; bit--) byte = (byte << 1) | (this.seen[at + bit] as number);
    return byte;
  }
}

/**
 * May a text with this filter contain the literal, whatever the case? False is certain. Characters
 * outside ASCII, which are several bytes in the text, are left out of the judgement.
 */
export function mayContain(filter: Uint8Array, literal: string): boolean {
  let code = 0;
  let older = 0;
  let run = 0;
  let hexRun = 0;
  for (let i = 0; i < literal.length; i++) {
    const char = literal.charCodeAt(i);
    if (char > 127) {
      run = 0;
      hexRun = 0;
      continue;
    }
    const kind = CLASS_OF[char] ?? 0;
    older = ((older << 6) | (code >>> 18)) & 0xfff;
    code = ((code << 6) | kind) & 0xffffff;
    run++;
    hexRun = (hexRun + 1) * (IS_HEX[kind] ?? 0);
    if (run >= SEQUENCE && !isSet(filter, bitOf(code))) return false;
    if (hexRun >= HEX_SEQUENCE && !isSet(filter, hexBitOf(older, code))) return false;
  }
  return true;
}

function isSet(filter: Uint8Array, bit: number): boolean {
  return ((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}
