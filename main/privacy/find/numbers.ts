import { isDigit, isWord } from './char-codes.ts';
import { isLuhn } from './checksums.ts';
import type { Report } from './findings.ts';
import { findIp4 } from './ip4.ts';
import { ID_WORDS, NATIONAL_IDS, shapePattern, type NationalId } from './national-ids.ts';
import { findPhone, type DigitGroups } from './phones.ts';

/** Most groups of digits that are looked at together, and most digits of one. */
const MOST_GROUPS = 9;
const LONGEST = 24;
/** Fewest digits of anything that is looked for, but an address. */
const FEWEST = 7;

interface CompiledId extends NationalId {
  readonly pattern: RegExp;
}

const keyOf = (digits: number, next: number): number => digits * 256 + next;

/** What is written between groups of ids; all else counts as a letter or the end. */
const isBetween = (code: number): boolean =>
  code === 32 || (code >= 43 && code <= 47 && code !== 44);

/** Ids by how many digits they begin with and what comes next (its code; 0: a letter or the end). */
const IDS: ReadonlyMap<number, readonly CompiledId[]> = (() => {
  const byBeginning = new Map<number, CompiledId[]>();
  for (const id of NATIONAL_IDS.filter(({ shape }) => /^[9\d]/.test(shape))) {
    const compiled = { ...id, pattern: shapePattern(id.shape) };
    for (const beginning of beginningsOf(id.shape)) {
      const list = byBeginning.get(beginning) ?? [];
      list.push(compiled);
      byBeginning.set(beginning, list);
    }
  }
  return byBeginning;
})();

/** Ids that begin with letters, by how many of them stand before the first digit. */
const LETTER_IDS: ReadonlyMap<number, readonly CompiledId[]> = (() => {
  const byLetters = new Map<number, CompiledId[]>();
  for (const id of NATIONAL_IDS.filter(({ shape }) => shape.startsWith('A'))) {
    const letters = /^A+/.exec(id.shape)?.[0].length ?? 0;
    const list = byLetters.get(letters) ?? [];
    list.push({ ...id, pattern: shapePattern(id.shape) });
    byLetters.set(letters, list);
  }
  return byLetters;
})();

function beginningsOf(shape: string): number[] {
  const keys: number[] = [];
  let digits = 0;
  const elements = shape.match(/\[[^\]]*\]\??|.\??/g) ?? [];
  for (const element of elements) {
    const separators = element.replace(/[[\]?]/g, '');
    if (/^[9\d]/.test(element)) digits++;
    else if (element === 'A') return [...keys, keyOf(digits, 0)];
    else if (element === 'X') {
      keys.push(keyOf(digits, 0));
      digits++;
    } else {
      for (const separator of separators) {
        keys.push(keyOf(digits, isBetween(separator.charCodeAt(0)) ? separator.charCodeAt(0) : 0));
      }
      if (!element.endsWith('?')) return keys;
    }
  }
  return [...keys, keyOf(digits, 0), keyOf(digits, 32), keyOf(digits, 46)];
}

/** The groups of the number that is looked at; one for all, since nothing keeps them. */
const groups: DigitGroups = {
  plus: false,
  bracketed: false,
  count: 0,
  digits: 0,
  lengths: new Uint8Array(MOST_GROUPS),
  starts: new Uint32Array(MOST_GROUPS),
  end: 0,
};

/**
 * Looks at a number that begins at `at` (with its first digit, or the "+" or "(" before it): addresses, cards,
 * telephones, national ids. Gives where to go on.
 */
