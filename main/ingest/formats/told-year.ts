import { monthAt } from './date-names.ts';
import { isTold } from './record-time.ts';
import { daysFromCivil } from './year-clock.ts';

/** Lines at the beginning of a source that are asked: what tells the year does so in most of its lines. */
const LINES = 400;

const DAY_US = 86_400_000_000;

/** The date of a syslog header, which has no year. */
const HEADER = /(?:<\d{1,3}>)?([A-Z][a-z]{2}) ([ \d]\d) \d\d:\d\d:\d\d /y;
/** A time with its year behind host and program, and the version of RFC 5424 where a relay put its header before that one. */
const INNER = /(?:\S{1,255} ){1,3}?\[?(\d{4})-(\d\d)-(\d\d)[T ]\d\d:\d\d/y;

interface Day {
  readonly month: number;
  readonly day: number;
}

/**
 * The year of the first date of syslog in a text, told by a time inside its messages that has one and is of the same day or the one
 * beside it, as of another zone; null: there is none. What was written by a program knows more than the file's time, which is lost
 * when it is copied.
 */
export function toldYear(text: string): number | null {
  let first: Day | null = null;
  let at = 0;
  for (let line = 0; line < LINES && at < text.length; line++) {
    const date = headerDate(text, at);
    if (date !== null) {
      first ??= date;
      const year = innerYear(text, HEADER.lastIndex, date);
      if (year !== null) return nearestYear(first, daysFromCivil(year, date.month, date.day), year);
    }
    const newline = text.indexOf('\n', at);
    at = newline < 0 ? text.length : newline + 1;
  }
  return null;
}

function headerDate(text: string, at: number): Day | null {
  HEADER.lastIndex = at;
  const [, , day] = HEADER.exec(text) ?? [];
  if (day === undefined) return null;
  const month = monthAt(text, text.charCodeAt(at) === 60 ? text.indexOf('>', at) + 1 : at);
  return month === 0 ? null : { month, day: Number(day) };
}

/** The year that puts the header's date beside the one that its message begins with; null: none does. */
function innerYear(text: string, at: number, { month, day }: Day): number | null {
  INNER.lastIndex = at;
  const found = INNER.exec(text);
  if (found === null) return null;
  const [, year, innerMonth, innerDay] = found.map(Number);
  const inner = daysFromCivil(year ?? 0, innerMonth ?? 0, innerDay ?? 0);
  if (!isTold(inner * DAY_US)) return null;
  const told = nearestYear({ month, day }, inner, year ?? 0);
  return Math.abs(daysFromCivil(told, month, day) - inner) <= 1 ? told : null;
}

/** The year about `year` in which a date is nearest to a day. */
function nearestYear({ month, day }: Day, days: number, year: number): number {
  const away = (candidate: number): number => Math.abs(daysFromCivil(candidate, month, day) - days);
  return [year - 1, year + 1].reduce((best, one) => (away(one) < away(best) ? one : best), year);
}
