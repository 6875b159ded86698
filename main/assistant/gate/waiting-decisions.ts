import { Failure } from '#shared/model/failure.ts';
import type { LeaveDecision, LeavingShown } from '#shared/model/leaving.ts';
import { createWaiting } from '../waiting.ts';
import type { AskToLeave } from './leave-decisions.ts';

/** What should leave and waits for the analyst. */
export interface WaitingDecisions {
  readonly askToLeave: AskToLeave;
  /** What is waited for now, the first of it; null: nothing. */
  waiting(): LeavingShown | null;
  /** Throws LEAVING_GONE. */
  decide(id: string, decision: LeaveDecision): void;
}

/** Decisions that come from elsewhere than where they are waited for: from the page. `changed` is told when that changes. */
export function createWaitingDecisions(changed: () => void): WaitingDecisions {
  const shown = new Map<string, LeavingShown>();
  const { wait, settle } = createWaiting<LeaveDecision>(
    (id) => new Failure('LEAVING_GONE', 'Nothing waits for this decision any more.', { id }),
  );
  return {
    waiting: () => shown.values().next().value ?? null,
    async askToLeave(leaving, signal) {
      shown.set(leaving.id, leaving);
      changed();
      try {
        return await wait(leaving.id, signal);
      } finally {
        shown.delete(leaving.id);
        changed();
      }
    },
    decide: settle,
  };
}
