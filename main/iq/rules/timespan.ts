import { RuleRefusal } from './rule.ts';

const UNIT_US: Readonly<Record<string, number>> = {
  s: 1e6,
  m: 60e6,
  h: 3600e6,
  d: 86_400e6,
  w: 7 * 86_400e6,
  M: 30 * 86_400e6,
};

/** Microseconds of `90m`, `1h`, `2d`. Throws a RuleRefusal. */
export function timespanOf(text: string, line: number | null): number {
  const found = /^(\d{1,9})\s*([smhdwM])$/.exec(text.trim());
  const unit = UNIT_US[found?.[2] ?? ''];
  if (found === null || unit === undefined) {
    throw new RuleRefusal(`"${text}" is not a timespan such as 30s, 15m, 1h or 2d.`, line);
  }
  return Number(found[1]) * unit;
}
