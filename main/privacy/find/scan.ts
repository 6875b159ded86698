import { findAccessUser } from './access-users.ts';
import { findEmail } from './at-signs.ts';
import { findDocumentNumber } from './document-numbers.ts';
import { encodedTextAt, isInAlphabet, type EncodedText } from './encoded.ts';
import { findFieldValue } from './fields.ts';
import type { Report } from './findings.ts';
import { findAuthorization, findPrivateKey, findUrlCredentials } from './headers.ts';
import { findIp6 } from './ip6.ts';
import { findLetterId, findNumber } from './numbers.ts';
import { spelledBytesAt } from './spelled-bytes.ts';
import { findTriggeredName } from './triggered-names.ts';
import { findIban, findToken } from './words.ts';

const NONE = 0;
const LETTER = 1;
const DIGIT = 2;
const AT = 3;
const EQUALS = 4;
const COLON = 5;
const OPENING = 6;
const DASH = 7;
const SLASH = 8;
const TILDE = 9;
const ESCAPE = 10;
const BRACKET = 11;

/** What a text was seen to have, for which it must be looked at again. */
export interface Seen {
  /** Anything but ASCII. */
  foreign: boolean;
  /** Signs that escapes begin with. */
  escapes: boolean;
}

/** Takes in a stretch that holds another text. */
export type ReportEncoded = (start: number, encoded: EncodedText) => void;

/** What is done at each ASCII character. */
const MARKS: Uint8Array = (() => {
  const marks = new Uint8Array(128);
  for (let code = 65; code <= 90; code++) marks[code] = marks[code + 32] = LETTER;
  for (let code = 48; code <= 57; code++) marks[code] = DIGIT;
  marks[95] = LETTER;
  marks[64] = AT;
  marks[61] = EQUALS;
  marks[58] = COLON;
  marks[40] = marks[43] = OPENING;
  marks[45] = DASH;
  marks[47] = marks[92] = SLASH;
  marks[126] = TILDE;
  marks[0] = marks[27] = marks[35] = marks[37] = marks[38] = marks[60] = ESCAPE;
  marks[91] = BRACKET;
  return marks;
})();

function markAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (MARKS[code] ?? NONE) : NONE;
}

