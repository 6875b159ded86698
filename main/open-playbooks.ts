import type { JournalKind, JournalPayload } from '#shared/model/journal-entry.ts';
import { eventsOf, type EvidenceEvent } from './open-evidence.ts';
import type { PlaybookOperations, StepEntry } from './playbook-operations.ts';
import type { ThreadClient } from './thread-call.ts';

/** Playbooks of an open case: what is under way, and what was run. */
export function createOpenPlaybooks(
  thread: ThreadClient<PlaybookOperations>,
  onEvent: (event: { readonly type: EvidenceEvent }) => void,
) {
  const tell = (kind: JournalKind): void => {
    for (const type of eventsOf([kind])) onEvent({ type });
  };
  return {
    async beginPlaybook(playbook: string, entry: JournalPayload<'playbook.begun'>): Promise<void> {
      await thread.call('beginPlaybook', { playbook, entry });
      tell('playbook.begun');
    },
    /** Keeps what a step gave, with what it does to the case; false: it was done before. */
    async keepStep(
      run: string,
      path: string,
      result: string,
      entry: StepEntry | null,
    ): Promise<boolean> {
      const kept = await thread.call('keepStep', { run, path, result, entry });
      if (kept && entry !== null) tell(entry.kind);
      return kept;
    },
    async endPlaybook(ended: JournalPayload<'playbook.ended'>): Promise<void> {
      await thread.call('endPlaybook', ended);
      tell('playbook.ended');
    },
    /** Runs that have not ended, oldest first. */
    begunPlaybooks: () => thread.call('begunPlaybooks', null),
    /** Runs that have ended, the latest first. */
    endedPlaybooks: () => thread.call('endedPlaybooks', null),
  };
}
