import { cancelled } from '#shared/model/failure.ts';
import type { DataMapRow } from '#shared/model/personal-data.ts';
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
export async function mapPersonalData(
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
