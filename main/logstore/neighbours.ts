import type { RecordRef } from '#shared/model/record.ts';
import type { CaseBlocks } from './case-blocks.ts';

/** Which sources hold what stands before and after a source's records. */
export interface Neighbours {
  neighbours(sourceId: number): { readonly previous: number | null; readonly next: number | null };
}

/** The records around one in its log, itself at `index`: past the ends of a file in the log's other files. */
export function refsAround(
  ref: RecordRef,
  before: number,
  after: number,
  blocks: CaseBlocks,
  knowledge: Neighbours,
): { refs: RecordRef[]; index: number } {
  const earlier: RecordRef[] = [];
  let { sourceId, ordinal } = ref;
  while (earlier.length < before) {
    ordinal--;
    if (ordinal < 0) {
      const { previous } = knowledge.neighbours(sourceId);
      if (previous === null) break;
      sourceId = previous;
      ordinal = blocks.recordsOf(sourceId);
    } else earlier.push({ sourceId, ordinal });
  }
  const later: RecordRef[] = [];
  ({ sourceId, ordinal } = ref);
  while (later.length < after) {
    ordinal++;
    if (ordinal >= blocks.recordsOf(sourceId)) {
      const { next } = knowledge.neighbours(sourceId);
      if (next === null) break;
      sourceId = next;
      ordinal = -1;
    } else later.push({ sourceId, ordinal });
  }
  return { refs: [...earlier.toReversed(), ref, ...later], index: earlier.length };
}
