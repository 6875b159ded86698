import { Failure } from '#shared/model/failure.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Offset from UTC in milliseconds of a local time, given as milliseconds since 1970 as if it were UTC. */
export type ZoneOffset = (localMs: number) => number;

/**
 * Offsets of a zone: an IANA name, `Z`, or a fixed `+hh:mm`. A local time that a clock change skips is
 * moved forward by the change; one that happens twice is the first of the two (as `compatible` in
 * ECMAScript's Temporal).
 *
 * @throws Failure ZONE_UNKNOWN
 */
export function zoneOffset(zone: string): ZoneOffset {
  const fixed = fixedOffset(zone);
  if (fixed !== null) return () => fixed;
  const offsetAt = offsetAtUtc(zone);
  const exact: ZoneOffset = (localMs) => exactOffset(localMs, offsetAt);
  return cachedBySpan(8 * DAY_MS, cachedBySpan(HOUR_MS, exact));
}

function fixedOffset(zone: string): number | null {
  if (/^(?:z|utc|gmt|etc\/utc)$/i.test(zone)) return 0;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

type OffsetAt = (utcMs: number) => number;

function formatterOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    throw new Failure(
      'ZONE_UNKNOWN',
      'The time zone is not known. Choose one by its IANA name, such as Europe/Berlin, or give an offset such as +02:00.',
      { zone },
      { cause: error },
    );
  }
}

function offsetAtUtc(zone: string): OffsetAt {
  const formatter = formatterOf(zone);
  return (utcMs) => {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    for (const { type, value } of formatter.formatToParts(utcMs)) part[type] = value;
    const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
    const date = new Date(0);
    date.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
    date.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second), 0);
    return date.getTime() - Math.floor(utcMs / 1000) * 1000;
  };
}

/** The offset of one local time, straight from the zone's rules. */
function exactOffset(localMs: number, offsetAt: OffsetAt): number {
  const before = offsetAt(localMs - DAY_MS);
  const after = offsetAt(localMs + DAY_MS);
  if (before === after || offsetAt(localMs - before) === before) return before;
  // In a gap neither offset fits; the one before it moves the time forward.
  return offsetAt(localMs - after) === after ? after : before;
}

/**
 * `Intl` takes microseconds, and a log asks once a line. Over a span of the local clock the offset is
 * constant unless its two ends differ: no zone changes its clocks twice in eight days, and the hour
 * of a change is one span or two (Newfoundland used to change at 00:01), so one look-up a span does.
 * Spans whose ends differ are left to `inner`.
 */
function cachedBySpan(spanMs: number, inner: ZoneOffset): ZoneOffset {
  let lastSpan = Number.NaN;
  let lastOffset = 0;
  const bySpan = new Map<number, number>();
  return (localMs) => {
    const span = Math.floor(localMs / spanMs);
    if (span === lastSpan) return lastOffset;
    let known = bySpan.get(span);
    if (known === undefined) {
      const first = inner(span * spanMs);
      known = first === inner((span + 1) * spanMs - 1) ? first : Number.NaN;
      // Dates of a broken log may lie anywhere; the map must not grow with them without end.
      if (bySpan.size > 10_000) bySpan.clear();
      bySpan.set(span, known);
    }
    if (Number.isNaN(known)) return inner(localMs);
    lastSpan = span;
    lastOffset = known;
    return known;
  };
}
