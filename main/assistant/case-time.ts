import { Failure } from '#shared/model/failure.ts';
import { parseTimeValue } from '#shared/query/index.ts';

/**
 * A stretch of time as a tool is asked for it, in microseconds UTC. Times without an offset are in `zone`; an end names
 * the last moment that is within. Throws TIME_INVALID.
 */
export function stretchOf(
  {
    from,
    to,
  }: { readonly from?: string | null | undefined; readonly to?: string | null | undefined },
  zone: string,
): { readonly fromUs: number | null; readonly toUs: number | null } {
  const read = (text: string): { fromUs: number; toUs: number } => {
    const stretch = parseTimeValue(text.trim(), zone);
    if (stretch !== null) return stretch;
    throw new Failure(
      'TIME_INVALID',
      `"${text}" is not a time. Write it like 2026-03-12T14:07:00Z.`,
    );
  };
  return {
    fromUs: from === null || from === undefined ? null : read(from).fromUs,
    toUs: to === null || to === undefined ? null : read(to).toUs - 1,
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment as a sentence says it: `2026-03-12 14:07:03`, in a zone (IANA name or offset). */
export function timeText(us: number, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      hourCycle: 'h23',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    formats.set(zone, format);
  }
  return format.format(us / 1000);
}

const UNITS: readonly [string, number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/** A duration in its two largest units, `2 min 13 s`. */
export function durationText(us: number): string {
  let rest = Math.round(us / 1_000_000);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0 || (unit === 's' && parts.length === 0)) parts.push(`${count} ${unit}`);
    rest -= count * size;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}
