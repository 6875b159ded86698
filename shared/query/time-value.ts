/** A stretch of time, microseconds UTC: from `fromUs` up to but without `toUs`. */
export interface TimeStretch {
  readonly fromUs: number;
  readonly toUs: number;
}

const WRITTEN =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Time as ISO 8601 writes it, as exact as it was written: `2024-05-01` is the whole day,
 * `2024-05-01T10:30` the whole minute. Without an offset it is local to `zone` (IANA name or offset).
 * Null: it is not a time.
 */
export function parseTimeValue(text: string, zone: string): TimeStretch | null {
  const found = WRITTEN.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, fraction, offset] = found;
  const parts = [
    year,
    month ?? '01',
    day ?? '01',
    hour ?? '00',
    minute ?? '00',
    second ?? '00',
  ].map(Number);
  const [y = 0, mo = 1, d = 1, h = 0, mi = 0, s = 0] = parts;
  if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 23 || mi > 59 || s > 60) return null;
  const utc = (time: number[]): number => {
    const [yy = 0, mm = 1, dd = 1, hh = 0, mn = 0, ss = 0] = time;
    const local = Date.UTC(yy, mm - 1, dd, hh, mn, ss);
    return offset === undefined ? zonedToUtcMs(local, zone) : local - offsetMs(offset);
  };
  const micros = Number((fraction ?? '').padEnd(6, '0').slice(0, 6));
  const fromUs = utc([y, mo, d, h, mi, s]) * 1000 + micros;
  if (fraction !== undefined) {
    return { fromUs, toUs: fromUs + 10 ** Math.max(0, 6 - fraction.length) };
  }
  const next = [y, mo, d, h, mi, s];
  const unit = [month, day, hour, minute, second].filter((part) => part !== undefined).length;
  next[unit] = (next[unit] ?? 0) + 1;
  return { fromUs, toUs: utc(next) * 1000 };
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

/** UTC of a local wall-clock reading. In the hour that a clock skips, the time after it; in one it repeats, the first. */
function zonedToUtcMs(localMs: number, zone: string): number {
  if (zone === 'UTC' || zone === 'Z') return localMs;
  if (/^[+-]\d{2}:?\d{2}$/.test(zone)) return localMs - offsetMs(zone);
  const before = localMs - zoneOffsetMs(localMs - 12 * 3_600_000, zone);
  const after = localMs - zoneOffsetMs(localMs + 12 * 3_600_000, zone);
  const fits = [before, after].filter((utc) => utc + zoneOffsetMs(utc, zone) === localMs);
  return fits.length > 0 ? Math.min(...fits) : Math.max(before, after);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Offset of a zone (IANA name or `+hh:mm`) from UTC at a moment, in milliseconds. */
export function zoneOffsetMs(utcMs: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(
    format.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]),
  );
  const local = Date.UTC(
    part['year'] ?? 0,
    (part['month'] ?? 1) - 1,
    part['day'] ?? 1,
    part['hour'] ?? 0,
    part['minute'] ?? 0,
    part['second'] ?? 0,
  );
  return local - Math.floor(utcMs / 1000) * 1000;
}