export function findNumber(text: string, at: number, report: Report): number {
  const before = at === 0 ? 32 : text.charCodeAt(at - 1);
  // A part of a word, of a fraction, of an escape.
  if (isWord(before) || before === 46 || before === 37) return endOfDigits(text, at);
  const startsWithDigit = isDigit(text.charCodeAt(at));
  if (startsWithDigit) {
    const end = endOfDigits(text, at);
    const length = end - at;
    const next = text.charCodeAt(end);
    if ((next === 46 || next === 45) && length <= 3) {
      const ip = findIp4(text, at, next, report);
      if (ip > at) return ip;
    }
    // Alone and short: most numbers of a log.
    if (length < FEWEST && !isBetween(next) && !isLetter(next)) return end;
    // A date.
    if (length === 4 && isDateAt(text, at, next)) return timeEnd(text, end + 6);
    if (length > LONGEST) return end;
    const ids = IDS.get(keyOf(length, isBetween(next) ? next : 0));
    if (ids !== undefined) {
      const id = findId(text, at, ids, report);
      if (id > at) return id;
    }
  }
  readGroups(text, at);
  const firstEnd = Math.max(at + 1, (groups.starts[0] ?? 0) + (groups.lengths[0] ?? 0));
  // Behind a sign or a bracket the digits may begin something of their own.
  const goOn = startsWithDigit ? firstEnd : at + 1;
  if (groups.digits < FEWEST) return goOn;
  if (startsWithDigit && groups.digits >= 12) {
    const card = findCard(text, at, report);
    if (card > at) return card;
  }
  const phone = findPhone(text, at, groups, report);
  // Only the first group is passed over: what follows may be a number of its own.
  return phone > at ? phone : goOn;
}

const isLetter = (code: number): boolean =>
  (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** A year and a date behind it. With dots only years of our time: other numbers are written so too. */
function isDateAt(text: string, at: number, next: number): boolean {
  if (next === 46) {
    const century = text.charCodeAt(at) * 256 + text.charCodeAt(at + 1);
    return (century === 0x3139 || century === 0x3230) && isDate(text, at + 4);
  }
  return (next === 45 || next === 47) && isDate(text, at + 4);
}

/** Where the time behind a date ends ("T12:30:01", "-15.42.50"); `at`: there is none. */
function timeEnd(text: string, at: number): number {
  const first = text.charCodeAt(at + 3);
  if (first !== 58 && first !== 46) return at;
  if (!isTwoDigits(text, at + 1) || !isTwoDigits(text, at + 4)) return at;
  if (text.charCodeAt(at + 6) !== first || !isTwoDigits(text, at + 7)) return at;
  const after = text.charCodeAt(at + 9);
  const fraction = after === 46 || after === 44 ? endOfDigits(text, at + 9) : at + 9;
  // With dots and a short end it may be an address.
  if (first === 46 && fraction < at + 14) return at;
  return isWord(text.charCodeAt(fraction)) && text.charCodeAt(fraction) !== 90 ? at : fraction;
}

const isTwoDigits = (text: string, at: number): boolean =>
  isDigit(text.charCodeAt(at)) && isDigit(text.charCodeAt(at + 1));

/** Two digits, what parted the year, two digits. */
function isDate(text: string, at: number): boolean {
  const separator = text.charCodeAt(at);
  return (
    isDigit(text.charCodeAt(at + 1)) &&
    isDigit(text.charCodeAt(at + 2)) &&
    text.charCodeAt(at + 3) === separator &&
    isDigit(text.charCodeAt(at + 4)) &&
    isDigit(text.charCodeAt(at + 5)) &&
    !isDigit(text.charCodeAt(at + 6))
  );
}

/** Ids that begin with a letter, at the beginning of a word. */
export function findLetterId(text: string, at: number, report: Report): number {
  if (text.charCodeAt(at) > 90) return at;
  let end = at + 1;
  while (isLetter(text.charCodeAt(end))) end++;
  if (
    text.charCodeAt(end) === 32
      ? !isDigit(text.charCodeAt(end + 1))
      : !isDigit(text.charCodeAt(end))
  )
    return at;
  for (const { pattern, check, named } of LETTER_IDS.get(end - at) ?? []) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const compact = compactOf(match[0]);
    if (!/\d/.test(compact) || !check(compact)) continue;
    if (named && !isNamed(text, at)) continue;
    report('national-id', at, at + match[0].length, 0.85, compact);
    return at + match[0].length;
  }
  return at;
}

