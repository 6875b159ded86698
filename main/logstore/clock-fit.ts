import { cancelled } from '#shared/model/failure.ts';
import type { RecordRef } from '#shared/model/record.ts';
import type { BlockSummary } from './search-operations.ts';
import type { SearchPool } from './search-pool.ts';

/** An id that two sources log, with where and when each logs it first. Times as they are shown now. */
export interface SharedId {
  readonly id: string;
  readonly ref: RecordRef;
  readonly us: number;
  readonly otherRef: RecordRef;
  readonly otherUs: number;
}

/** How far the clock of a source seems to be from another's. Microseconds. */
export interface ClockFit {
  /** Ids that stand in both. */
  readonly shared: number;
  /** What must be added to the source's times so that half of the ids come earlier than in the other, half later. */
  readonly medianUs: number;
  /** Between these lies the middle half of the differences. */
  readonly lowUs: number;
  readonly highUs: number;
  /** Those nearest to the median. */
  readonly examples: readonly SharedId[];
  /** Records that were looked at of all, in both sources. */
  readonly looked: number;
  readonly of: number;
}

/** Blocks of a source whose text is looked at, spread over it: 1 GiB. */
const MOST_BLOCKS = 256;
/** Ids of a source that are kept: the memory of a few dozen MB. */
const MOST_IDS = 400_000;
const EXAMPLES = 5;

type FirstTimes = Map<string, { us: number; ordinal: number }>;

/**
 * Compares when two sources first log the ids that both have. The median is taken because a few ids are always
 * logged late, or begin before a source does. Null: no id stands in both. Throws CANCELLED.
 */
export async function fitClocks(
  pool: SearchPool,
  blocks: readonly BlockSummary[],
  sourceId: number,
  otherId: number,
  signal: AbortSignal,
): Promise<ClockFit | null> {
  const [mine, others] = [sourceId, otherId].map((id) =>
    blocks.filter((block) => block.sourceId === id),
  );
  const one = await firstTimes(pool, mine ?? [], signal);
  const two = await firstTimes(pool, others ?? [], signal);
  const pairs: SharedId[] = [];
  for (const [id, { us, ordinal }] of one.times) {
    const other = two.times.get(id);
    if (other === undefined) continue;
    const otherRef = { sourceId: otherId, ordinal: other.ordinal };
    pairs.push({ id, ref: { sourceId, ordinal }, us, otherRef, otherUs: other.us });
  }
  const of = [...(mine ?? []), ...(others ?? [])].reduce((sum, { records }) => sum + records, 0);
  return fitOf(pairs, one.looked + two.looked, of);
}

/** The fit of some pairs; null: there are none. */
export function fitOf(pairs: readonly SharedId[], looked: number, of: number): ClockFit | null {
  if (pairs.length === 0) return null;
  const sorted = [...pairs].sort((a, b) => differenceOf(a) - differenceOf(b));
  const at = (share: number): number => Math.round((sorted.length - 1) * share);
  const difference = (index: number): number => {
    const pair = sorted[index];
    return pair === undefined ? 0 : differenceOf(pair);
  };
  const middle = at(0.5);
  const first = Math.max(0, Math.min(middle - Math.floor(EXAMPLES / 2), sorted.length - EXAMPLES));
  return {
    shared: sorted.length,
    medianUs: difference(middle),
    lowUs: difference(at(0.25)),
    highUs: difference(at(0.75)),
    examples: sorted.slice(first, first + EXAMPLES),
    looked,
    of,
  };
}

function differenceOf({ us, otherUs }: SharedId): number {
  return otherUs - us;
}

async function firstTimes(
  pool: SearchPool,
  blocks: readonly BlockSummary[],
  signal: AbortSignal,
): Promise<{ times: FirstTimes; looked: number }> {
  const opened = spread(blocks, MOST_BLOCKS);
  const times: FirstTimes = new Map();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let block = opened[next++]; block !== undefined; block = opened[next++]) {
      if (signal.aborted) throw cancelled();
      const { ids, us, ordinals } = await pool.any('recordIds', { blockId: block.id });
      ids.forEach((id, at) => {
        const found = { us: us[at] ?? Number.NaN, ordinal: ordinals[at] ?? 0 };
        const known = times.get(id);
        if (known === undefined ? times.size < MOST_IDS : found.us < known.us) times.set(id, found);
      });
    }
  };
  await Promise.all(Array.from({ length: pool.threads }, lane));
  return { times, looked: opened.reduce((sum, { records }) => sum + records, 0) };
}

function spread<T>(items: readonly T[], wanted: number): T[] {
  if (items.length <= wanted) return [...items];
  return Array.from(
    { length: wanted },
    (_, i) => items[Math.floor((i * items.length) / wanted)],
  ).filter((item) => item !== undefined);
}
