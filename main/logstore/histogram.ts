import { LEVELS } from '#shared/model/level.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import type { Slices } from './slices.ts';
import { addFromIndex } from './time-index.ts';
import { selectedIndices, type ViewEntry } from './view.ts';

/** Equal slices of time, and how many records of each level fall into each. */
export interface Histogram {
  /** `buckets * LEVELS.length` counts: all levels of the first bucket, then of the second. */
  readonly counts: Float64Array;
  readonly untimed: number;
}

/**
 * Counts the records of a view by time and level. A block that lies in one slice is counted from
 * its dictionary, others from their time index, and single records from their columns. Text is never opened.
 */
export function histogramOf(
  entries: readonly ViewEntry[],
  slices: Slices,
  blocks: CaseBlocks,
): Histogram {
  const counts = new Float64Array(slices.buckets * LEVELS.length);
  let untimed = 0;
  for (const entry of entries) {
    const block = blocks.find(entry.blockId);
    if (block === undefined) continue;
    if (!block.timed) {
      untimed += entry.count;
      continue;
    }
    const first = Math.floor((block.minUs - slices.fromUs) / slices.widthUs);
    const last = Math.floor((block.maxUs - slices.fromUs) / slices.widthUs);
    if (last < 0 || first >= slices.buckets) continue;
    if (first === last && entry.selection.by !== 'list') {
      // Records without a time of their own stand with their neighbours here as in the table.
      for (let kind = 0; kind < block.kinds.size; kind++) {
        if (entry.selection.by === 'kinds' && entry.selection.accepted[kind] !== 1) continue;
        const at = first * LEVELS.length + (block.kinds.levels[kind] ?? 0);
        counts[at] = (counts[at] ?? 0) + (block.kinds.counts[kind] ?? 0);
      }
      continue;
    }
    if (!addIndexed(entry, block, slices, blocks, counts)) {
      addRecords(entry, slices, blocks, counts);
    }
  }
  return { counts, untimed };
}

/** Adds what the time index of the block, or of the records that were found in it, tells. */
function addIndexed(
  { selection }: ViewEntry,
  block: BlockFacts,
  slices: Slices,
  blocks: CaseBlocks,
  counts: Float64Array,
): boolean {
  const { kinds, shiftUs } = block;
  if (selection.by === 'list') {
    const { times } = selection;
    return times !== null && addFromIndex(times, shiftUs, null, kinds, slices, counts);
  }
  const times = blocks.times(block);
  const accepted = selection.by === 'kinds' ? selection.accepted : null;
  return times !== null && addFromIndex(times, shiftUs, accepted, kinds, slices, counts);
}

function addRecords(
  entry: ViewEntry,
  slices: Slices,
  blocks: CaseBlocks,
  counts: Float64Array,
): void {
  const block = blocks.find(entry.blockId);
  if (block === undefined) return;
  const columns = blocks.columns(block);
  const indices = selectedIndices(entry.selection, columns);
  const { timeUs, kinds } = columns;
  const { levels } = block.kinds;
  const length = indices?.length ?? columns.records;
  for (let i = 0; i < length; i++) {
    const index = indices === null ? i : (indices[i] ?? 0);
    const bucket = Math.floor(((timeUs[index] ?? 0) - slices.fromUs) / slices.widthUs);
    if (bucket < 0 || bucket >= slices.buckets) continue;
    const at = bucket * LEVELS.length + (levels[kinds[index] ?? 0] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
}
