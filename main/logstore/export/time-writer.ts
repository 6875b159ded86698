import { formatTimeUtc, type RecordTime } from '#shared/model/record.ts';
import { zoneOffsetMs } from '#shared/query/index.ts';

/** No zone changes its clock but on a quarter of an hour, so one look-up serves all times in it. */
const QUARTER_US = 15 * 60 * 1_000_000;

/**
 * RFC 3339 of times in a zone (`2026-03-12T15:07:01.5+01:00`; `Z` for UTC) with the digits of the second
 * that the log gave. `Intl` takes microseconds a call and exports write millions, so offsets are kept.
 */
export function timeWriter(zone: string): (time: RecordTime) => string {
  if (zone === 'UTC') return formatTimeUtc;
  let quarter = Number.NaN;
  let offsetMs = 0;
  let suffix = '';
  return (time) => {
    const now = Math.floor(time.us / QUARTER_US);
    if (now !== quarter) {
      quarter = now;
      offsetMs = zoneOffsetMs((now * QUARTER_US) / 1000, zone);
      suffix = offsetText(offsetMs);
    }
    return formatTimeUtc({ ...time, us: time.us + offsetMs * 1000 }).slice(0, -1) + suffix;
  };
}

/** Offsets of long ago have seconds, which RFC 3339 cannot say: they are left off. */
function offsetText(offsetMs: number): string {
  const minutes = Math.floor(Math.abs(offsetMs) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
