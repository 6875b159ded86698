import { unzipSync } from 'node:zlib';

/** A stretch that may be text in another alphabet. */
export interface EncodedText {
  readonly end: number;
  readonly text: string;
}

/** Shortest that can hold an address or a key. */
const SHORTEST = 16;
const LONGEST = 1_000_000;

/**
 * What stands in base64 (RFC 4648, both alphabets) or hexadecimal from `at`, where no such run may begin before; null:
 * nothing readable. Nearly every word fails at its first characters.
 */
export function encodedTextAt(text: string, at: number): EncodedText | null {
  if (!isLongRun(text, at) || !mayHoldText(text, at)) return null;
  let stop = at;
  while (stop - at < LONGEST && isInAlphabet(text.charCodeAt(stop))) stop++;
  if (stop - at < SHORTEST) return null;
  const inside = decoded(text.slice(at, stop));
  if (inside === null) return null;
  let end = stop;
  while (end < stop + 2 && text.charCodeAt(end) === 61) end++;
  return { end, text: inside };
}

/** Whether characters of a run as long as the shortest belong to it: between most words stands something else. */
const isLongRun = (text: string, at: number): boolean =>
  isInAlphabet(text.charCodeAt(at + SHORTEST - 1)) &&
  isInAlphabet(text.charCodeAt(at + 11)) &&
  isInAlphabet(text.charCodeAt(at + 8)) &&
  isInAlphabet(text.charCodeAt(at + 5));

/** Whether a character belongs to base64, so that a run goes on there. */
export const isInAlphabet = (code: number): boolean => code < 128 && VALUES[code] !== NO_VALUE;

const NO_VALUE = 255;
/** What each character of base64 stands for, in both alphabets. */
const VALUES: Uint8Array = (() => {
  const values = new Uint8Array(256).fill(NO_VALUE);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let value = 0; value < 64; value++) values[letters.charCodeAt(value)] = value;
  values[45] = 62;
  values[95] = 63;
  return values;
})();

/** A look at how a run begins: the characters of its shortest are twelve bytes, of which few are not of Latin letters. */
function mayHoldText(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first >= 50 && first <= 55) return isHexText(text, at);
  // Packed by gzip or zlib.
  if (first === 72 && text.startsWith('H4sI', at)) return true;
  if (first === 101 && text.charCodeAt(at + 1) === 74) return true;
  let foreign = 0;
  for (let place = at; place < at + SHORTEST; place += 4) {
    const bytes =
      (valueAt(text, place) << 18) |
      (valueAt(text, place + 1) << 12) |
      (valueAt(text, place + 2) << 6) |
      valueAt(text, place + 3);
    for (let shift = 16; shift >= 0; shift -= 8) {
      const byte = (bytes >> shift) & 255;
      if (!isTextByte(byte)) return false;
      if (byte >= 0x80) foreign++;
    }
  }
  return foreign * 4 <= (SHORTEST / 4) * 3;
}

function isHexText(text: string, at: number): boolean {
  for (let place = at; place < at + 16; place += 2) {
    const high = text.charCodeAt(place);
    const low = text.charCodeAt(place + 1) | 32;
    if (high < 50 || high > 55) return false;
    if (!((low >= 48 && low <= 57) || (low >= 97 && low <= 102))) return false;
  }
  return true;
}

const valueAt = (text: string, at: number): number => VALUES[text.charCodeAt(at) & 0xff] ?? 0;

const isTextByte = (byte: number): boolean =>
  (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13) || byte >= 0x80;

function decoded(run: string): string | null {
  if (run.length % 4 !== 1) {
    const standard = run.replaceAll('-', '+').replaceAll('_', '/');
    // A look at its beginning first: nearly all words and paths fail there.
    if (isReadable(Buffer.from(standard.slice(0, 16), 'base64').toString('latin1'), true)) {
      const bytes = Buffer.from(standard, 'base64');
      const text = bytes.toString('utf8');
      if (isReadable(text, false)) return text;
    }
    if (/^(?:H4sI|eJ[wyz])/.test(run)) return unpacked(Buffer.from(standard, 'base64'));
  }
  if (
    run.length >= 20 &&
    run.length % 2 === 0 &&
    /^[\da-fA-F]+$/.test(run) &&
    /^(?:[2-7][\da-fA-F]){10}/.test(run)
  ) {
    const text = Buffer.from(run, 'hex').toString('utf8');
    if (isReadable(text, false)) return text;
  }
  return null;
}

/** Most that a compressed run may grow to. */
const MOST_UNPACKED = 4 * 1024 * 1024;

function unpacked(bytes: Buffer): string | null {
  try {
    return unzipSync(bytes, { maxOutputLength: MOST_UNPACKED }).toString('utf8');
  } catch {
    return null;
  }
}

// oxlint-disable-next-line no-control-regex -- control characters are what text has not
const UNREADABLE = /[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/;

function isReadable(text: string, latin: boolean): boolean {
  if (text.length < 8 || UNREADABLE.test(text)) return false;
  // In Latin-1 the bytes of UTF-8 are between; of chance bytes half are.
  const foreign = text.match(latin ? /[\u0080-\u00ff]/g : /[^\u0020-\u024f\s]/gu)?.length ?? 0;
  return foreign * 4 <= text.length;
}
