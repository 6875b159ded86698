import type { CaseOperations } from './case-operations.ts';
import type { CopyMerge, OtherCopy, RecordsTaken, SharedRecords } from './merge-copy.ts';
import type { SealedCopy } from './seal-copy.ts';
import type { ThreadClient } from './thread-call.ts';

/** What goes between an open case and its copies; `tookIn` is awaited after something of another came into it. */
export function createOpenCopies(
  thread: ThreadClient<CaseOperations>,
  tookIn: () => Promise<void>,
) {
  return {
    /** Takes in another copy of this case; nothing of it, or all. Throws what `mergeCopy` throws. */
    async merge(other: OtherCopy): Promise<CopyMerge> {
      const merged = await thread.call('mergeCopy', other);
      await tookIn();
      return merged;
    },
    /** Takes in records that somebody shared of this case; see `takeSharedRecords`. */
    async takeRecords(shared: SharedRecords): Promise<RecordsTaken> {
      const taken = await thread.call('takeSharedRecords', shared);
      await tookIn();
      return taken;
    },
    /** Writes a copy of the case under another key. */
    sealCopy: (copy: SealedCopy): Promise<void> => thread.call('sealCopy', copy),
  };
}
