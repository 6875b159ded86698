import type { SkeletonStats } from '#shared/model/template.ts';

export type StatsSum = Omit<SkeletonStats, 'id' | 'text' | 'grave'>;

/** Adds up counts, levels, trends and sources; takes the earliest and the latest time. */
export function sumStats(rows: readonly SkeletonStats[]): StatsSum {
  const levels = zeros(rows[0]?.levels.length ?? 0);
  const trend = zeros(rows[0]?.trend.length ?? 0);
  const sources = new Map<number, number>();
  let count = 0;
  let firstUs: number | null = null;
  let lastUs: number | null = null;
  for (const row of rows) {
    count += row.count;
    addTo(levels, row.levels);
    addTo(trend, row.trend);
    for (const [source, value] of row.sources)
      sources.set(source, (sources.get(source) ?? 0) + value);
    if (row.firstUs !== null) firstUs = Math.min(firstUs ?? row.firstUs, row.firstUs);
    if (row.lastUs !== null) lastUs = Math.max(lastUs ?? row.lastUs, row.lastUs);
  }
  return { count, levels, firstUs, lastUs, trend, sources };
}

/** Not by `entries()`, whose pairs took most of the time of adding up 100,000 rows. */
function addTo(sums: number[], values: readonly number[]): void {
  for (let at = 0; at < values.length; at++) sums[at] = (sums[at] ?? 0) + (values[at] ?? 0);
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);
