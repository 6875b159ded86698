import type { RecordTime } from '#shared/model/record.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** Date and time of day in a zone, `2026-03-12 14:07:03`, with the fraction digits that are known. */
export function formatTime(time: RecordTime, zone: string): string {
  const seconds = Math.floor(time.us / 1_000_000);
  const base = formatFor(zone).format(seconds * 1000);
  if (time.digits === 0) return base;
  const micros = String(time.us - seconds * 1_000_000).padStart(6, '0');
  const fraction = (micros + String(time.ns).padStart(3, '0')).slice(0, time.digits);
  return `${base}.${fraction}`;
}

/** The same for whole microseconds, to the second, or to the millisecond for stretches under a minute. */
export function formatUs(us: number, zone: string, fine = false): string {
  return formatTime({ us, ns: 0, digits: fine ? 3 : 0 }, zone);
}

const UNITS: readonly [string, number][] = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['min', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1000],
  ['µs', 1],
];

/** A duration in its two largest units, `2 min 13 s`. */
export function formatDuration(us: number): string {
  const sign = us < 0 ? '−' : '';
  let rest = Math.abs(us);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0 || (unit === 'µs' && parts.length === 0)) parts.push(`${count} ${unit}`);
    rest -= count * size;
    if (parts.length === 2) break;
  }
  return sign + parts.join(' ');
}

/** How far a time lies from now, `8 months ago`. */
export function formatRelative(us: number, nowMs = Date.now()): string {
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const seconds = us / 1_000_000 - nowMs / 1000;
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['year', 31_556_952],
    ['month', 2_629_746],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ];
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(Math.round(seconds), 'second');
}
