import { isAscii, isUtf8 } from 'node:buffer';
import type { Utf8Writer } from './utf8-writer.ts';

/*
 * Files into which two programs write, one in bytes and one in UTF-16: PowerShell's `>>` below what another wrote, or the other way
 * round. Only little endian, which is what Windows writes.
 */

const EMPTY: Buffer = Buffer.alloc(0);
const NEWLINE = 10;
/** Characters of ASCII in UTF-16 in a row that are no accident. */
const LEAST = 4;
/** Bytes of ASCII at the start of a line that are no text in UTF-16, where two of them would be one Chinese character. */
const LOOKED_AT = 32;
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16_BOM = Buffer.from([0xff, 0xfe]);

function isText(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13) || byte === 27;
}

/** Whether characters of ASCII in UTF-16 begin at `at`; null: the bytes end before that can be told. */
function isWideAt(bytes: Buffer, at: number, least = LEAST): boolean | null {
  for (let pair = 0; pair < least; pair++) {
    const first = at + pair * 2;
    if (first + 1 >= bytes.length) return null;
    if (!isText(bytes[first]) || bytes[first + 1] !== 0) return false;
  }
  return true;
}

/** Where text in UTF-16 begins among bytes, -1: nowhere. */
export function wideStart(bytes: Buffer): number {
  for (let nul = bytes.indexOf(0); nul >= 0;) {
    if (nul > 0 && isWideAt(bytes, nul - 1) === true) {
      const marked = nul > 2 && bytes.subarray(nul - 3, nul - 1).equals(UTF16_BOM);
      return marked ? nul - 3 : nul - 1;
    }
    while (bytes[nul + 1] === 0) nul++;
    nul = bytes.indexOf(0, nul + 1);
  }
  return -1;
}

/** Share of a line of bytes that is ASCII, where it is no UTF-8: in UTF-16, Chinese has two thirds at most. */
const ASCII_SHARE = 0.9;

/** Whether a text begins with a line of bytes: what stands beside NULs further on does not tell its encoding. */
export function beginsNarrow(bytes: Buffer): boolean {
  const line = bytes.subarray(0, bytes.indexOf(NEWLINE));
  if (line.length < 2 * LEAST || line.includes(0)) return false;
  if (isUtf8(line) && !isAscii(line)) return true;
  return line.reduce((sum, byte) => (isText(byte) ? sum + 1 : sum), 0) >= line.length * ASCII_SHARE;
}

/**
 * Decodes text of bytes by `narrow`, and stretches of UTF-16 in it as that. A stretch ends with a line of it that one of ASCII bytes
 * follows. Text without a NUL passes through `narrow` as it is.
 *
 * @param isWide the text begins in UTF-16
 */
export function changingWidth(narrow: Utf8Writer, isWide = false): Utf8Writer {
  let wide = isWide;
  let decoder = new TextDecoder('utf-16le');
  /** Bytes that cannot be told yet, or of half a character. */
  let held: Buffer = EMPTY;
  /** Of a stretch: what comes next is the start of a line. */
  let atLine = false;
  /** The last byte that was no UTF-16: its other half may come with the next bytes. */
  let before: number | undefined;

  function pushNarrow(bytes: Buffer): Buffer {
    before = bytes.at(-1) ?? before;
    return narrow.push(bytes);
  }

  function takeNarrow(bytes: Buffer, isLast: boolean, out: Buffer[]): Buffer {
    const goesOn = bytes[0] === 0 && isText(before) ? isWideAt(bytes, 1, LEAST - 1) : false;
    if (goesOn === null && !isLast) {
      held = bytes;
      return EMPTY;
    }
    const at = goesOn === true ? 1 : wideStart(bytes);
    if (at >= 0) {
      // The first half of its first character was pushed already.
      if (goesOn !== true) out.push(pushNarrow(bytes.subarray(0, at)));
      wide = true;
      atLine = false;
      decoder = new TextDecoder('utf-16le');
      return bytes.subarray(at);
    }
    const kept = isLast ? 0 : openEnd(bytes);
    out.push(pushNarrow(bytes.subarray(0, bytes.length - kept)));
    held = bytes.subarray(bytes.length - kept);
    return EMPTY;
  }

  function takeWide(bytes: Buffer, isLast: boolean, out: Buffer[]): Buffer {
    if (atLine) {
      const begins = narrowLineAt(bytes, isLast);
      if (begins === null) {
        held = bytes;
        return EMPTY;
      }
      if (begins) {
        wide = false;
        return bytes.subarray(0, 3).equals(UTF8_BOM) ? bytes.subarray(3) : bytes;
      }
    }
    const end = wideLineEnd(bytes);
    atLine = end >= 0;
    if (end >= 0) {
      out.push(Buffer.from(decoder.decode(bytes.subarray(0, end), { stream: true })));
      return bytes.subarray(end);
    }
    const whole = bytes.length - (bytes.length % 2);
    out.push(Buffer.from(decoder.decode(bytes.subarray(0, whole), { stream: true })));
    held = bytes.subarray(whole);
    return EMPTY;
  }

  function take(given: Buffer, isLast: boolean): Buffer {
    let bytes = held.length === 0 ? given : Buffer.concat([held, given]);
    held = EMPTY;
    if (!wide && (isLast || markEnd(bytes) === 0) && !bytes.includes(0)) return pushNarrow(bytes);
    const out: Buffer[] = [];
    while (bytes.length > 0) {
      bytes = wide ? takeWide(bytes, isLast, out) : takeNarrow(bytes, isLast, out);
    }
    if (isLast && wide)
      out.push(Buffer.from(held.length > 0 ? decoder.decode(held) : decoder.decode()));
    return Buffer.concat(out);
  }

  return {
    push: (chunk) => take(chunk, false),
    end: () => Buffer.concat([take(EMPTY, true), narrow.end()]),
  };
}

/** How many bytes at the end may begin a stretch of UTF-16. */
function openEnd(bytes: Buffer): number {
  const marked = markEnd(bytes);
  for (let back = Math.min(bytes.length, 2 * LEAST - 1); back > marked; back--) {
    const at = bytes.length - back;
    if (bytes[at + 1] === 0 && isWideAt(bytes, at) === null) return back;
  }
  return marked;
}

/** How many bytes at the end begin with what may be a mark of UTF-16, with too little behind it to tell. */
function markEnd(bytes: Buffer): number {
  const tail = bytes.subarray(-(1 + 2 * LEAST));
  const at = tail.lastIndexOf(0xff);
  return at < 0 ? 0 : tail.length - at;
}

/** Position behind the first line end of text in UTF-16, -1: there is none. */
function wideLineEnd(bytes: Buffer): number {
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    if (at % 2 === 0 && bytes[at + 1] === 0) return at + 2;
  }
  return -1;
}

/** Whether a line of ASCII bytes begins, behind a line in UTF-16; null: too little is there to tell. */
function narrowLineAt(bytes: Buffer, isLast: boolean): boolean | null {
  if (bytes.subarray(0, 3).equals(UTF8_BOM)) return true;
  const newline = bytes.indexOf(NEWLINE);
  const end = newline >= 0 ? newline + 1 : bytes.length;
  const head = bytes.subarray(0, Math.min(end, LOOKED_AT));
  if (head.some((byte) => !isText(byte))) return false;
  if (head.length >= LOOKED_AT) return true;
  if (newline < 0) return isLast ? false : null;
  return head.length >= 2 * LEAST;
}
