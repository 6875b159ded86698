import { cancelled, Failure } from '#shared/model/failure.ts';
import type { LeaveDecision } from '#shared/model/leaving.ts';
import type { AskToLeave } from './leave-decisions.ts';

/** What should leave and waits for the analyst. */
export interface WaitingDecisions {
  readonly askToLeave: AskToLeave;
  /** Throws LEAVING_GONE. */
  decide(id: string, decision: LeaveDecision): void;
}

/** Decisions that come from elsewhere than where they are waited for: from the page. */
export function createWaitingDecisions(): WaitingDecisions {
  const waiting = new Map<string, (decision: LeaveDecision) => void>();
  return {
    askToLeave: ({ id }, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          waiting.delete(id);
          reject(cancelled());
        };
        if (signal.aborted) {
          stop();
          return;
        }
        signal.addEventListener('abort', stop, { once: true });
        waiting.set(id, (decision) => {
          waiting.delete(id);
          signal.removeEventListener('abort', stop);
          resolve(decision);
        });
      }),
    decide(id, decision) {
      const decided = waiting.get(id);
      if (decided === undefined) {
        throw new Failure('LEAVING_GONE', 'Nothing waits for this decision any more.', { id });
      }
      decided(decision);
    },
  };
}
