import { TIME_GROUP, type Reading } from './reading.ts';
import {
  CLOCK_PATTERN,
  dateOf,
  DAY_PATTERN,
  dayOf,
  daysAfter,
  isSeenAt,
  MOMENT_PATTERN,
  momentOf,
  type Span,
  type TimeGround,
} from './moments.ts';
import { withFigures } from './spoken-clock.ts';
import { TIME_MARK } from './tokens.ts';
import { timeText } from '../case-time.ts';
import { parseTimeValue } from '#shared/query/index.ts';

/** Something that happened in the case and is spoken of by name: its release, its incident. */
export interface CaseMoment {
  /** Matches what it is called. */
  readonly pattern: string;
  readonly name: string;
  readonly fromUs: number;
  /** Null: it was not over at the case's end. */
  readonly toUs: number | null;
}

/** A text whose times were read: each stands in it as a mark. */
export interface TimedWords {
  readonly text: string;
  /** The words of each mark. */
  readonly said: readonly string[];
  /** What each mark means; null: a time of which the case knows nothing. */
  readonly readings: readonly (Reading | null)[];
}

const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  half: 0.5,
  'half an': 0.5,
  'half a': 0.5,
  'a couple of': 2,
  'couple of': 2,
  'a few': 3,
};
const COUNT = String.raw`(\d+(?:\.\d+)?|${Object.keys(NUMBERS)
  .toSorted((a, b) => b.length - a.length)
  .join('|')})`;
const UNIT = String.raw`(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?)\b`;
const UNIT_US: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|msec|milli)/, 1000],
  [/^s/, 1_000_000],
  [/^m/, 60_000_000],
  [/^h/, 3_600_000_000],
  [/^d/, 86_400_000_000],
  [/^w/, 604_800_000_000],
];
/** `over 1 second after 14:30` says how long something took, and from when on. */
const NOT_MEASURED = String.raw`(?<!\d\s?|\b(?:over|under|above|below|than|least|most|took|exceeding)\s)`;
const ABOUT_US = 5 * 60_000_000;

/** Parts of a day, as hours from its beginning. */
const PARTS: Readonly<Record<string, readonly [number, number]>> = {
  morning: [6, 12],
  afternoon: [12, 18],
  evening: [18, 24],
  night: [20, 30],
};

type Read = (
  groups: readonly string[],
) => { readonly span: Partial<Span>; readonly note: string | null } | null;

/** Takes the times out of what was said, the longest readings first. `moments`: what happened in the case, by its names. */
export function readTimes(
  words: string,
  ground: TimeGround,
  moments: readonly CaseMoment[],
): TimedWords {
  const said: string[] = [];
  const readings: (Reading | null)[] = [];
  const figured = withFigures(words, (clock) => isSeenAt(clock, ground));
  const day = theDay(figured, ground);
  let text = figured;
  for (const [pattern, read] of rules(ground, moments, day)) {
    text = text.replace(pattern, (whole: string, ...rest: unknown[]) => {
      const groups = rest.slice(
        0,
        rest.findIndex((one) => typeof one === 'number'),
      ) as string[];
      const found = read(groups);
      if (found === null) return whole;
      const at = said.push(whole.trim()) - 1;
      readings.push(readingOf(whole.trim(), found.span, found.note, ground));
      return ` ${TIME_MARK}${at}${TIME_MARK} `;
    });
  }
  return { text, said, readings };
}

/** The one day that is named for several times of day: “yesterday between 14:05 and 14:10”. */
function theDay(words: string, ground: TimeGround): string | null {
  const clocks = [...words.matchAll(new RegExp(CLOCK_PATTERN, 'gi'))];
  const days = [...words.matchAll(new RegExp(String.raw`\b${DAY_PATTERN}\b`, 'gi'))];
  const [only] = days;
  return clocks.length > 0 && days.length === 1 && only !== undefined
    ? dateOf(only[0], ground)
    : null;
}

