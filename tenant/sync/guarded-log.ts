import type { SyncLog } from './sync-log.ts';

/** A log that asks before it takes entries in, by how many bytes they have; what is refused fails the push as a whole. */
export function guardedLog(log: SyncLog, before: (bytes: number) => Promise<void>): SyncLog {
  return {
    ...log,
    async append(entries) {
      await before(entries.reduce((sum, { sealed }) => sum + Buffer.byteLength(sealed), 0));
      return log.append(entries);
    },
  };
}
