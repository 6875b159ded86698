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
    for (const [at, value] of row.levels.entries()) levels[at] = (levels[at] ?? 0) + value;
    for (const [at, value] of row.trend.entries()) trend[at] = (trend[at] ?? 0) + value;
    for (const [source, value] of row.sources)
      sources.set(source, (sources.get(source) ?? 0) + value);
    if (row.firstUs !== null) firstUs = Math.min(firstUs ?? row.firstUs, row.firstUs);
    if (row.lastUs !== null) lastUs = Math.max(lastUs ?? row.lastUs, row.lastUs);
  }
  return { count, levels, firstUs, lastUs, trend, sources };
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);
