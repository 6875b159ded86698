import { isAscii, isUtf8 } from 'node:buffer';
import type { Encoding } from '#shared/model/source.ts';
import { beginsNarrow, wideStart } from './changing-width.ts';

const BOMS: readonly { readonly encoding: Encoding; readonly bom: Buffer }[] = [
  { encoding: 'utf-8', bom: Buffer.from([0xef, 0xbb, 0xbf]) },
  { encoding: 'utf-16le', bom: Buffer.from([0xff, 0xfe]) },
  { encoding: 'utf-16be', bom: Buffer.from([0xfe, 0xff]) },
];

/** Share of a sample's byte pairs that must be an ASCII character in UTF-16: digits and blanks suffice. */
const UTF16_SHARE = 0.3;
/** Share of pairs the other way round that is still an accident. */
const UTF16_ACCIDENT = 0.02;
/** Valid multi-byte characters for each bad byte, above which it is UTF-8 with damage and not Latin-1. */
const UTF8_TRUST = 10;

/**
 * The encoding of text that starts with `sample`: by byte order mark, by the NULs that UTF-16 puts
 * beside ASCII, else UTF-8 when it is valid (a character cut by the sample's end allowed) or all but
 * (a torn write must not turn a whole Japanese log to noise), else Latin-1, which is always right.
 */
export function detectEncoding(sample: Buffer): Encoding {
  const marked = BOMS.find(({ bom }) => sample.subarray(0, bom.length).equals(bom));
  if (marked !== undefined) return marked.encoding;
  const isNarrow = beginsNarrow(sample);
  const wide = isNarrow ? null : utf16Order(sample);
  if (wide !== null) return wide;
  const wideAt = isNarrow ? wideStart(sample) : -1;
  // What stands below in UTF-16 is damage to neither.
  if (wideAt >= 0) return detectEncoding(sample.subarray(0, wideAt));
  if (isUtf8(sample.subarray(0, completeLength(sample)))) return 'utf-8';
  const { characters, badBytes } = countUtf8(sample);
  return characters >= badBytes * UTF8_TRUST ? 'utf-8' : 'latin1';
}

function utf16Order(sample: Buffer): Encoding | null {
  if (!sample.includes(0)) return null;
  const pairs = Math.floor(sample.length / 2);
  let little = 0;
  let big = 0;
  for (let i = 0; i < pairs * 2; i += 2) {
    const first = sample[i] ?? 0;
    const second = sample[i + 1] ?? 0;
    if (second === 0 && isAsciiText(first)) little += 1;
    else if (first === 0 && isAsciiText(second)) big += 1;
  }
  const enough = pairs * UTF16_SHARE;
  const accident = pairs * UTF16_ACCIDENT;
  if (pairs > 0 && little >= enough && big <= accident) return 'utf-16le';
  if (pairs > 0 && big >= enough && little <= accident) return 'utf-16be';
  return null;
}

function isAsciiText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** Length of `sample` without a character that its end cuts off. */
function completeLength(sample: Buffer): number {
  for (let back = 1; back <= Math.min(3, sample.length); back += 1) {
    const byte = sample[sample.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? sample.length - back : sample.length;
  }
  return sample.length;
}

/** Length of the UTF-8 sequence that starts with `byte`, 0 when none does. */
function sequenceLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte >= 0xc2 && byte < 0xe0) return 2;
  if (byte >= 0xe0 && byte < 0xf0) return 3;
  return byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
}

/** Counts a sample's valid multi-byte characters and the bytes that are part of no valid one. */
function countUtf8(sample: Buffer): { characters: number; badBytes: number } {
  let characters = 0;
  let badBytes = 0;
  let at = 0;
  while (at < sample.length) {
    const length = sequenceLength(sample[at] ?? 0);
    if (length === 1) {
      at += 1;
    } else if (length > 1 && isUtf8(sample.subarray(at, at + length))) {
      characters += 1;
      at += length;
    } else {
      badBytes += 1;
      at += 1;
    }
  }
  return { characters, badBytes };
}

/** First bytes of files that hold text in places but are not logs. */
const BINARY_MAGIC: readonly Buffer[] = [
  '\x7fELF',
  '\x89PNG\r\n',
  '\xff\xd8\xff',
  'GIF8',
  '%PDF-',
  'SQLite format 3\0',
  'LPKSHHRH',
  'ElfFile\0',
  '\xca\xfe\xba\xbe',
  '\0asm',
].map((magic) => Buffer.from(magic, 'latin1'));

/** Share of characters that no text has, above which it is not text. Random bytes have 0.2 and more. */
const NOISE_SHARE = 0.1;
/**
 * Share of them that must be ASCII controls: random bytes have 0.09. Shift-JIS, code page 866 and their like are full of what
 * Latin-1 has as controls, and have none of these.
 */
const LOW_SHARE = 0.01;

/**
 * True when `sample` (the first bytes of a source, some KiB) is not text in any encoding we read. A run
 * of NULs counts as one character: a log that a crash tore has thousands of them and is still a log.
 */
export function looksBinary(sample: Buffer): boolean {
  if (sample.length === 0) return false;
  if (BINARY_MAGIC.some((magic) => sample.subarray(0, magic.length).equals(magic))) return true;
  // Most logs: counted byte by byte, half a megabyte takes 20 ms.
  if (isAscii(sample) && !CONTROL.test(sample.toString('latin1'))) return false;
  const encoding = detectEncoding(sample);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const text = new TextDecoder(encoding).decode(sample.subarray(0, sample.length & ~1));
    return isNoise(text.match(NOT_TEXT)?.length ?? 0, text.length);
  }
  const wideAt = beginsNarrow(sample) ? wideStart(sample) : -1;
  const narrow = wideAt < 0 ? sample : sample.subarray(0, wideAt);
  const { noise, low, characters } = countNoise(narrow);
  return isNoise(noise, characters) && low > characters * LOW_SHARE;
}

const CONTROL = /[^\P{Cc}\s]/u;

/** Controls that are no white space, private-use characters and what failed to decode. */
const NOT_TEXT = /[\p{Co}\u{fffd}]|[^\P{Cc}\s]/gu;

function isNoise(noise: number, characters: number): boolean {
  return noise > characters * NOISE_SHARE;
}

function countNoise(sample: Buffer): { noise: number; low: number; characters: number } {
  let noise = 0;
  let low = 0;
  let characters = 0;
  let at = 0;
  while (at < sample.length) {
    const byte = sample[at] ?? 0;
    const length = sequenceLength(byte);
    const whole = length > 1 && isUtf8(sample.subarray(at, at + length));
    const repeatedNul = byte === 0 && at > 0 && sample[at - 1] === 0;
    if (!repeatedNul) characters += 1;
    if (!repeatedNul && !whole && isControl(byte)) {
      noise += 1;
      if (byte < 0x80) low += 1;
    }
    at += whole ? length : 1;
  }
  return { noise, low, characters };
}

/** C0 but for BEL to CR and ESC, which terminals' logs have; DEL; C1, which Latin-1 text never has. */
function isControl(byte: number): boolean {
  if (byte < 0x20) return byte < 0x07 || (byte > 0x0d && byte !== 0x1b);
  return byte >= 0x7f && byte < 0xa0;
}
