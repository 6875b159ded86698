import type { CaseOperations } from './case-operations.ts';
import {
  createFinder,
  createMasking,
  createTextMasker,
  loadNameLists,
  maskingKey,
  type Masking,
} from './privacy/index.ts';
import type { ThreadClient } from './thread-call.ts';

/** The masking of an open case: pseudonyms by the key of the case, kept in it by its thread. */
export function createOpenMasking(
  thread: ThreadClient<Pick<CaseOperations, 'keepPseudonyms' | 'findPseudonyms'>>,
  caseKey: Uint8Array,
): Masking {
  return createMasking(
    async () => createTextMasker(maskingKey(caseKey), createFinder(await loadNameLists())),
    {
      keep: (pseudonyms) => thread.call('keepPseudonyms', { pseudonyms }),
      find: async (pseudonyms) => new Map(await thread.call('findPseudonyms', { pseudonyms })),
    },
  );
}