function rules(
  ground: TimeGround,
  moments: readonly CaseMoment[],
  day: string | null,
): readonly (readonly [RegExp, Read])[] {
  const named = moments.map(({ pattern }) => pattern).join('|');
  const event = named === '' ? '(?!)' : String.raw`(?:the\s)?(?:${named})\b`;
  const M = String.raw`(${MOMENT_PATTERN}|${event})`;
  const ON_DAY = String.raw`(?:,?\s(?:on\s)?(?:the\s)?${DAY_PATTERN})?`;
  const BEFORE_DAY = String.raw`(?:(?:on\s)?${DAY_PATTERN},?\s)?`;
  const rule = (pattern: string, read: Read): readonly [RegExp, Read] => [
    new RegExp(String.raw`(?<![\w.:/-])${pattern}(?![\w:]|\.\d)`, 'gi'),
    read,
  ];
  const spanOf = (
    text: string,
  ): { readonly span: Span; readonly note: string | null; readonly lasts: boolean } | null => {
    const at = momentOf(text, ground, day);
    if (at !== null) return { span: at, note: dayNote(text), lasts: false };
    const known = moments.find(({ pattern }) =>
      new RegExp(`^(?:the\\s)?(?:${pattern})$`, 'i').test(text.trim()),
    );
    if (known === undefined) return null;
    const { fromUs, toUs, name } = known;
    return {
      span: { fromUs, toUs: toUs ?? ground.toUs + 1 },
      note: name,
      lasts: toUs !== null && toUs > fromUs,
    };
  };
  const dayNote = (text: string): string | null =>
    day === null && !new RegExp(DAY_PATTERN, 'i').test(text)
      ? `on ${dayOf(ground.toUs, ground)}, the case’s last day`
      : null;
  const between: Read = ([a = '', b = '']) => {
    const shared = /[ap]\.?m/i.exec(b)?.[0];
    const from = spanOf(/^\d{1,2}$/.test(a) && shared !== undefined ? `${a}${shared}` : a);
    const to = spanOf(b);
    if (from === null || to === null) return null;
    // Up to a day is to its end; up to a time of day is to that moment.
    const wholeDay = to.span.toUs - to.span.fromUs > 3_600_000_000;
    const end = wholeDay ? to.span.toUs : to.span.fromUs;
    // From 23:50 to 00:10 goes over midnight.
    const start = from.span.fromUs > end ? from.span.fromUs - 86_400_000_000 : from.span.fromUs;
    return { span: { fromUs: start, toUs: end }, note: from.note ?? to.note };
  };
  const BARE = String.raw`(?:\d{1,2}(?=\s(?:and|to|-)\s\d{1,2}\s?[ap]\.?m))`;
  const MB = String.raw`(${BARE}|${MOMENT_PATTERN}|${event})`;
  const amount = (count: string, unit: string): number =>
    (NUMBERS[count.toLowerCase()] ?? Number(count)) *
    (UNIT_US.find(([pattern]) => pattern.test(unit.toLowerCase()))?.[1] ?? 0);
  const END_NOTE = 'counted back from the last record';
  return [
    rule(String.raw`${BEFORE_DAY}between\s${MB}\sand\s${M}${ON_DAY}`, between),
    rule(
      String.raw`${BEFORE_DAY}(?:from\s|since\s)?${MB}\s?(?:to|until|till|through|–|-)\s?${M}${ON_DAY}`,
      between,
    ),
    rule(
      String.raw`(?:in\s|within\s|during\s|for\s)?(?:the\s)?(?:last|past|latest|final|most\srecent)\s(?:${COUNT}\s?)?${UNIT}(?:\s(?:of\s(?:the\s)?(?:case|log|logs|records|data)))?`,
      ([count = '1', unit = '']) => ({
        span: { fromUs: ground.toUs - amount(count, unit), toUs: ground.toUs + 1 },
        note: END_NOTE,
      }),
    ),
    rule(
      String.raw`(?:in\s|within\s|during\s)?(?:the\s)?first\s(?:${COUNT}\s?)?${UNIT}(?:\s(?:of\s(?:the\s)?(?:case|log|logs|records|data)))(?:\s)?`,
      ([count = '1', unit = '']) => ({
        span: { fromUs: ground.fromUs, toUs: ground.fromUs + amount(count, unit) },
        note: 'counted from the first record',
      }),
    ),
    rule(String.raw`${COUNT}\s?${UNIT}\sago`, ([count = '1', unit = '']) => {
      const us = ground.toUs - amount(count, unit);
      return {
        span: { fromUs: us - ABOUT_US, toUs: us + ABOUT_US },
        note: `${END_NOTE}, give or take 5 minutes`,
      };
    }),
    rule(
      String.raw`${NOT_MEASURED}(?:in\s|within\s|for\s|during\s)?(?:the\s)?(?:first\s|last\s)?${COUNT}?\s?${UNIT}\s(?:(?:right|just|immediately)\s)?(before|after|following|preceding|from|of)\s${M}`,
      ([count, unit = '', side = '', moment = '']) => {
        const at = spanOf(moment);
        if (at === null) return null;
        // Without a number only a whole word is a unit: “m” alone is none.
        if (count === undefined && unit.length < 3) return null;
        const wide = amount(count ?? 'one', unit);
        const { fromUs } = at.span;
        const span = /^(?:before|preceding)/i.test(side)
          ? { fromUs: fromUs - wide, toUs: fromUs }
          : { fromUs, toUs: fromUs + wide };
        return { span, note: at.note };
      },
    ),
    rule(
      String.raw`(since|after|later\sthan|starting\s(?:at|from)|beginning\s(?:at|from)|from)\s${M}(?:\s(?:on|onwards?|on\sout)\b)?`,
      ([how = '', moment = '']) => {
        const at = spanOf(moment);
        if (at === null) return null;
        // After what lasted is when it was over.
        const over = at.lasts && /^after$/i.test(how);
        return { span: { fromUs: over ? at.span.toUs : at.span.fromUs }, note: at.note };
      },
    ),
    rule(
      String.raw`(?:before|until|till|up\sto|prior\sto|earlier\sthan)\s${M}`,
      ([moment = '']) => {
        const at = spanOf(moment);
        return at === null ? null : { span: { toUs: at.span.fromUs }, note: at.note };
      },
    ),
    rule(
      String.raw`(?:at\s)?(?:around|about|near|circa|roughly|approximately|~)\s?${M}`,
      ([moment = '']) => {
        const at = spanOf(moment);
        if (at === null) return null;
        const { fromUs } = at.span;
        return {
          span: { fromUs: fromUs - ABOUT_US, toUs: fromUs + ABOUT_US },
          note: 'five minutes before and after',
        };
      },
    ),
    rule(String.raw`(?:during|throughout|while|within|in|over)\s(${event})`, ([moment = '']) =>
      spanOf(moment),
    ),
    rule(
      String.raw`(?:in\s(?:the\s)?|during\s(?:the\s)?|over\s|on\s)?(?:(last|this|tonight|yesterday|today|the|${DAY_PATTERN})\s)?(morning|afternoon|evening|night|overnight)`,
      ([which = '', part = '']) => partOfDay(which.toLowerCase(), part.toLowerCase(), ground),
    ),
    // A day whose times of day were read says nothing more.
    rule(
      String.raw`(?:at|on|of|in|exactly\sat|during)?\s?(?:the\s)?(${MOMENT_PATTERN})`,
      ([moment = '']) =>
        day !== null && new RegExp(`^${DAY_PATTERN}$`, 'i').test(moment)
          ? { span: {}, note: null }
          : spanOf(moment),
    ),
  ];
}

