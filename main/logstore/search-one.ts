import { cancelled } from '#shared/model/failure.ts';
import { unscanned, type View } from './kept-view.ts';
import type { BlockSummary, ScanAnswer } from './search-operations.ts';
import type { SearchPool } from './search-pool.ts';

/** Blocks asked for in one message, at most. */
const MOST_AT_ONCE = 16;

/**
 * Runs a search over the blocks that its view has not been told of yet, newest first. As long as blocks are decided in a
 * moment, several are asked for in a message: a message a block took longer than looking at the block where fields decide. Throws
 * CANCELLED.
 *
 * @param take is waited for before the next blocks are asked for
 */
export async function searchOne(
  pool: SearchPool,
  blocks: readonly BlockSummary[],
  view: View,
  signal: AbortSignal,
  take: (answers: readonly ScanAnswer[]) => Promise<void>,
): Promise<void> {
  const todo = unscanned([view], blocks).map(({ id }) => id);
  // Two messages a thread, so that none waits for the main thread between blocks.
  const lanes = pool.threads * 2;
  pool.grow();
  const lane = async (): Promise<void> => {
    let size = 1;
    while (todo.length > 0) {
      if (signal.aborted) throw cancelled();
      const share = Math.min(size, Math.ceil(todo.length / lanes));
      const asked = todo.splice(0, share);
      const answers = await pool.any('scan', { plan: view.id, blockIds: asked });
      // Blocks for which the thread had no time left are next, whoever asks.
      todo.unshift(...asked.slice(answers.length));
      size = answers.length < share ? answers.length : Math.min(MOST_AT_ONCE, size * 2);
      await take(answers);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
