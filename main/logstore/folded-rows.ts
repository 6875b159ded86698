import { cancelled } from '#shared/model/failure.ts';
import type { FoldedRun } from '#shared/model/record.ts';
import type { View } from './kept-view.ts';
import type { SearchPool } from './search-pool.ts';
import type { Order } from './search-request.ts';
import { RUN_CUT } from './view-runs.ts';

/** The rows of views with runs of like records folded, see `FoldedRun`. */
export function createFoldedRows(pool: SearchPool, viewOf: (id: string) => View) {
  return {
    /**
     * The run that a row stands in and up to so many before and after it, in order; fewer where the runs are long. Empty:
     * there is no such row. Throws VIEW_GONE.
     */
    async runs(
      viewId: string,
      order: Order,
      row: number,
      before: number,
      after: number,
    ): Promise<FoldedRun[]> {
      const { id: view, total } = viewOf(viewId);
      if (row >= total) return [];
      if (order === 'asc') return pool.any('runs', { view, row, before, after, head: 'first' });
      const upward = { row: total - 1 - row, before: after, after: before };
      const found = await pool.any('runs', { view, ...upward, head: 'last' });
      return found
        .map((run) => ({ ...run, row: total - run.row - run.count }))
        .filter((run) => run.row >= 0)
        .reverse();
    },

    /**
     * How many rows a view has when all runs are folded. Walks all of it once, and afterwards only from where records were
     * added on. Throws VIEW_GONE, CANCELLED.
     */
    async countRuns(viewId: string, signal: AbortSignal): Promise<number> {
      const view = viewOf(viewId);
      const { id, total, newUs, runCounts } = view;
      if (newUs < Number.POSITIVE_INFINITY) {
        view.newUs = Number.POSITIVE_INFINITY;
        const row = await pool.any('rankOfTime', { view: id, us: newUs });
        runCounts.splice(Math.floor(row / RUN_CUT));
      }
      let sum = runCounts.reduce((all, count) => all + count, 0);
      for (let from = runCounts.length * RUN_CUT; from < total; from += RUN_CUT) {
        if (signal.aborted) throw cancelled();
        const to = Math.min(total, from + RUN_CUT);
        const count = await pool.any('countRuns', { view: id, from, to });
        sum += count;
        // What records were added to meanwhile is counted again.
        if (to - from === RUN_CUT && view.newUs === Number.POSITIVE_INFINITY) runCounts.push(count);
      }
      return sum;
    },
  };
}