function partOfDay(which: string, part: string, ground: TimeGround): ReturnType<Read> {
  const name = part === 'overnight' ? 'night' : part;
  const hours = PARTS[name];
  if (hours === undefined) return null;
  const last = dayOf(ground.toUs, ground);
  const seen =
    which === '' || which === 'the' || which === 'this' || which === 'last' || which === 'today';
  let date = seen ? last : dateOf(which, ground);
  if (date === null) return null;
  // The night that a day ended with, or for who asks in the morning, the one before.
  if (name === 'night' && (which === 'last' || part === 'overnight')) date = daysAfter(last, -1);
  const midnight = parseTimeValue(date, ground.zone)?.fromUs;
  if (midnight === undefined) return null;
  const [from, to] = hours;
  return {
    span: { fromUs: midnight + from * 3_600_000_000, toUs: midnight + to * 3_600_000_000 },
    note: `${name} is taken as ${from}:00 to ${to % 24}:00; the case’s last day is ${last}`,
  };
}

/** The condition of a stretch of time; null: it says nothing that stands in the query. */
function readingOf(
  words: string,
  { fromUs, toUs }: Partial<Span>,
  note: string | null,
  { zone }: TimeGround,
): Reading | null {
  if (fromUs === undefined && toUs === undefined) return null;
  const from = fromUs === undefined ? '*' : writtenUs(fromUs, zone);
  const to = toUs === undefined ? '*' : writtenUs(toUs, zone);
  return { words, condition: `time:[${from} TO ${to}}`, note, group: TIME_GROUP };
}

/** A moment as the query language reads it: in a zone, without an offset, as exact as it is. */
function writtenUs(us: number, zone: string): string {
  const rest = us - Math.floor(us / 1_000_000) * 1_000_000;
  const text = timeText(us - rest, zone).replace(' ', 'T');
  if (rest > 0) return `${text}.${String(rest).padStart(6, '0')}`;
  return text.replace(/T00:00:00$/, '').replace(/(T\d{2}:\d{2}):00$/, '$1');
}