function endOfDigits(text: string, at: number): number {
  let end = at + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** Reads groups of digits with little between them, from a digit, "+" or "(". */
function readGroups(text: string, at: number): void {
  let place = at;
  groups.plus = text.charCodeAt(place) === 43;
  if (groups.plus) place++;
  let opened = text.charCodeAt(place) === 40;
  groups.bracketed = opened;
  if (opened) place++;
  groups.count = 0;
  groups.digits = 0;
  groups.end = at;
  while (groups.count < MOST_GROUPS) {
    const start = place;
    while (isDigit(text.charCodeAt(place))) place++;
    const length = place - start;
    if (length === 0 || length > LONGEST) return;
    groups.starts[groups.count] = start;
    groups.lengths[groups.count] = length;
    groups.count++;
    groups.digits += length;
    groups.end = place;
    let code = text.charCodeAt(place);
    if (opened && code === 41) {
      opened = false;
      code = text.charCodeAt(++place);
      if (isDigit(code)) continue;
    }
    if (code !== 32 && code !== 45 && code !== 46 && code !== 47 && code !== 0xa0) return;
    code = text.charCodeAt(++place);
    if (code === 40) {
      opened = true;
      code = text.charCodeAt(++place);
    }
    if (!isDigit(code)) return;
  }
}

/** Beginnings of card numbers and how long they are (ISO/IEC 7812 issuers). */
const ISSUERS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:30[0-59]|3[689])/, [14, 15, 16, 17, 18, 19]],
  [/^(?:6011|64[4-9]|65|62|60|81|82)/, [16, 17, 18, 19]],
  [/^35/, [16, 17, 18, 19]],
  [/^(?:2131|1800)/, [15]],
  [/^(?:0604|50|5[6-9]|6)/, [12, 13, 14, 15, 16, 17, 18, 19]],
];

const CARD_WORDS =
  /(?:card|cc|visa|master ?card|amex|maestro|discover|diners|jcb|pan)\b[^\d]{0,24}$/i;

function findCard(text: string, at: number, report: Report): number {
  const { lengths, starts, count } = groups;
  const first = lengths[0] ?? 0;
  let number = text.slice(at, at + first);
  let end = at + first;
  if (first < 12) {
    // 4-4-4-4, 4-6-5, 4-6-4 and the like, with one and the same thing between.
    if (first !== 4) return at;
    const separator = text.charCodeAt(end);
    if (separator !== 32 && separator !== 45) return at;
    for (let next = 1; next < count; next++) {
      const start = starts[next] ?? 0;
      const length = lengths[next] ?? 0;
      if (start !== end + 1 || text.charCodeAt(end) !== separator) break;
      if (length > 6 || number.length + length > 19) break;
      number += text.slice(start, start + length);
      end = start + length;
      if (number.length >= 14 && isCard(number) && !isWord(text.charCodeAt(end))) break;
    }
  }
  if (number.length < 12 || number.length > 19) return at;
  if (isWord(text.charCodeAt(end)) || text.charCodeAt(at - 1) === 45 || !isCard(number)) return at;
  const named = CARD_WORDS.test(text.slice(Math.max(0, at - 40), at));
  // Short ones and those of small issuers are too often a number by chance.
  const known = /^(?:4|5[1-5]|3[47]|6011|65|35|2[2-7]|30|3[68]|1800|2131)/.test(number);
  if (!named && (number.length < 14 || !known)) return at;
  report('card', at, end, named ? 1 : 0.9, number);
  return end;
}

function isCard(number: string): boolean {
  const issuer = ISSUERS.some(
    ([begin, lengths]) => lengths.includes(number.length) && begin.test(number),
  );
  return issuer && isLuhn(number) && !/^(\d)\1+$/.test(number);
}

function findId(text: string, at: number, ids: readonly CompiledId[], report: Report): number {
  let named: boolean | null = null;
  for (const { pattern, check, named: needsName } of ids) {
    if (needsName && named === false) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const end = at + match[0].length;
    if (text.charCodeAt(end) === 45 && isDigit(text.charCodeAt(end + 1))) continue;
    if (text.charCodeAt(at - 1) === 45) continue;
    const compact = compactOf(match[0]).toUpperCase();
    // A row of digits alone is one by chance far too often; letters are capitals.
    const bare = /^\d+$/.test(match[0]) && compact.length < 18;
    if ((needsName || bare) && !(named ??= isNamed(text, at))) continue;
    if (!check(compact) || /[a-z]/.test(match[0])) continue;
    report('national-id', at, end, named === true ? 0.95 : 0.8, compact);
    return end;
  }
  return at;
}

const compactOf = (written: string): string => written.replace(/[ ./+-]/g, '');

/** How far before a number the word is looked for that says what it is. */
const NEAR = 36;

const ID_WORD = new RegExp(
  `(?:^|[^a-z])(?:${ID_WORDS.map((word) => (word.length > 3 ? word : `${word}(?![a-z])`)).join('|')})`,
  'i',
);

function isNamed(text: string, at: number): boolean {
  return ID_WORD.test(text.slice(Math.max(0, at - NEAR), at));
}
