import { dayEnd, isLetter, localMonth, localMonthEnd, monthAt, monthEnd } from './date-names.ts';
import { LONGEST_ZONE_NAME, ZONE_HOURS } from './zone-names.ts';

/** What one layout found in a text. Reused, so that reading a line allocates nothing. */
export class ParsedTime {
  year = 0;
  /** False for layouts such as `MMM d HH:mm:ss`. */
  hasYear = false;
  month = 1;
  day = 1;
  hour = 0;
  /** 0: a 24 hour clock, 1: AM, 2: PM. */
  half = 0;
  minute = 0;
  second = 0;
  micros = 0;
  nanos = 0;
  digits = 0;
  /** Where the digits of the fraction stand in the text; -1 when there are none, or inside an epoch number. */
  fractionAt = -1;
  fractionEnd = -1;
  hasOffset = false;
  offsetSeconds = 0;
  /** IANA name of the zone, empty when the text has none. */
  zone = '';
  /** Whole seconds since 1970 for epoch layouts, else NaN. */
  epochSeconds = Number.NaN;

  reset(): void {
    this.year = 0;
    this.hasYear = false;
    this.month = 1;
    this.day = 1;
    this.hour = 0;
    this.half = 0;
    this.minute = 0;
    this.second = 0;
    this.micros = 0;
    this.nanos = 0;
    this.digits = 0;
    this.fractionAt = -1;
    this.fractionEnd = -1;
    this.hasOffset = false;
    this.offsetSeconds = 0;
    this.zone = '';
    this.epochSeconds = Number.NaN;
  }
}

/** Reads one part of a time at `at` into `out`; gives the position after it, or -1 when it is not there. */
export type Step = (text: string, at: number, out: ParsedTime) => number;

const ZERO = 48;
const SPACE = 32;

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 57;
}

/** Reads exactly two digits; -1 when they are not there. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

const fixedTwo =
  (low: number, high: number, put: (out: ParsedTime, value: number) => void): Step =>
  (text, at, out) => {
    const value = twoDigits(text, at);
    if (value < low || value > high) return -1;
    put(out, value);
    return at + 2;
  };

const oneOrTwo =
  (low: number, high: number, put: (out: ParsedTime, value: number) => void): Step =>
  (text, at, out) => {
    const start = text.charCodeAt(at) === SPACE ? at + 1 : at;
    const first = text.charCodeAt(start) - ZERO;
    if (!(first >= 0 && first <= 9)) return -1;
    const second = text.charCodeAt(start + 1) - ZERO;
    const two = second >= 0 && second <= 9;
    const value = two ? first * 10 + second : first;
    if (value < low || value > high) return -1;
    put(out, value);
    return start + (two ? 2 : 1);
  };

const setMonth = (out: ParsedTime, value: number): void => void (out.month = value);
const setDay = (out: ParsedTime, value: number): void => void (out.day = value);
const setHour = (out: ParsedTime, value: number): void => void (out.hour = value);
const setMinute = (out: ParsedTime, value: number): void => void (out.minute = value);
const setSecond = (out: ParsedTime, value: number): void => void (out.second = value);

const year4: Step = (text, at, out) => {
  const century = twoDigits(text, at);
  const rest = twoDigits(text, at + 2);
  if (century < 0 || rest < 0) return -1;
  out.year = century * 100 + rest;
  out.hasYear = true;
  return at + 4;
};

/** POSIX: 69 to 99 are 19xx, 00 to 68 are 20xx. */
const year2: Step = (text, at, out) => {
  const value = twoDigits(text, at);
  if (value < 0) return -1;
  out.year = value < 69 ? 2000 + value : 1900 + value;
  out.hasYear = true;
  return at + 2;
};

/** One that is no month, and so tells what the numbers beside it are. */
const laterYear2: Step = (text, at, out) => (twoDigits(text, at) > 12 ? year2(text, at, out) : -1);

const dayOfYear: Step = (text, at, out) => {
  const tens = twoDigits(text, at);
  const ones = text.charCodeAt(at + 2) - ZERO;
  if (tens < 0 || !(ones >= 0 && ones <= 9)) return -1;
  const value = tens * 10 + ones;
  if (value < 1 || value > 366) return -1;
  // January 200 is July 19 for the calendar arithmetic that follows.
  out.month = 1;
  out.day = value;
  return at + 3;
};

const monthName: Step = (text, at, out) => {
  const month = monthAt(text, at);
  if (month === 0) return -1;
  out.month = month;
  return monthEnd(text, at, month);
};

const POINT = 46;

const localMonthName: Step = (text, at, out) => {
  const end = localMonthEnd(text, at);
  const month = localMonth(text.slice(at, end));
  if (month === 0) return -1;
  out.month = month;
  return text.charCodeAt(end) === POINT ? end + 1 : end;
};

