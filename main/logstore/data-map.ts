import { cancelled } from '#shared/model/failure.ts';
import type { DataMapRow, PersonalExcerpt } from '#shared/model/personal-data.ts';
import type { ExcerptWish } from './personal-excerpts.ts';
import type { BlockSummary } from './search-operations.ts';
import type { SearchPool } from './search-pool.ts';

/** Values of a kind in a field that are told apart; of more it is only known that there are more. */
const MOST_VALUES = 200_000;

interface Growing {
  row: DataMapRow;
  readonly values: Set<number>;
}

/**
 * Counts what is personal in all records, by source, field and kind; the most frequent first. Throws CANCELLED,
 * VIEW_GONE when blocks were replaced meanwhile.
 */
async function mapPersonalData(
  pool: SearchPool,
  blocks: readonly BlockSummary[],
  signal: AbortSignal,
  tell: (done: number, total: number) => void,
): Promise<DataMapRow[]> {
  const rows = new Map<string, Growing>();
  const todo = blocks.filter(({ records }) => records > 0);
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let block = todo[next++]; block !== undefined; block = todo[next++]) {
      if (signal.aborted) throw cancelled();
      const { sourceId } = block;
      for (const tally of await pool.any('personal', { blockId: block.id })) {
        const key = `${sourceId} ${tally.kind} ${tally.field}`;
        const { field, kind, count, records } = tally;
        const growing: Growing = rows.get(key) ?? {
          row: { sourceId, field, kind, count: 0, records: 0, distinct: 0 },
          values: new Set(),
        };
        for (const value of tally.values) {
          if (growing.values.size < MOST_VALUES) growing.values.add(value);
        }
        growing.row = {
          ...growing.row,
          count: growing.row.count + count,
          records: growing.row.records + records,
          distinct: growing.values.size,
        };
        rows.set(key, growing);
      }
      tell(++done, todo.length);
    }
  };
  await Promise.all(Array.from({ length: pool.threads }, lane));
  return [...rows.values()].map(({ row }) => row).sort((a, b) => b.count - a.count);
}

/** A cell of the map: what of a kind stands in a field of a source. */
export type DataMapCell = Omit<ExcerptWish, 'most'> & { readonly sourceId: number };

/** The first records of a cell of the map. Throws CANCELLED, VIEW_GONE when blocks were replaced meanwhile. */
async function recordsOfCell(
  pool: SearchPool,
  blocks: readonly BlockSummary[],
  { sourceId, ...cell }: DataMapCell,
  most: number,
  signal: AbortSignal,
): Promise<PersonalExcerpt[]> {
  const found: PersonalExcerpt[] = [];
  const ofSource = blocks
    .filter((block) => block.sourceId === sourceId && block.records > 0)
    .sort((a, b) => a.firstOrdinal - b.firstOrdinal);
  for (const { id } of ofSource) {
    if (signal.aborted) throw cancelled();
    const wish = { ...cell, most: most - found.length };
    found.push(...(await pool.any('personalExcerpts', { blockId: id, ...wish })));
    if (found.length >= most) break;
  }
  return found;
}

/** What the log store tells of personal data, over the blocks that it has when it is asked. */
export function createPersonalReads(pool: SearchPool, blocks: () => readonly BlockSummary[]) {
  return {
    /** What is personal in all records, see `mapPersonalData`. */
    dataMap: (signal: AbortSignal, tell: (done: number, total: number) => void) =>
      mapPersonalData(pool, blocks(), signal, tell),
    /** The first records of a cell of the map. Throws CANCELLED, VIEW_GONE. */
    personalRecords: (cell: DataMapCell, most: number, signal: AbortSignal) =>
      recordsOfCell(pool, blocks(), cell, most, signal),
  };
}
