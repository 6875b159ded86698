import { useCallback } from 'react';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { useRules } from './rules-store.ts';

let stop: AbortController | null = null;

/** Runs all rules over the case, and ends a run. It goes on when the screen is left. */
export function useRuleRun(): { run(): void; cancel(): void } {
  const client = useClient();
  const run = useCallback(() => {
    if (stop !== null) return;
    const mine = new AbortController();
    stop = mine;
    const { set } = useRules.getState();
    set({ running: { done: 0, of: 0 } });
    client
      .stream('rules.run', {}, (running) => set({ running }), mine.signal)
      .catch((error: unknown) => {
        if (mine.signal.aborted || !(error instanceof ContractFailure)) return;
        useApp.getState().notify({ kind: 'error', text: error.message, code: error.code });
      })
      .finally(() => {
        stop = null;
        set({ running: null });
      });
  }, [client]);
  const cancel = useCallback(() => stop?.abort(), []);
  return { run, cancel };
}
