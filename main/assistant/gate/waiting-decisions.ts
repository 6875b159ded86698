import { cancelled, Failure } from '#shared/model/failure.ts';
import type { LeaveDecision, LeavingShown } from '#shared/model/leaving.ts';
import type { AskToLeave } from './leave-decisions.ts';

/** What should leave and waits for the analyst. */
export interface WaitingDecisions {
  readonly askToLeave: AskToLeave;
  /** What is waited for now, the first of it; null: nothing. */
  waiting(): LeavingShown | null;
  /** Throws LEAVING_GONE. */
  decide(id: string, decision: LeaveDecision): void;
}

interface Waiting {
  readonly leaving: LeavingShown;
  readonly decided: (decision: LeaveDecision) => void;
}

/** Decisions that come from elsewhere than where they are waited for: from the page. `changed` is told when that changes. */
export function createWaitingDecisions(changed: () => void): WaitingDecisions {
  const waiting = new Map<string, Waiting>();
  return {
    waiting: () => waiting.values().next().value?.leaving ?? null,
    askToLeave: (leaving, signal) =>
      new Promise((resolve, reject) => {
        const { id } = leaving;
        const stop = (): void => {
          waiting.delete(id);
          changed();
          reject(cancelled());
        };
        if (signal.aborted) {
          stop();
          return;
        }
        signal.addEventListener('abort', stop, { once: true });
        const decided = (decision: LeaveDecision): void => {
          waiting.delete(id);
          signal.removeEventListener('abort', stop);
          changed();
          resolve(decision);
        };
        waiting.set(id, { leaving, decided });
        changed();
      }),
    decide(id, decision) {
      const found = waiting.get(id);
      if (found === undefined) {
        throw new Failure('LEAVING_GONE', 'Nothing waits for this decision any more.', { id });
      }
      found.decided(decision);
    },
  };
}
