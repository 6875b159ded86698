import { cancelled } from '#shared/model/failure.ts';
import { unscanned, type View } from './kept-view.ts';
import type { BlockSummary, ScanAnswer } from './search-operations.ts';
import type { SearchPool } from './search-pool.ts';

/**
 * Runs two searches in one pass: each block is opened once and each record's fields are read once for both. Throws
 * CANCELLED.
 *
 * @param take puts an answer into its view
 */
export async function searchBoth(
  pool: SearchPool,
  blocks: readonly BlockSummary[],
  views: readonly [View, View],
  signal: AbortSignal,
  take: (view: View, answer: ScanAnswer) => void,
): Promise<void> {
  const todo = unscanned(views, blocks);
  let next = 0;
  pool.grow();
  const lane = async (): Promise<void> => {
    for (let block = todo[next++]; block !== undefined; block = todo[next++]) {
      if (signal.aborted) throw cancelled();
      const { id } = block;
      const open = views.filter((view) => !view.scanned.has(id));
      const plans = open.map((view) => view.id);
      const answers = await pool.any('scanTogether', { plans, blockId: id });
      open.forEach((view, at) => {
        const answer = answers[at];
        if (answer !== undefined) take(view, answer);
      });
    }
  };
  await Promise.all(Array.from({ length: pool.threads * 2 }, lane));
}
