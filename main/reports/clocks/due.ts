import { Temporal } from 'temporal-polyfill';
import { instantText, valueOf, type Answers } from '../frameworks/answer.ts';
import { holds } from '../frameworks/condition.ts';
import type { Clock, Limit } from '../frameworks/framework.ts';

/** Where a clock stands. Times are UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
export type ClockState =
  /** It is not for this case. */
  | { readonly kind: 'off' }
  /** It has not begun: a time that it runs from is not known. */
  | { readonly kind: 'waiting'; readonly for: readonly string[] }
  | {
      readonly kind: 'running';
      readonly from: string;
      readonly due: string;
      /** It runs from a day, not from a time of it. */
      readonly fromDay: boolean;
      /** It ends with a day. */
      readonly dueDay: boolean;
      /** The end fell on a day that is no working day, and was moved. */
      readonly moved: boolean;
      readonly done: string | null;
      /** Done, or still not done, after its end. */
      readonly late: boolean;
    };

/**
 * Where a clock stands at `now` (UTC). Hours are elapsed time, so that a change of summer time neither
 * lengthens nor shortens them; days, months and working days go by the calendar of the zone. A month that
 * has no such day ends with its last one, as Regulation (EEC, Euratom) 1182/71, Art. 3(2)(c), has it.
 */
export function clockState(
  clock: Clock,
  answers: Answers,
  caseZone: string,
  now: string,
): ClockState {
  if (clock.when !== undefined && !holds(clock.when, answers)) return { kind: 'off' };
  const zone = clock.zone === 'UTC' ? 'UTC' : caseZone;
  const holidays = holidaysOf(clock, answers);
  const ends = clock.limits.flatMap((limit) => endOf(limit, answers, zone, holidays) ?? []);
  const counted = ends.filter(({ dropped }) => !dropped);
  const [first] = counted.sort((a, b) => Temporal.Instant.compare(a.end, b.end));
  if (first === undefined) return { kind: 'waiting', for: clock.limits.map(({ from }) => from) };
  const end = afterWorkingDayRule(first.end, clock, answers, zone, holidays);
  const doneText = valueOf(answers, clock.doneBy);
  const done = typeof doneText === 'string' ? doneText : null;
  const late = Temporal.Instant.compare(Temporal.Instant.from(done ?? now), end) > 0;
  return {
    kind: 'running',
    from: instantText(first.from),
    due: instantText(end),
    fromDay: first.fromDay,
    dueDay: first.dueDay && end.equals(first.end),
    moved: !end.equals(first.end),
    done,
    late,
  };
}

interface Start {
  readonly from: Temporal.Instant;
  readonly fromDay: boolean;
}

interface End extends Start {
  readonly end: Temporal.Instant;
  readonly dueDay: boolean;
  readonly dropped: boolean;
}

function endOf(
  limit: Limit,
  answers: Answers,
  zone: string,
  holidays: ReadonlySet<string>,
): End | null {
  const start =
    startOf(answers, limit.from, zone) ??
    (limit.orFrom === undefined ? null : startOf(answers, limit.orFrom, zone));
  if (start === null) return null;
  const end = add(limit, start.from, zone, holidays);
  const later = limit.dropWhenLater === undefined ? null : valueOf(answers, limit.dropWhenLater);
  const dropped =
    typeof later === 'string' && Temporal.Instant.compare(Temporal.Instant.from(later), end) > 0;
  return { ...start, end, dueDay: limit.ends === 'day', dropped };
}

/** The moment in a field; of a date, its first moment in the zone. */
function startOf(answers: Answers, field: string, zone: string): Start | null {
  const value = valueOf(answers, field);
  if (typeof value !== 'string') return null;
  if (value.includes('T')) return { from: Temporal.Instant.from(value), fromDay: false };
  return { from: Temporal.PlainDate.from(value).toZonedDateTime(zone).toInstant(), fromDay: true };
}

function add(
  limit: Limit,
  from: Temporal.Instant,
  zone: string,
  holidays: ReadonlySet<string>,
): Temporal.Instant {
  const { after } = limit;
  if (typeof after === 'string' && after.startsWith('PT')) {
    return from.add(Temporal.Duration.from(after));
  }
  const begin = startOfCount(limit, from.toZonedDateTimeISO(zone));
  const end =
    typeof after === 'string'
      ? begin.add(Temporal.Duration.from(after))
      : addWorkingDays(begin, after.workingDays, holidays);
  return limit.ends === 'day' ? endOfDay(end) : end.toInstant();
}

function startOfCount(limit: Limit, begin: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  return limit.counted === undefined ? begin : begin.with({ month: 12, day: 31 });
}

function endOfDay(day: Temporal.ZonedDateTime): Temporal.Instant {
  return day.add({ days: 1 }).startOfDay().toInstant().subtract({ seconds: 1 });
}

function addWorkingDays(
  from: Temporal.ZonedDateTime,
  days: number,
  holidays: ReadonlySet<string>,
): Temporal.ZonedDateTime {
  let day = from;
  for (let left = days; left > 0;) {
    day = day.add({ days: 1 });
    if (isWorkingDay(day, holidays)) left--;
  }
  return day;
}

function afterWorkingDayRule(
  end: Temporal.Instant,
  clock: Clock,
  answers: Answers,
  zone: string,
  holidays: ReadonlySet<string>,
): Temporal.Instant {
  const rule = clock.nonWorkingDay;
  if (rule === undefined) return end;
  if (rule.unless !== undefined && holds(rule.unless, answers)) return end;
  const day = end.toZonedDateTimeISO(zone);
  if (isWorkingDay(day, holidays)) return end;
  return addWorkingDays(day, 1, holidays).withPlainTime('12:00').toInstant();
}

function isWorkingDay(day: Temporal.ZonedDateTime, holidays: ReadonlySet<string>): boolean {
  return day.dayOfWeek <= 5 && !holidays.has(day.toPlainDate().toString());
}

function holidaysOf(clock: Clock, answers: Answers): ReadonlySet<string> {
  const value = clock.holidays === undefined ? null : valueOf(answers, clock.holidays);
  return new Set(Array.isArray(value) ? value : []);
}
