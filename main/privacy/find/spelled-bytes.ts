import { isDigit } from './char-codes.ts';
import { isReadable, type EncodedText } from './encoded.ts';

/** Bytes written one by one: where they begin, where they end, and the text that they are. */
export interface SpelledText extends EncodedText {
  readonly start: number;
}

/** Pairs of hexadecimal digits, as dumps and arrays of programs have them, or groups of four as `xxd` has them. */
const HEX =
  /(?:0x)?[\da-f]{2}(?:(?:, ?| {1,2}|[:-])(?:0x)?[\da-f]{2}){9,}(?!\w)|[\da-f]{4}(?: {1,2}[\da-f]{4}){4,}(?: [\da-f]{2})?(?!\w)/iy;
/** Numbers in brackets, as programs print an array of bytes. */
const DECIMAL = /\[ ?(\d{1,3}(?:(?:, ?| )\d{1,3}){9,}) ?\]/y;

/**
 * The text that bytes are which are written one by one from `at`, in hexadecimal, or in brackets as decimal numbers; null:
 * none, or nothing readable. Nearly everything fails at its first characters.
 */
export function spelledBytesAt(text: string, at: number): SpelledText | null {
  if (text.charCodeAt(at) === 91) {
    return mayBeDecimal(text, at) ? decimalAt(text, at) : null;
  }
  if (!mayBeHex(text, at)) return null;
  HEX.lastIndex = at;
  const [run] = HEX.exec(text) ?? [];
  if (run === undefined) return null;
  const bytes = Buffer.from(run.replaceAll(/0x|[^\da-f]/gi, ''), 'hex');
  return readable(bytes, at, at + run.length);
}

/** Whether a bracket holds up to three digits and something behind them: most hold one number. */
function mayBeDecimal(text: string, at: number): boolean {
  let place = text.charCodeAt(at + 1) === 32 ? at + 2 : at + 1;
  const start = place;
  while (place - start < 3 && isDigit(text.charCodeAt(place))) place++;
  const behind = text.charCodeAt(place);
  return place > start && (behind === 44 || behind === 32);
}

function decimalAt(text: string, at: number): SpelledText | null {
  DECIMAL.lastIndex = at;
  const [whole, run] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || run === undefined) return null;
  const numbers = run.split(/,? |,/).map(Number);
  if (numbers.some((number) => number > 255)) return null;
  const start = at + whole.indexOf(run);
  return readable(Buffer.from(numbers), start, start + run.length);
}

// oxlint-disable-next-line no-control-regex -- control characters are what text has not
const UNREADABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]+/g;

/** What is text among bytes: a dump of memory has other things between. */
function readable(bytes: Buffer, start: number, end: number): SpelledText | null {
  const text = bytes.toString('utf8').replaceAll(UNREADABLE, '\n');
  return isReadable(text, false) ? { start, end, text } : null;
}

const isHex = (code: number): boolean =>
  (code > 47 && code < 58) || ((code | 32) > 96 && (code | 32) < 103);
/** What stands between bytes: a space, a comma, a hyphen or a colon. */
const BETWEEN = new Uint8Array(128);
for (const sign of ' ,-:') BETWEEN[sign.charCodeAt(0)] = 1;
const isBetween = (code: number): boolean => code < 128 && BETWEEN[code] === 1;

/** Whether two pairs, or two groups of four, begin there with something between them, and none stands before them. */
function mayBeHex(text: string, at: number): boolean {
  const start = (text.charCodeAt(at + 1) | 32) === 120 ? at + 2 : at;
  const group = isBetween(text.charCodeAt(start + 2)) ? 2 : 4;
  if (group === 4 && !isBetween(text.charCodeAt(start + 4))) return false;
  if (!isHex(text.charCodeAt(start)) || !isHex(text.charCodeAt(start + 1))) return false;
  return goesOn(text, start + group, group) && digitsBefore(text, at) !== group;
}

/** Groups that must follow for a run to be worth an expression: a day and a time have three pairs, an address of a card five. */
const FOLLOW = { 2: 8, 4: 3 } as const;

function goesOn(text: string, from: number, group: 2 | 4): boolean {
  let at = from;
  for (let left: number = FOLLOW[group]; left > 0; left--) {
    at += isBetween(text.charCodeAt(at + 1)) ? 2 : 1;
    if ((text.charCodeAt(at + 1) | 32) === 120) at += 2;
    if (!isHex(text.charCodeAt(at)) || !isHex(text.charCodeAt(at + group - 1))) return false;
    at += group;
    if (!isBetween(text.charCodeAt(at))) return false;
  }
  return true;
}

/** How many hexadecimal digits stand before a place and what is between: of a run that was looked at from its beginning. */
function digitsBefore(text: string, at: number): number {
  let end = at;
  while (end > at - 2 && isBetween(text.charCodeAt(end - 1))) end--;
  if (end === at) return 0;
  let start = end;
  while (start > end - 5 && isHex(text.charCodeAt(start - 1))) start--;
  return end - start;
}
