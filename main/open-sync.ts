import type { LegalHold } from '#shared/sync/case-keeping-api.ts';
import type { SyncStore } from '#shared/sync/sync-store.ts';
import type { SyncOperations } from './sync-operations.ts';
import type { ThreadClient } from './thread-call.ts';

/** The sync of an open case; `taken` is awaited after entries of others came into its journal. */
export function createOpenSync(thread: ThreadClient<SyncOperations>, taken: () => Promise<void>) {
  const syncStore: SyncStore = {
    link: () => thread.call('syncLink', null),
    outgoing: (most, bytes) => thread.call('syncOutgoing', { most, bytes }),
    settle: (first, epoch, outcomes) => thread.call('syncSettle', { first, epoch, outcomes }),
    async takeIn(page) {
      const count = await thread.call('syncTakeIn', page);
      if (count !== null && count > 0) await taken();
      return count;
    },
    restart: () => thread.call('syncRestart', null),
    attention: () => thread.call('syncAttention', null),
    retry: () => thread.call('syncRetry', null),
  };
  return {
    syncStore,
    /** The entry that this case and all its copies begin with, by which a team server knows them. */
    syncRoot: () => thread.call('syncRoot', null),
    /** How many entries have still to be sent. */
    syncWaiting: () => thread.call('syncWaiting', null),
    /** The legal hold of the team on the case, as its server last told it. */
    teamHold: () => thread.call('teamHold', null),
    keepTeamHold: (hold: LegalHold | null) => thread.call('keepTeamHold', hold),
  };
}