const weekday: Step = dayEnd;

const NO_BREAK_SPACE = 0xa0;

/** Also `A. M.` with a space that breaks no line, which is Spanish. */
const half: Step = (text, at, out) => {
  const letter = text.charCodeAt(at) | 32;
  if (letter !== 97 && letter !== 112) return -1;
  let second = at + 1;
  const isSpanish = text.charCodeAt(second) === POINT;
  if (isSpanish) {
    if (text.charCodeAt(second + 1) !== NO_BREAK_SPACE) return -1;
    second += 2;
  }
  if ((text.charCodeAt(second) | 32) !== 109) return -1;
  const end = second + 1;
  if (isSpanish ? text.charCodeAt(end) !== POINT : isLetter(text.charCodeAt(end))) return -1;
  out.half = letter === 97 ? 1 : 2;
  return isSpanish ? end + 1 : end;
};

/** Digits of a second's fraction. What stands beyond nanoseconds is dropped. */
export const readFraction: Step = (text, at, out) => {
  let end = at;
  let micros = 0;
  let nanos = 0;
  for (; ; end++) {
    const digit = text.charCodeAt(end) - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    const index = end - at;
    if (index < 6) micros = micros * 10 + digit;
    else if (index < 9) nanos = nanos * 10 + digit;
  }
  const count = end - at;
  if (count === 0) return -1;
  for (let index = count; index < 6; index++) micros *= 10;
  for (let index = Math.max(count, 6); index < 9; index++) nanos *= 10;
  out.micros = micros;
  out.nanos = nanos;
  out.digits = Math.min(count, 9);
  out.fractionAt = at;
  out.fractionEnd = end;
  return end;
};

/** Milliseconds as a number, not as a fraction: `:84` is 0.084 s where a program writes its clock's parts unpadded. */
const milliseconds: Step = (text, at, out) => {
  let end = at;
  let value = 0;
  for (; end < at + 3 && isDigit(text.charCodeAt(end)); end++) {
    value = value * 10 + text.charCodeAt(end) - ZERO;
  }
  if (end === at || isDigit(text.charCodeAt(end))) return -1;
  out.micros = value * 1000;
  out.nanos = 0;
  out.digits = 3;
  return end;
};

function setOffset(out: ParsedTime, seconds: number): void {
  out.hasOffset = true;
  out.offsetSeconds = seconds;
}

const offset: Step = (text, at, out) => {
  const sign = text.charCodeAt(at);
  if (sign === 90 || sign === 122) {
    // `10:00:00 Zone 7 is full` names none.
    if (isLetter(text.charCodeAt(at + 1))) return -1;
    setOffset(out, 0);
    return at + 1;
  }
  if (sign !== 43 && sign !== 45) return -1;
  const hours = twoDigits(text, at + 1);
  if (hours < 0 || hours > 18) return -1;
  let end = at + 3;
  const colon = text.charCodeAt(end) === 58 ? 1 : 0;
  const minutes = twoDigits(text, end + colon);
  if (minutes >= 0 && minutes < 60) end += colon + 2;
  const seconds = hours * 3600 + Math.max(minutes, 0) * 60;
  setOffset(out, sign === 45 ? -seconds : seconds);
  return end;
};

/** As Db2 writes it: `+120`. */
const offsetMinutes: Step = (text, at, out) => {
  const found = /^[+-]\d{3}(?!\d)/.exec(text.slice(at, at + 5));
  if (found === null) return -1;
  setOffset(out, Number(found[0]) * 60);
  return at + 4;
};

/** As Configuration Manager writes it, minutes from the local time to UTC: `+240` where New York has summer, `-60`. */
const biasMinutes: Step = (text, at, out) => {
  const found = /^[+-]\d{1,3}(?!\d)/.exec(text.slice(at, at + 5));
  if (found === null) return -1;
  setOffset(out, -Number(found[0]) * 60);
  return at + found[0].length;
};

const zoneName: Step = (text, at, out) => {
  let end = at;
  while (end <= at + LONGEST_ZONE_NAME && isLetter(text.charCodeAt(end))) end++;
  const hours = ZONE_HOURS.get(text.slice(at, end));
  if (hours === undefined) return -1;
  setOffset(out, hours * 3600);
  return end;
};

const ZONE = /[A-Z][A-Za-z]+(?:\/[A-Za-z_+-]+\d{0,2}){0,2}/y;

const zoneId: Step = (text, at, out) => {
  ZONE.lastIndex = at;
  const name = ZONE.exec(text)?.[0];
  if (name === undefined) return -1;
  out.zone = name;
  return at + name.length;
};

/** Digits that say nothing: the fraction of a time that another one follows. */
const ignoredDigits: Step = (text, at) => {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  return end === at ? -1 : end;
};