const AZURE_SECRET = /[\w~.-]{3}\dQ~[\w~.-]{31,34}/y;
const HOME =
  /(?:home|users|profiles)(?:\/|\\{1,8})([\p{L}][\p{L}\d._-]{1,31})(?=[/\\"' :,;)\]]|$)/iuy;
/** Folders beside those of people. */
const NO_HOME =
  /^(?:public|default|all|shared|runner|user|users|admin|administrator|root|app|node|ubuntu|ec2-user|linuxbrew|git|jenkins|defaultuser0|me|list|search|login|new|edit|profile|index|id)$/i;

/**
 * Finds what can be told by its form, its checksum or the name of its field, in one pass: time grows with the text,
 * whatever stands in it (every look around a place is bounded).
 */
export function scan(text: string, report: Report, reportEncoded: ReportEncoded): Seen {
  const seen: Seen = { foreign: false, escapes: false };
  const { length } = text;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    switch (code < 128 ? MARKS[code] : NONE) {
      case LETTER:
        at = scanWord(text, at, report, reportEncoded);
        break;
      case DIGIT:
        if (mayBeBytes(code, text.charCodeAt(at + 1))) findEncoded(text, at, reportEncoded);
        findSpelled(text, at, reportEncoded);
        at = findNumber(text, at, report);
        break;
      case OPENING: {
        seen.escapes ||= isSpoken(text, at);
        const next = text.charCodeAt(at + 1);
        at = (next >= 48 && next <= 57) || next === 40 ? findNumber(text, at, report) : at + 1;
        break;
      }
      case AT:
        at = findEmail(text, at, report);
        break;
      case EQUALS:
        seen.escapes ||= isMailEscape(text, at);
        at = fieldEnd(text, at, report);
        break;
      case COLON:
        if (text.charCodeAt(at + 1) === 47 && text.charCodeAt(at + 2) === 47) {
          findUrlCredentials(text, at, report);
          at += 3;
        } else if (text.charCodeAt(at - 1) < 58 || text.charCodeAt(at + 1) === 58) {
          at = Math.max(findIp6(text, at, report), fieldEnd(text, at, report));
        } else {
          const ip = findIp6(text, at, report);
          at = ip > at + 1 ? ip : fieldEnd(text, at, report);
        }
        break;
      case DASH:
        at = text.startsWith('-----BEGIN', at)
          ? Math.max(findPrivateKey(text, at, report), at + 1)
          : at + 1;
        break;
      case SLASH:
        seen.escapes ||= code === 92;
        if (code === 92 && text.charCodeAt(at + 1) === 120) {
          const encoded = encodedTextAt(text, at + 2);
          if (encoded !== null) reportEncoded(at, encoded);
        }
        findHome(text, at + 1, report);
        at++;
        break;
      case TILDE:
        findAzureSecret(text, at, report);
        at++;
        break;
      case BRACKET:
        seen.escapes ||= isSpoken(text, at);
        findSpelled(text, at, reportEncoded);
        findAccessUser(text, at, report);
        at++;
        break;
      case ESCAPE:
        seen.escapes ||=
          code === 35 ? text.startsWith('#033[', at) : code !== 60 || isInline(text, at);
        at++;
        break;
      default:
        seen.foreign ||= code > 127;
        at++;
    }
  }
  return seen;
}

/** Text in hexadecimal begins with 2 to 7, or with 0x; what gzip made with 1f. Most numbers in logs begin otherwise. */
function mayBeBytes(first: number, second: number): boolean {
  if (first > 49) return first < 56;
  return first === 48 ? (second | 32) === 120 : (second | 32) === 102;
}

function findEncoded(text: string, at: number, reportEncoded: ReportEncoded): void {
  if (at > 0 && isInAlphabet(text.charCodeAt(at - 1))) return;
  // Hexadecimal as programs write it begins with 0x.
  const start = text.charCodeAt(at) === 48 && (text.charCodeAt(at + 1) | 32) === 120 ? at + 2 : at;
  const encoded = encodedTextAt(text, start);
  if (encoded !== null) reportEncoded(at, encoded);
}

function findSpelled(text: string, at: number, reportEncoded: ReportEncoded): void {
  if (at > 0 && isInAlphabet(text.charCodeAt(at - 1))) return;
  const spelled = spelledBytesAt(text, at);
  if (spelled !== null) reportEncoded(spelled.start, spelled);
}

const SPOKEN = /[[(](?:[.@:]|dot|at)[\])]|(?<=\d{4})\+\d{4}\+/y;
const PLUS = 43;
const INLINE = /<\/?(?:wbr|b|i|em|strong|mark|u|span)>/y;

/** Whether a sign stands there in words or brackets, as it is written so that nobody clicks on it. */
function isSpoken(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  // Most brackets hold something else.
  if (
    next !== 46 &&
    next !== 64 &&
    next !== 58 &&
    next !== 97 &&
    next !== 100 &&
    !(next < 58 && next > 47 && text.charCodeAt(at) === PLUS)
  )
    return false;
  SPOKEN.lastIndex = at;
  return SPOKEN.test(text);
}

/** Whether something highlights a part of a word. */
function isInline(text: string, at: number): boolean {
  INLINE.lastIndex = at;
  return INLINE.test(text);
}

/** Whether what follows an equals sign may be a byte in quoted printable, and not the value of a field. */
function isMailEscape(text: string, at: number): boolean {
  const first = text.charCodeAt(at + 1);
  if (first === 63) return true;
  if (first !== 92 && !(first > 49 && first < 56)) return false;
  const second = text.charCodeAt(at + 2);
  if (first === 92) return second === 110 || second === 114;
  const next = text.charCodeAt(at + 3);
  if (next === 61) return true;
  return (
    (first === 52 && second === 48 && next > 64) ||
    (first === 50 && second === 48 && next > 47 && next < 58 && text.charCodeAt(at - 1) < 91)
  );
}

/** What a field holds may hold more than its kind: only what surely is one thing is passed over. */
function fieldEnd(text: string, at: number, report: Report): number {
  findFieldValue(text, at, report);
  return at + 1;
}

function scanWord(text: string, at: number, report: Report, reportEncoded: ReportEncoded): number {
  let end = at + 1;
  let digit = 0;
  for (let mark = markAt(text, end); mark === LETTER || mark === DIGIT; mark = markAt(text, end)) {
    if (mark === DIGIT && digit === 0) digit = end;
    end++;
  }
  const length = end - at;
  // A run of another alphabet is long, or goes on where a word ends.
  if (length > 15 || isInAlphabet(text.charCodeAt(end))) findEncoded(text, at, reportEncoded);
  // A pair of digits, or a group of four.
  if (length === 2 || length === 4) findSpelled(text, at, reportEncoded);
  const token = findToken(text, at, report);
  if (token > at) return token;
  const first = text.charCodeAt(at) | 32;
  if (
    (first === 97 && length === 13) ||
    (first === 112 && length === 5) ||
    (first === 98 && (length === 5 || length === 6))
  ) {
    const header = findAuthorization(text, at, report);
    if (header > at) return header;
  }
  const second = text.charCodeAt(at + 1);
  // An IBAN or an id has digits soon; most words have none.
  if (
    length >= 2 &&
    ((digit > 0 ? digit < at + SOON : hasDigitSoon(text, end, at + SOON)) ||
      (length === 2 && second >= 65))
  ) {
    const iban = findIban(text, at, report);
    if (iban > at) return iban;
    const id = findLetterId(text, at, report);
    if (id > at) return id;
  }
  if (length === 7 || length === 8) findDocumentNumber(text, at, end, report);
  if (length < 10) findTriggeredName(text, at, end, report);
  return end;
}

/** How soon an id that begins with letters has its first digit. */
const SOON = 7;

function hasDigitSoon(text: string, from: number, to: number): boolean {
  for (let place = from; place < to; place++) {
    const mark = markAt(text, place);
    if (mark === DIGIT) return true;
    if (mark !== LETTER && text.charCodeAt(place) !== 32) return false;
  }
  return false;
}

function findHome(text: string, at: number, report: Report): void {
  const code = text.charCodeAt(at) | 32;
  if (code !== 104 && code !== 117 && code !== 112) return;
  HOME.lastIndex = at;
  const match = HOME.exec(text);
  const user = match?.[1];
  if (match === null || user === undefined || NO_HOME.test(user)) return;
  const end = at + match[0].length;
  // Folders of users on a desktop are people's, whatever lies in them.
  if (code === 104 && isProgram(text, at, end)) return;
  report('user', end - user.length, end, 0.75, user.toLowerCase());
}

/** Words before a path that say that it is a program's, and what a program's path has not: a person's own folders. */
const PROGRAM_BEFORE =
  /\b(?:program|executable|binary|image|library|module|loading|executing|exec) ["'(]?$/i;
const PERSONAL_BEHIND = /^[/\\]{1,2}(?:\.|desktop|documents|downloads|pictures)/i;

/** Whether the path round an account only says where a program is installed: who did something is said elsewhere. */
function isProgram(text: string, at: number, end: number): boolean {
  let start = at - 1;
  while (start > 0 && at - start < 64 && text.charCodeAt(start - 1) > 41) start--;
  if (!PROGRAM_BEFORE.test(text.slice(Math.max(0, start - 14), start))) return false;
  return (
    !PERSONAL_BEHIND.test(text.slice(end, end + 12)) && /^[/\\]/.test(text.slice(end, end + 1))
  );
}

function findAzureSecret(text: string, at: number, report: Report): void {
  if (text.charCodeAt(at - 1) !== 81) return;
  AZURE_SECRET.lastIndex = Math.max(0, at - 5);
  const match = AZURE_SECRET.exec(text);
  if (match !== null) report('access-key', match.index, match.index + match[0].length, 1, match[0]);
}
