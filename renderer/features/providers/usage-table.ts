import type { Output } from '#shared/contract/index.ts';

export type UsageRow = Output<'providers.usage'>[number];

export const USAGE_KEYS = ['provider', 'model', 'task'] as const;
export type UsageKey = (typeof USAGE_KEYS)[number];
export const USAGE_UNITS = ['tokens', 'money', 'calls'] as const;
export type UsageUnit = (typeof USAGE_UNITS)[number];

/** What was used, a series for each name and a value for each day. */
export interface UsageTable {
  /** `2026-03-12`, oldest first, without gaps. */
  readonly days: readonly string[];
  /** The largest first. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const DAY_MS = 86_400_000;

/** Usage of so many days up to `today` (`2026-03-12`, UTC), told apart by a key; of more than `most` names the smallest together as `rest`. */
export function usageTable(
  rows: readonly UsageRow[],
  key: UsageKey,
  unit: UsageUnit,
  span: { readonly today: string; readonly days: number },
  { most, rest }: { readonly most: number; readonly rest: string },
): UsageTable {
  const end = Date.parse(`${span.today}T00:00:00Z`);
  const days = Array.from({ length: span.days }, (_, at) =>
    new Date(end - (span.days - 1 - at) * DAY_MS).toISOString().slice(0, 10),
  );
  const position = new Map(days.map((day, at) => [day, at]));
  const byName = new Map<string, number[]>();
  for (const row of rows) {
    const at = position.get(row.day);
    if (at === undefined) continue;
    const values = byName.get(row[key]) ?? days.map(() => 0);
    values[at] = (values[at] ?? 0) + amountOf(row, unit);
    byName.set(row[key], values);
  }
  const all = [...byName]
    .map(([name, values]) => ({ name, values }))
    .toSorted((a, b) => total(b.values) - total(a.values));
  if (all.length <= most) return { days, series: all };
  const small = all.slice(most - 1);
  const together = days.map((_, at) => total(small.map(({ values }) => values[at] ?? 0)));
  return { days, series: [...all.slice(0, most - 1), { name: rest, values: together }] };
}

/** The sum of some values. */
export const total = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0);

function amountOf(row: UsageRow, unit: UsageUnit): number {
  return unit === 'tokens' ? row.inputTokens + row.outputTokens : row[unit];
}