const word: Step = (text, at) => {
  const space = text.indexOf(' ', at);
  return space < 0 ? text.length : space;
};

/** Digits of the fraction that a whole number of this length holds: seconds have up to 10 digits until 2286. */
function fractionDigitsBySize(length: number): number {
  if (length <= 11) return 0;
  if (length <= 14) return 3;
  return length <= 17 ? 6 : 9;
}

/** A shorter number is a duration or a count: nine digits of seconds are the year 1973. */
const SHORTEST_EPOCH = 9;

/** yyyyMMddHHmmssSSS: as microseconds it would be a year after 5138. */
const DATE_DIGITS = 17;

/** @param fixedDigits of the number that are the second's fraction; null: told by the size */
function epoch(fixedDigits: number | null): Step {
  return (text, at, out) => {
    let end = at;
    while (isDigit(text.charCodeAt(end))) end++;
    const length = end - at;
    if (length === 0 || length > 19) return -1;
    if (fixedDigits === null) {
      if (length < SHORTEST_EPOCH || length === DATE_DIGITS) return -1;
      // Nobody pads the seconds since 1970: `0000248509` is the number of a message.
      if (text.charCodeAt(at) === ZERO) return -1;
    }
    const split = end - (fixedDigits ?? fractionDigitsBySize(length));
    if (split < at) return -1;
    let seconds = 0;
    for (let index = at; index < split; index++) {
      seconds = seconds * 10 + text.charCodeAt(index) - ZERO;
    }
    out.epochSeconds = seconds;
    const last = epochFraction(text, split, end, out);
    out.fractionAt = -1;
    return last;
  };
}

/** The fraction within the number, going on after its point if it has one. */
function epochFraction(text: string, from: number, end: number, out: ParsedTime): number {
  const pointed = text.charCodeAt(end) === POINT && isDigit(text.charCodeAt(end + 1));
  if (!pointed) {
    if (from < end) readFraction(text, from, out);
    return end;
  }
  if (from === end) return readFraction(text, end + 1, out);
  let last = end + 1;
  while (isDigit(text.charCodeAt(last))) last++;
  readFraction(text.slice(from, end) + text.slice(end + 1, last), 0, out);
  return last;
}

/** Seconds since 1970 in hexadecimal, after `0x` or not. */
const epochHex: Step = (text, at, out) => {
  const found = /^(?:0x)?([\da-f]{7,12})/i.exec(text.slice(at, at + 14));
  if (found === null) return -1;
  out.epochSeconds = Number.parseInt(found[1] ?? '', 16);
  return at + found[0].length;
};

/** Second 2^62 of TAI64 is 1970; daemontools writes ten more than the clock's, as TAI was ahead then. */
const TAI_OF_1970 = 10;

/** TAI64N (Bernstein): `@`, eight bytes of seconds and four of nanoseconds in hexadecimal. */
const tai64n: Step = (text, at, out) => {
  const found = /^@4([\da-f]{15})([\da-f]{8})?/i.exec(text.slice(at, at + 25));
  if (found === null) return -1;
  const [whole, seconds = '', nanos] = found;
  out.epochSeconds = Number.parseInt(seconds, 16) - TAI_OF_1970;
  if (nanos === undefined) return at + whole.length;
  readFraction(String(Number.parseInt(nanos, 16)).padStart(9, '0'), 0, out);
  out.fractionAt = -1;
  return at + whole.length;
};

/** Every token of the layout language but literals and brackets. */
export const TOKENS: Readonly<Record<string, Step>> = {
  yyyy: year4,
  yy: year2,
  YY: laterYear2,
  MMM: monthName,
  LLL: localMonthName,
  MM: fixedTwo(1, 12, setMonth),
  M: oneOrTwo(1, 12, setMonth),
  dd: fixedTwo(1, 31, setDay),
  d: oneOrTwo(1, 31, setDay),
  D: dayOfYear,
  EEE: weekday,
  HH: fixedTwo(0, 23, setHour),
  H: oneOrTwo(0, 23, setHour),
  hh: fixedTwo(1, 12, setHour),
  h: oneOrTwo(1, 12, setHour),
  a: half,
  mm: fixedTwo(0, 59, setMinute),
  m: oneOrTwo(0, 59, setMinute),
  ss: fixedTwo(0, 60, setSecond),
  s: oneOrTwo(0, 60, setSecond),
  ms: milliseconds,
  S: readFraction,
  Z: offset,
  Zm: offsetMinutes,
  Zb: biasMinutes,
  z: zoneName,
  VV: zoneId,
  'epoch-s': epoch(0),
  'epoch-ms': epoch(3),
  'epoch-us': epoch(6),
  'epoch-ns': epoch(9),
  'epoch-hex': epochHex,
  epoch: epoch(null),
  tai64n,
  '#': ignoredDigits,
  '*': word,
};
