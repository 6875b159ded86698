import type { Database } from 'better-sqlite3';
import { LEVELS } from '#shared/model/level.ts';
import type { SkeletonStats } from '#shared/model/template.ts';
import { readKinds } from '../logstore/index.ts';

/** Slices of the case's time range in a trend. */
export const TREND_SLICES = 40;

interface BlockRow {
  source_id: number;
  header: Buffer;
}

interface Gathering {
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

interface Mutable {
  count: number;
  levels: number[];
  firstUs: number | null;
  lastUs: number | null;
  trend: number[];
  sources: Map<number, number>;
}

/**
 * What the block headers say of every skeleton. No text is opened, so it takes milliseconds for
 * millions of records. A header gives a skeleton's count and its first and last time in the block; in the
 * trend the count is spread evenly between the two.
 */
export function skeletonStats(database: Database): SkeletonStats[] {
  const range = database
    .prepare<[], { fromUs: number | null; toUs: number | null }>(
      'SELECT MIN(time_min_us) AS fromUs, MAX(time_max_us) AS toUs FROM block WHERE staged = 0',
    )
    .get();
  const fromUs = range?.fromUs ?? 0;
  const width = Math.max(1, ((range?.toUs ?? 0) - fromUs + 1) / TREND_SLICES);
  const stats = new Map<number, Mutable>();
  const blocks = database.prepare<[], BlockRow>(
    'SELECT source_id, header FROM block WHERE staged = 0',
  );
  for (const block of blocks.iterate()) addBlock(stats, block, fromUs, width);
  const skeletons = database.prepare<[], { id: number; text: string }>(
    'SELECT id, text FROM skeleton ORDER BY id',
  );
  return skeletons.all().flatMap(({ id, text }) => {
    const found = stats.get(id);
    return found === undefined ? [] : [{ id, text, ...found }];
  });
}

function addBlock(
  stats: Map<number, Mutable>,
  block: BlockRow,
  fromUs: number,
  width: number,
): void {
  const kinds = readKinds(block.header);
  for (let i = 0; i < kinds.size; i++) {
    const id = kinds.skeletonIds[i] ?? 0;
    let of = stats.get(id);
    if (of === undefined) {
      of = {
        count: 0,
        levels: LEVELS.map(() => 0),
        firstUs: null,
        lastUs: null,
        trend: Array.from({ length: TREND_SLICES }, () => 0),
        sources: new Map(),
      };
      stats.set(id, of);
    }
    const count = kinds.counts[i] ?? 0;
    const level = kinds.levels[i] ?? 0;
    of.count += count;
    of.levels[level] = (of.levels[level] ?? 0) + count;
    of.sources.set(block.source_id, (of.sources.get(block.source_id) ?? 0) + count);
    const gathering = {
      count,
      firstUs: kinds.firstUs[i] ?? Number.NaN,
      lastUs: kinds.lastUs[i] ?? Number.NaN,
    };
    if (!Number.isNaN(gathering.firstUs)) addTimes(of, gathering, fromUs, width);
  }
}

function addTimes(
  of: Mutable,
  { count, firstUs, lastUs }: Gathering,
  fromUs: number,
  width: number,
): void {
  if (of.firstUs === null || firstUs < of.firstUs) of.firstUs = firstUs;
  if (of.lastUs === null || lastUs > of.lastUs) of.lastUs = lastUs;
  const first = Math.min(TREND_SLICES - 1, Math.floor((firstUs - fromUs) / width));
  const last = Math.min(TREND_SLICES - 1, Math.floor((lastUs - fromUs) / width));
  const share = count / (last - first + 1);
  for (let slice = first; slice <= last; slice++) of.trend[slice] = (of.trend[slice] ?? 0) + share;
}
