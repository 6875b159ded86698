import { randomUUID } from 'node:crypto';
import { cancelled } from '#shared/model/failure.ts';
import type { BlockSummary } from './search-operations.ts';
import type { SearchPool } from './search-pool.ts';
import type { SetHits, SetPlanInput } from './set-scan.ts';

/**
 * Asks many queries of every record in one pass, newest blocks first. `found` is told block by block, in no
 * order that means anything, with how many blocks are done. Throws CANCELLED.
 */
export async function searchSet(
  pool: SearchPool,
  blocks: readonly BlockSummary[],
  input: SetPlanInput,
  signal: AbortSignal,
  found: (hits: SetHits, done: number, of: number) => void,
): Promise<void> {
  const plan = randomUUID();
  const todo = [...blocks].sort((a, b) => b.maxUs - a.maxUs || b.id - a.id);
  let next = 0;
  pool.grow();
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let block = todo[next++]; block !== undefined; block = todo[next++]) {
      if (signal.aborted) throw cancelled();
      found(await pool.any('scanSet', { plan, blockId: block.id }), ++done, todo.length);
    }
  };
  try {
    await pool.all('planSet', { plan, ...input });
    // Two blocks a thread, so that none waits for the main thread between blocks.
    await Promise.all(Array.from({ length: pool.threads * 2 }, lane));
  } finally {
    await pool.all('forgetSet', { plan }).catch(() => {});
  }
}
