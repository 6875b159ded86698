import { parseTimeValue } from '#shared/query/index.ts';
import { usage } from './arguments.ts';

/** What `--from` and `--to` mean, inclusive, microseconds UTC. Times that name no zone are in `zone`. */
export function timeRange(
  from: string | undefined,
  to: string | undefined,
  zone: string,
): { fromUs: number | null; toUs: number | null } {
  return {
    fromUs: timeOption('from', from, zone)?.fromUs ?? null,
    toUs: lastOf(timeOption('to', to, zone)),
  };
}

function timeOption(name: string, text: string | undefined, zone: string) {
  if (text === undefined) return null;
  const stretch = parseTimeValue(text, zone);
  if (stretch === null)
    throw usage(`--${name} takes a time such as 2026-03-12T14:07, not "${text}".`);
  return stretch;
}

/** `--to` is meant with everything that its text names: to 14:07 is to the end of that minute. */
function lastOf(stretch: { toUs: number } | null): number | null {
  return stretch === null ? null : stretch.toUs - 1;
}
