import { parseTimeValue } from '#shared/query/index.ts';

/** What times in words are counted from: the case's own time, not the day on which somebody asks. */
export interface TimeGround {
  /** IANA name or offset. */
  readonly zone: string;
  /** First and last record, microseconds UTC. */
  readonly fromUs: number;
  readonly toUs: number;
}

/** A stretch of time, from `fromUs` up to but without `toUs`, microseconds UTC. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

const MONTHS =
  'january february march april may june july august september october november december'
    .split(' ')
    .map((name) => name.slice(0, 3));
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const DAY_US = 86_400_000_000;

const MONTH = String.raw`(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`;
const CLOCK = String.raw`(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\b\.?|noon|midnight)`;
const ZONE = String.raw`(?:\s?(?:z|utc|gmt)\b|[+-]\d{2}:?\d{2}\b)?`;

/** Patterns of what names a day, and a moment: a day, a time of day, or both. */
export const DAY_PATTERN = String.raw`(?:\d{4}-\d{2}-\d{2}|\d{1,2}/${MONTH}/\d{4}|\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?${MONTH}\b(?:,?\s\d{4})?|${MONTH}\s\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s\d{4})?|today|yesterday|(?:last\s)?(?:${WEEKDAYS.join('|')}))`;
export const CLOCK_PATTERN = `${CLOCK}${ZONE}`;
export const MOMENT_PATTERN = String.raw`(?:${DAY_PATTERN}(?:[t:]|,?\s(?:at\s)?)${CLOCK}${ZONE}|${CLOCK}${ZONE}(?:,?\s(?:on\s)?(?:the\s)?${DAY_PATTERN})?|${DAY_PATTERN})`;

const wholly = (pattern: string): RegExp => new RegExp(`^${pattern}$`, 'i');
const DAY = wholly(`(${DAY_PATTERN})`);
const DAY_FIRST = wholly(String.raw`(${DAY_PATTERN})(?:[t:]|,?\s(?:at\s)?)(${CLOCK})(${ZONE})`);
const CLOCK_FIRST = wholly(
  String.raw`(${CLOCK})(${ZONE})(?:,?\s(?:on\s)?(?:the\s)?(${DAY_PATTERN}))?`,
);

/** The moment that words name, as exact as they say it; null: they name none. `day`: on which a time of day alone lies. */
export function momentOf(text: string, ground: TimeGround, day: string | null): Span | null {
  const trimmed = text.trim().toLowerCase();
  const only = DAY.exec(trimmed);
  if (only !== null) {
    const date = dateOf(trimmed, ground);
    return date === null ? null : parseTimeValue(date, ground.zone);
  }
  const [, dayText, first, firstZone] = DAY_FIRST.exec(trimmed) ?? [];
  const [, second, secondZone, laterDay] = CLOCK_FIRST.exec(trimmed) ?? [];
  const clock = clockOf(first ?? second ?? '');
  const said = dayText ?? laterDay;
  const date = said === undefined ? (day ?? lastDayWith(clock, ground)) : dateOf(said, ground);
  if (clock === null || date === null) return null;
  const at = parseTimeValue(
    `${date}T${clock}${zoneOf(firstZone ?? secondZone ?? '')}`,
    ground.zone,
  );
  // “2 pm” is an hour long, “2:00 pm” a minute.
  const isHour = /^\d{1,2}\s?[ap]/i.test(first ?? second ?? '');
  return at === null || !isHour ? at : { fromUs: at.fromUs, toUs: at.fromUs + 3_600_000_000 };
}

/** Whether the case was at it at a time of day, `14:30`, on its last day. */
export function isSeenAt(clock: string, ground: TimeGround): boolean {
  const at = parseTimeValue(`${dayOf(ground.toUs, ground)}T${clock}`, ground.zone);
  return at !== null && at.fromUs >= ground.fromUs && at.fromUs <= ground.toUs;
}

/** A day as `2026-03-12`, in the zone of the ground. */
export function dayOf(us: number, { zone }: TimeGround): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(us / 1000);
}

/** The day so many days after one. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A day that words name, `2026-03-12`; null: none. */
export function dateOf(text: string, ground: TimeGround): string | null {
  const lower = text.trim().toLowerCase();
  if (/^\d{4}-\d{2}-\d{2}$/.test(lower)) return lower;
  const last = dayOf(ground.toUs, ground);
  if (lower === 'today') return last;
  if (lower === 'yesterday') return daysAfter(last, -1);
  const weekday = WEEKDAYS.indexOf(lower.replace(/^last\s/, ''));
  if (weekday >= 0) {
    const now = new Date(`${last}T00:00:00Z`).getUTCDay();
    const back = (now - weekday + 7) % 7;
    return daysAfter(last, -(back === 0 && lower.startsWith('last') ? 7 : back));
  }
  const number = /\b(\d{1,2})(?:st|nd|rd|th)?\b/.exec(lower)?.[1];
  const month = MONTHS.indexOf(
    /[a-z]{3,}/.exec(lower.replace(/^\d+(?:st|nd|rd|th)/, ''))?.[0].slice(0, 3) ?? '',
  );
  if (number === undefined || month < 0) return null;
  const monthAndDay = `${String(month + 1).padStart(2, '0')}-${number.padStart(2, '0')}`;
  const year = /\b(\d{4})\b/.exec(lower)?.[1];
  if (year !== undefined) return `${year}-${monthAndDay}`;
  // Without a year it is the last such day that the case has seen.
  const own = Number(last.slice(0, 4));
  return `${own}-${monthAndDay}` <= last ? `${own}-${monthAndDay}` : `${own - 1}-${monthAndDay}`;
}

function clockOf(text: string): string | null {
  const lower = text.trim().toLowerCase().replaceAll('.m', 'm');
  if (lower === 'noon') return '12:00';
  if (lower === 'midnight') return '00:00';
  const found = /^(\d{1,2})(:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?)?\s?([ap]m)?/.exec(lower);
  if (found === null) return null;
  const [, hours = '', rest = '', half] = found;
  let hour = Number(hours);
  if (half !== undefined && hour > 12) return null;
  if (half === 'pm' && hour < 12) hour += 12;
  if (half === 'am' && hour === 12) hour = 0;
  return `${String(hour).padStart(2, '0')}${rest === '' ? ':00' : rest}`;
}

function zoneOf(text: string): string {
  const lower = text.trim().toLowerCase();
  return lower === '' ? '' : /^[+-]/.test(lower) ? lower : 'Z';
}

/** The last day of the case on which it was that time: at 3 in the morning nobody asks for 14:00 of the day that began. */
function lastDayWith(clock: string | null, ground: TimeGround): string | null {
  if (clock === null) return null;
  const last = dayOf(ground.toUs, ground);
  const there = parseTimeValue(`${last}T${clock}`, ground.zone);
  const before = daysAfter(last, -1);
  const seenBefore =
    ground.fromUs <= ground.toUs - DAY_US || dayOf(ground.fromUs, ground) <= before;
  return there !== null && there.fromUs > ground.toUs && seenBefore ? before : last;
}
