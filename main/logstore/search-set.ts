import { randomUUID } from 'node:crypto';
import { cancelled } from '#shared/model/failure.ts';
import type { BlockSummary } from './search-operations.ts';
import type { SearchPool } from './search-pool.ts';
import type { SetHits, SetPlanInput } from './set-scan.ts';

/** How a pass over the records goes. */
export interface SetPass {
  readonly signal: AbortSignal;
  /** Blocks that need not be asked any more. */
  readonly skip?: ReadonlySet<number>;
  /** How long new blocks are begun, milliseconds; what is left is for another pass. */
  readonly budgetMs?: number;
  /** Told block by block, in no order that means anything, with how many blocks are done. */
  found(blockId: number, hits: SetHits, done: number, of: number): void;
}

/** Asks many queries of every record in one pass, newest blocks first. False: there was no time for all. Throws CANCELLED. */
export async function searchSet(
  pool: SearchPool,
  blocks: readonly BlockSummary[],
  input: SetPlanInput,
  { signal, skip, budgetMs, found }: SetPass,
): Promise<boolean> {
  const plan = randomUUID();
  const untilMs = performance.now() + (budgetMs ?? Number.POSITIVE_INFINITY);
  const todo = blocks
    .filter(({ id }) => skip?.has(id) !== true)
    .sort((a, b) => b.maxUs - a.maxUs || b.id - a.id);
  let next = 0;
  pool.grow();
  let done = 0;
  const lane = async (): Promise<void> => {
    // The first is done in any case, so that there is an end to it.
    while (next === 0 || performance.now() < untilMs) {
      const block = todo[next++];
      if (block === undefined) return;
      if (signal.aborted) throw cancelled();
      const hits = await pool.any('scanSet', { plan, blockId: block.id });
      found(block.id, hits, ++done, todo.length);
    }
  };
  if (signal.aborted) throw cancelled();
  if (todo.length === 0) return true;
  try {
    await pool.all('planSet', { plan, ...input });
    // Two blocks a thread, so that none waits for the main thread between blocks.
    await Promise.all(Array.from({ length: pool.threads * 2 }, lane));
  } finally {
    await pool.all('forgetSet', { plan }).catch(() => {});
  }
  return done === todo.length;
}
