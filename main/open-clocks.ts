import type { CaseOperations, SourceRow } from './case-operations.ts';
import type { createLogStore } from './logstore/index.ts';
import type { ThreadClient } from './thread-call.ts';

/** What an open case offers about the clocks of its sources. `changed` is told when times have moved. */
export function createOpenClocks(
  thread: ThreadClient<CaseOperations>,
  store: Pick<ReturnType<typeof createLogStore>, 'clockFit'>,
  sourceById: (id: number) => SourceRow,
  changed: () => Promise<void>,
) {
  return {
    /** Sets the clocks of sources right by so many microseconds; nothing is read again. Throws SOURCE_GONE. */
    async shift(changes: readonly { id: number; shiftUs: number }[]): Promise<void> {
      for (const { id, shiftUs } of changes) {
        const source = sourceById(id);
        await thread.call('change', { entity: 'source', id: source.key, set: { shiftUs } });
      }
      await changed();
    },
    /** Proposes a shift for a source, from the ids that it and another log; null: they share none. Throws SOURCE_GONE. */
    async fitClock(id: number, otherId: number, signal: AbortSignal) {
      const { shiftUs } = sourceById(id);
      sourceById(otherId);
      const fit = await store.clockFit(id, otherId, signal);
      return fit === null ? null : { ...fit, shiftUs: shiftUs + fit.medianUs };
    },
  };
}
