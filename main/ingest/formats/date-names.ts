/*
 * Names of months and days, as dates have them in English: three letters, or whole. Months also as Java abbreviates them elsewhere.
 */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const FULL_MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/**
 * How the JDK abbreviates months in French, German, Spanish, Italian and Portuguese, without the point that CLDR puts behind some of
 * them. No name means another month in another of these languages.
 */
const LOCAL_MONTHS = [
  'jan janv ene gen',
  'feb févr fev',
  'mar mär märz mars',
  'apr avr abr',
  'may mai mag',
  'jun juin juni giu',
  'jul juil juli lug',
  'aug août ago',
  'sep sept set',
  'oct okt ott out',
  'nov',
  'dec déc dez dic',
];
const localMonths: ReadonlyMap<string, number> = new Map(
  LOCAL_MONTHS.flatMap((names, index) =>
    names.split(' ').map((name): [string, number] => [name, index + 1]),
  ),
);
const LONGEST_LOCAL_MONTH = 5;

/** Three letters folded to lower case in one number: telling twelve months apart without a substring. */
function threeLetters(text: string, at: number): number {
  const a = text.charCodeAt(at) | 32;
  const b = text.charCodeAt(at + 1) | 32;
  const c = text.charCodeAt(at + 2) | 32;
  return (a << 16) | (b << 8) | c;
}

const monthByLetters = new Map(MONTHS.map((name, index) => [threeLetters(name, 0), index + 1]));
const weekdays = new Set(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => threeLetters(day, 0)),
);

const DAY_NAMES = new Set([
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
]);

/** Whether a character is a letter of ASCII. */
export function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

/** Whether the name of a day or a month may begin at `at`, by its first three letters. */
export function mayBeDayOrMonth(text: string, at: number): boolean {
  const letters = threeLetters(text, at);
  return monthByLetters.has(letters) || weekdays.has(letters);
}

/** The month whose name begins at `at`; 0: none does. */
export function monthAt(text: string, at: number): number {
  return monthByLetters.get(threeLetters(text, at)) ?? 0;
}

/** Where the name of a month that begins at `at` ends; -1: what stands there is another word. */
export function monthEnd(text: string, at: number, month: number): number {
  if (!isLetter(text.charCodeAt(at + 3))) return at + 3;
  const full = FULL_MONTHS[month - 1] ?? '';
  return text.slice(at, at + full.length).toLowerCase() === full ? at + full.length : -1;
}

/** A letter of ASCII or of Latin-1. */
function isLatinLetter(code: number): boolean {
  return isLetter(code) || (code >= 0xc0 && code <= 0xff);
}

/** Where the letters end that may be an abbreviated month and begin at `at`. */
export function localMonthEnd(text: string, at: number): number {
  let end = at;
  while (end - at < LONGEST_LOCAL_MONTH && isLatinLetter(text.charCodeAt(end))) end++;
  return end;
}

/** The month of an abbreviation in any of the languages that are known; 0: it is none. */
export function localMonth(name: string): number {
  return localMonths.get(name.toLowerCase()) ?? 0;
}

/** Where the name of a day that begins at `at` ends; -1: none does. */
export function dayEnd(text: string, at: number): number {
  if (!weekdays.has(threeLetters(text, at))) return -1;
  let end = at + 3;
  while (isLetter(text.charCodeAt(end))) end++;
  if (end === at + 3) return end;
  return DAY_NAMES.has(text.slice(at, end).toLowerCase()) ? end : -1;
}
