/**
 * The layout language of times in logs, after Java's DateTimeFormatter, cut to what logs need:
 *
 *     yyyy yy   year (yy: 69 to 99 are 19xx)     HH H   hour 0 to 23 (H: one or two digits)
 *     MM M      month number                     hh h   hour 1 to 12, with `a`
 *     MMM       Jan, January                     a      AM or PM
 *     dd d      day (d: one or two digits,       mm ss  minute, second (60 rolls over)
 *               also padded with a space)        S      fraction, 1 to 9 digits (more are dropped)
 *     D         day of the year, three digits    Z      Z, +hh, +hhmm, +hh:mm
 *     EEE       day of the week, ignored         z      UTC, GMT, Z or a North American zone (RFC 2822)
 *     [ ]       optional part                    'x'    literal text
 *
 *     *         a word of any kind, up to the next space, ignored
 *
 * Any other character stands for itself. `epoch-s`, `epoch-ms`, `epoch-us` and `epoch-ns` are
 * numbers since 1970, with or without a fraction; `epoch` tells the unit by the size. They win over
 * a date in the same layout, which may still give the fraction.
 */

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
  hasOffset = false;
  offsetSeconds = 0;
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
    this.hasOffset = false;
    this.offsetSeconds = 0;
    this.epochSeconds = Number.NaN;
  }
}

/** A compiled layout: reads at `at` and gives the position after it, or -1 when the text is not so. */
export type TimeLayout = (text: string, at: number, out: ParsedTime) => number;

type Step = (text: string, at: number, out: ParsedTime) => number;

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

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

const monthName: Step = (text, at, out) => {
  const month = monthByLetters.get(threeLetters(text, at));
  if (month === undefined) return -1;
  out.month = month;
  if (!isLetter(text.charCodeAt(at + 3))) return at + 3;
  const full = FULL_MONTHS[month - 1] ?? '';
  return text.slice(at, at + full.length).toLowerCase() === full ? at + full.length : -1;
};

const weekday: Step = (text, at) => (weekdays.has(threeLetters(text, at)) ? at + 3 : -1);

const half: Step = (text, at, out) => {
  const letter = text.charCodeAt(at) | 32;
  if ((text.charCodeAt(at + 1) | 32) !== 109) return -1;
  if (letter !== 97 && letter !== 112) return -1;
  out.half = letter === 97 ? 1 : 2;
  return at + 2;
};

/** Digits of a second's fraction. What stands beyond nanoseconds is dropped. */
const fraction: Step = (text, at, out) => {
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
  return end;
};

function setOffset(out: ParsedTime, seconds: number): void {
  out.hasOffset = true;
  out.offsetSeconds = seconds;
}

const offset: Step = (text, at, out) => {
  const sign = text.charCodeAt(at);
  if (sign === 90 || sign === 122) {
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

/** Hours of the zone names of RFC 2822, the only ones that mean one thing. */
const ZONE_HOURS: readonly (readonly [string, number])[] = [
  ['UTC', 0],
  ['GMT', 0],
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
  ['Z', 0],
];

const zoneName: Step = (text, at, out) => {
  for (const [name, hours] of ZONE_HOURS) {
    if (!text.startsWith(name, at) || isLetter(text.charCodeAt(at + name.length))) continue;
    setOffset(out, hours * 3600);
    return at + name.length;
  }
  return -1;
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

/** @param fixedDigits of the number that are the second's fraction; null: told by the size */
function epoch(fixedDigits: number | null): Step {
  return (text, at, out) => {
    let end = at;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end === at || end - at > 19) return -1;
    const inside = fixedDigits ?? fractionDigitsBySize(end - at);
    const split = end - inside;
    let digits = text.slice(Math.max(split, at), end).padStart(inside, '0');
    const seconds = split > at ? Number(text.slice(at, split)) : 0;
    if (text.charCodeAt(end) === 46 && isDigit(text.charCodeAt(end + 1))) {
      const start = ++end;
      while (isDigit(text.charCodeAt(end))) end++;
      digits += text.slice(start, end);
    }
    if (digits.length > 0) fraction(digits, 0, out);
    out.epochSeconds = seconds;
    return end;
  };
}

const TOKENS: Readonly<Record<string, Step>> = {
  yyyy: year4,
  yy: year2,
  MMM: monthName,
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
  ss: fixedTwo(0, 60, setSecond),
  S: fraction,
  Z: offset,
  z: zoneName,
  'epoch-s': epoch(0),
  'epoch-ms': epoch(3),
  'epoch-us': epoch(6),
  'epoch-ns': epoch(9),
  epoch: epoch(null),
  '*': word,
};

const literal =
  (code: number): Step =>
  (text, at) =>
    text.charCodeAt(at) === code ? at + 1 : -1;

const optional =
  (steps: readonly Step[]): Step =>
  (text, at, out) => {
    const end = run(steps, text, at, out);
    return end < 0 ? at : end;
  };

function run(steps: readonly Step[], text: string, at: number, out: ParsedTime): number {
  let position = at;
  for (const step of steps) {
    position = step(text, position, out);
    if (position < 0) return -1;
  }
  return position;
}

/** Token at the start of a layout, longest first. */
const TOKEN = /^(?:epoch-[mun]?s|epoch|\*|yyyy|yy|MMM|MM|M|dd|d|D|EEE|HH|H|hh|h|a|mm|ss|S|Z|z)/;

function compileSteps(layout: string): Step[] {
  const stack: Step[][] = [[]];
  let rest = layout;
  while (rest !== '') {
    const steps = stack.at(-1) ?? [];
    const token = TOKEN.exec(rest)?.[0];
    const step = token === undefined ? undefined : TOKENS[token];
    const quoted = /^'([^']*)'/.exec(rest);
    if (step !== undefined && token !== undefined) {
      steps.push(step);
      rest = rest.slice(token.length);
    } else if (quoted !== null) {
      for (const letter of quoted[1] ?? '') steps.push(literal(letter.charCodeAt(0)));
      rest = rest.slice(quoted[0].length);
    } else {
      if (rest.startsWith('[')) stack.push([]);
      else if (rest.startsWith(']')) closeOptional(stack, layout);
      else steps.push(literal(rest.charCodeAt(0)));
      rest = rest.slice(1);
    }
  }
  const [steps] = stack;
  if (stack.length !== 1 || steps === undefined) throw new SyntaxError(`unclosed [ in ${layout}`);
  return steps;
}

function closeOptional(stack: Step[][], layout: string): void {
  const inner = stack.pop();
  const outer = stack.at(-1);
  if (inner === undefined || outer === undefined) throw new SyntaxError(`unopened ] in ${layout}`);
  outer.push(optional(inner));
}

/**
 * Compiles a layout. The closure resets and fills its `out`; it checks ranges, not the calendar
 * (February 31 becomes March 2 or 3).
 *
 * @throws SyntaxError for brackets that do not match.
 */
export function compileLayout(layout: string): TimeLayout {
  const steps = compileSteps(layout);
  return (text, at, out) => {
    out.reset();
    return run(steps, text, at, out);
  };
}
