import { cancelled } from '#shared/model/failure.ts';
import { unscanned, type View } from './kept-view.ts';
import type { BlockSummary, ScanAnswer } from './search-operations.ts';
import type { SearchPool } from './search-pool.ts';

/** Blocks asked for in one message, at most. */
const MOST_AT_ONCE = 16;
/** Messages to a thread at a time, so that it does not wait for the main thread between blocks. */
const LANES = 2;

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
  const todo = new BlocksByThread(
    unscanned([view], blocks).map(({ id }) => id),
    pool.threads,
  );
  pool.grow();
  const lane = async (thread: number): Promise<void> => {
    let size = 1;
    while (todo.left > 0) {
      if (signal.aborted) throw cancelled();
      const share = Math.min(size, Math.ceil(todo.left / (pool.threads * LANES)));
      const asked = todo.take(thread, share);
      const answers = await pool.any('scan', { plan: view.id, blockIds: asked }, thread);
      todo.giveBack(thread, asked.slice(answers.length));
      size = answers.length < share ? answers.length : Math.min(MOST_AT_ONCE, size * 2);
      await take(answers);
    }
  };
  await Promise.all(
    Array.from({ length: pool.threads * LANES }, (_, at) => lane(at % pool.threads)),
  );
}

/**
 * Blocks that are left, each with the thread that looks at it in every search, as it remembers what it opened of it: with any thread
 * for any block both had opened half of them for a second query.
 */
class BlocksByThread {
  private readonly ofThread: readonly number[][];
  left: number;

  constructor(ids: readonly number[], threads: number) {
    this.ofThread = Array.from({ length: threads }, () => []);
    for (const id of ids) this.ofThread[id % threads]?.push(id);
    this.left = ids.length;
  }

  /** The next blocks of a thread, at most so many; when it has none left the last one of whoever has most. */
  take(thread: number, most: number): number[] {
    const own = this.ofThread[thread]?.splice(0, most) ?? [];
    const taken = own.length > 0 ? own : this.longest.splice(-1);
    this.left -= taken.length;
    return taken;
  }

  /** Blocks for which the thread had no time left are next. */
  giveBack(thread: number, ids: readonly number[]): void {
    this.ofThread[thread]?.unshift(...ids);
    this.left += ids.length;
  }

  private get longest(): number[] {
    return this.ofThread.reduce((best, other) => (other.length > best.length ? other : best));
  }
}
