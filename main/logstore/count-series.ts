import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import type { Slices } from './slices.ts';
import { forEachCell } from './time-index.ts';

/** How often one subject (a template, an issue) was logged by one source, slice of time by slice of time. */
export interface CountRow {
  readonly subject: number;
  readonly sourceId: number;
  readonly counts: Uint32Array;
}

/** What a (skeleton, level) pair is counted as; 0: as nothing. */
export type SubjectOf = (skeletonId: number, level: number) => number;

/**
 * Counts subjects by source and time over all blocks: from time indexes where their cells fit the slices, else from
 * the time and kind columns. Text is never opened. Records outside the slices are left out.
 */
export function countSeries(blocks: CaseBlocks, slices: Slices, subjectOf: SubjectOf): CountRow[] {
  const rows = new Map<string, CountRow>();
  for (const block of blocks.all()) {
    if (!block.timed) continue;
    const first = Math.floor((block.minUs - slices.fromUs) / slices.widthUs);
    const last = Math.floor((block.maxUs - slices.fromUs) / slices.widthUs);
    if (last < 0 || first >= slices.buckets) continue;
    const ofKind = rowsOfKinds(block, slices, subjectOf, rows);
    if (first === last) addKinds(block, ofKind, first);
    else if (!addIndex(block, blocks, ofKind, slices)) addColumns(block, blocks, ofKind, slices);
  }
  return [...rows.values()];
}

/** The row that each kind of a block counts in. */
function rowsOfKinds(
  block: BlockFacts,
  slices: Slices,
  subjectOf: SubjectOf,
  rows: Map<string, CountRow>,
): (CountRow | null)[] {
  const { kinds, sourceId } = block;
  return Array.from({ length: kinds.size }, (_, kind) => {
    const subject = subjectOf(kinds.skeletonIds[kind] ?? 0, kinds.levels[kind] ?? 0);
    if (subject === 0) return null;
    const key = `${subject} ${sourceId}`;
    let row = rows.get(key);
    if (row === undefined) {
      row = { subject, sourceId, counts: new Uint32Array(slices.buckets) };
      rows.set(key, row);
    }
    return row;
  });
}

function addKinds(block: BlockFacts, ofKind: readonly (CountRow | null)[], bucket: number): void {
  for (const [kind, row] of ofKind.entries()) {
    if (row !== null) {
      row.counts[bucket] = (row.counts[bucket] ?? 0) + (block.kinds.counts[kind] ?? 0);
    }
  }
}

function addIndex(
  block: BlockFacts,
  blocks: CaseBlocks,
  ofKind: readonly (CountRow | null)[],
  slices: Slices,
): boolean {
  const index = blocks.times(block);
  if (index === null) return false;
  return forEachCell(index, block.shiftUs, slices, (bucket, kind, count) => {
    const row = ofKind[kind];
    if (row != null) row.counts[bucket] = (row.counts[bucket] ?? 0) + count;
  });
}

function addColumns(
  block: BlockFacts,
  blocks: CaseBlocks,
  ofKind: readonly (CountRow | null)[],
  slices: Slices,
): void {
  const { records, timeUs, kinds } = blocks.columns(block);
  for (let i = 0; i < records; i++) {
    const bucket = Math.floor(((timeUs[i] ?? 0) - slices.fromUs) / slices.widthUs);
    const row = ofKind[kinds[i] ?? 0];
    if (row != null && bucket >= 0 && bucket < slices.buckets) {
      row.counts[bucket] = (row.counts[bucket] ?? 0) + 1;
    }
  }
}
