import { inflateRawSync, unzipSync, zstdDecompressSync } from 'node:zlib';

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
  const lines = wrappedLines(text, at, stop);
  const wrapped = lines === null ? null : decoded(lines.joined);
  const inside = wrapped ?? decoded(text.slice(at, stop));
  if (inside === null) return null;
  let end = lines !== null && wrapped !== null ? lines.end : stop;
  for (let pads = 0; pads < 2 && text.charCodeAt(end) === 61; pads++) end++;
  return { end, text: inside };
}

/** Shortest line of base64 that is wrapped (RFC 2045 has 76 characters, RFC 7468 64). */
const SHORTEST_LINE = 40;
const LINE_END = /\r?\n|\\r\\n|\\n/y;

/** Lines of one length that follow the one from `at` to `stop`, and a shorter last one, as one run; null: there are none. */
function wrappedLines(
  text: string,
  at: number,
  stop: number,
): { readonly joined: string; readonly end: number } | null {
  const length = stop - at;
  if (length < SHORTEST_LINE || length % 4 !== 0) return null;
  const lines = [text.slice(at, stop)];
  let end = stop;
  for (;;) {
    LINE_END.lastIndex = end;
    if (!LINE_END.test(text)) break;
    const from = LINE_END.lastIndex;
    let to = from;
    while (to - from <= length && isInAlphabet(text.charCodeAt(to))) to++;
    if (to === from || to - from > length) break;
    lines.push(text.slice(from, to));
    end = to;
    if (to - from < length) break;
  }
  return lines.length === 1 ? null : { joined: lines.join(''), end };
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
  if (isWideText(text, at) || isBase32Text(text, at) || mayBeDeflated(text, at)) return true;
  if (first >= 48 && first <= 57) {
    return (first >= 50 && isHexText(text, at)) || PACKED_HEX.test(text.slice(at, at + 8));
  }
  // Packed by gzip, zlib or zstd.
  if (first === 72 && text.startsWith('H4sI', at)) return true;
  if (first === 101 && text.charCodeAt(at + 1) === 74) return true;
  if (first === 75 && text.startsWith('KLUv', at)) return true;
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

/** How what gzip, zlib and zstd packed begins in hexadecimal. */
const PACKED_HEX = /^(?:1f8b08|78(?:01|5e|9c|da)|28b52ffd)/i;

/** Whether every other byte is nothing: UTF-16 of Latin letters, as PowerShell takes its commands. */
const isWideText = (text: string, at: number): boolean =>
  [0, 8].every((from) => text[at + from + 4] === 'A' && text[at + from + 7] === 'A') ||
  (text[at] === 'A' && [3, 8, 11].every((from) => text[at + from] === 'A'));

const BASE32 = /[A-Z2-7]{16}/y;

function isBase32Text(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first > 90 || text.charCodeAt(at + 1) > 90) return false;
  BASE32.lastIndex = at;
  return BASE32.test(text) && isReadable(ofBase32(text.slice(at, at + 16)), true);
}

/** Whether the first bits are those of one deflated block (RFC 1951), which has no header: as SAML is put in addresses. */
function mayBeDeflated(text: string, at: number): boolean {
  if (!isInAlphabet(text.charCodeAt(at + SHORTEST_DEFLATED - 1))) return false;
  const kind = ((valueAt(text, at) & 1) << 2) | (valueAt(text, at + 1) >> 4);
  return kind === 3 || kind === 5;
}

/** Shortest run that is tried as deflated, and has letters of both cases and digits. */
const SHORTEST_DEFLATED = 40;
const MIXED = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)/;

function ofBase32(run: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of run) {
    held = ((held << 5) | 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
  }
  return Buffer.from(bytes).toString('latin1');
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
    if (/^(?:H4sI|eJ[wyz]|KLUv)/.test(run)) return unpacked(Buffer.from(standard, 'base64'));
    if (isWideText(run, 0)) {
      const text = wideText(Buffer.from(standard, 'base64'));
      if (text !== null) return text;
    }
    if (mayBeDeflated(run, 0) && MIXED.test(run)) {
      const text = inflated(Buffer.from(standard, 'base64'));
      if (text !== null) return text;
    }
  }
  if (/^[A-Z2-7]+$/.test(run)) {
    const text = ofBase32(run);
    if (isReadable(text, true)) return text;
  }
  if (PACKED_HEX.test(run) && /^[\da-fA-F]+$/.test(run)) return unpacked(Buffer.from(run, 'hex'));
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

function wideText(bytes: Buffer): string | null {
  const even = bytes.subarray(0, bytes.length & ~1);
  const text = (even[0] === 0 ? Buffer.from(even).swap16() : even).toString('utf16le');
  return isReadable(text, false) ? text : null;
}

function inflated(bytes: Buffer): string | null {
  try {
    const text = inflateRawSync(bytes, { maxOutputLength: MOST_UNPACKED }).toString('utf8');
    return isReadable(text, false) ? text : null;
  } catch {
    return null;
  }
}

function unpacked(bytes: Buffer): string | null {
  const unpack = bytes[0] === 0x28 ? zstdDecompressSync : unzipSync;
  try {
    return unpack(bytes, { maxOutputLength: MOST_UNPACKED }).toString('utf8');
  } catch {
    return null;
  }
}

// oxlint-disable-next-line no-control-regex -- control characters are what text has not
const UNREADABLE = /[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/;

/** Whether a text is one: long enough, without control characters, and mostly of Latin letters. */
export function isReadable(text: string, latin: boolean): boolean {
  if (text.length < 8 || UNREADABLE.test(text)) return false;
  // In Latin-1 the bytes of UTF-8 are between; of chance bytes half are.
  const foreign = text.match(latin ? /[\u0080-\u00ff]/g : /[^\u0020-\u024f\s]/gu)?.length ?? 0;
  return foreign * 4 <= text.length;
}
