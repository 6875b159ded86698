import { matchPattern, plainFirstLine } from '#shared/model/template-match.ts';
import type { TemplatePattern } from '#shared/model/template-rule.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { add, MOST_OPENED, sampleOf, type Tally } from './facet.ts';
import { messageOf, type CaseKnowledge } from './record-text.ts';
import { selectedIndices, type ViewEntry } from './view.ts';

/** What stands in some slots of a pattern over a view. */
export interface SlotTallies {
  /** Values of each slot that was asked for, in their order. */
  readonly tallies: readonly Tally[];
  /** Records that were looked at, and that the counts stand for. */
  readonly looked: number;
  readonly covered: number;
}

/**
 * Counts what stands in slots of a template over the records of a view, from about `wanted` of them, each standing for those
 * around it; from all when `wanted` is infinite. Records that the pattern does not fit are counted in no slot.
 */
export function tallySlots(
  pattern: TemplatePattern,
  slots: readonly number[],
  entries: readonly ViewEntry[],
  wanted: number,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): SlotTallies {
  const tallies = slots.map((): Tally => new Map());
  const { opened, every } = sampleOf(entries, wanted, MOST_OPENED);
  let looked = 0;
  let covered = 0;
  for (const entry of opened) {
    const block = blocks.find(entry.blockId);
    if (block === undefined) continue;
    covered += entry.count;
    const columns = blocks.columns(block);
    const indices = selectedIndices(entry.selection, columns);
    const source = knowledge.source(block.sourceId, block.shape);
    const length = indices?.length ?? columns.records;
    const asked = Math.ceil(length / every);
    looked += asked;
    for (let i = 0; i < length; i += every) {
      const index = indices === null ? i : (indices[i] ?? 0);
      const message = messageOf(blocks, block, index, source);
      const values = matchPattern(pattern, plainFirstLine(message));
      if (values === null) continue;
      for (const [at, slot] of slots.entries()) {
        const tally = tallies[at];
        const value = values[slot];
        if (tally !== undefined && value !== undefined) add(tally, value, length / asked);
      }
    }
  }
  return { tallies, looked, covered };
}
