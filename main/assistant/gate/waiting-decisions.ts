import { Failure } from '#shared/model/failure.ts';
import type { LeaveDecision } from '#shared/model/leaving.ts';
import { createWaiting } from '../waiting.ts';
import type { AskToLeave } from './leave-gate.ts';

/** What should leave and waits for the analyst. */
export interface WaitingDecisions {
  readonly askToLeave: AskToLeave;
  /** Throws LEAVING_GONE. */
  decide(id: string, decision: LeaveDecision): void;
}

/** Decisions that come from elsewhere than where they are waited for: from the page. */
export function createWaitingDecisions(): WaitingDecisions {
  const { wait, settle } = createWaiting<LeaveDecision>(
    (id) => new Failure('LEAVING_GONE', 'Nothing waits for this decision any more.', { id }),
  );
  return { askToLeave: ({ id }, signal) => wait(id, signal), decide: settle };
}
