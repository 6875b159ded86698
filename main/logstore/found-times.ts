import type { BlockColumns } from './block-columns.ts';
import { indexFound } from './record-passes.ts';
import { TimeIndexWriter } from './time-index.ts';

/**
 * The time index of single records, made while their block is open: from columns that had to be opened again the
 * histogram of 320,000 hits in 1 GB took 640 ms. As in that of the block, the clock of the source is not set right.
 *
 * @param indices in order of time
 * @param shiftUs what the times of the columns have added
 * @param whole the index of the block, when its records stand in order of time: then how many records each of its cells
 *   has tells which cell a record is in, and no time is decoded
 * @param kindCount how many kinds the block has
 * @returns valid until the next is made, or another pass over records; null: none of them has a time
 */
export function foundTimes(
  indices: Uint32Array,
  columns: BlockColumns,
  shiftUs: number,
  whole: Uint8Array | null,
  kindCount: number,
): Uint8Array | null {
  return whole === null
    ? fromTimes(indices, columns, shiftUs)
    : indexFound(columns.storedKinds, indices, whole, kindCount);
}

function fromTimes(
  indices: Uint32Array,
  { kinds, timeUs }: BlockColumns,
  shiftUs: number,
): Uint8Array | null {
  const writer = new TimeIndexWriter();
  let kindCount = 0;
  for (const index of indices) {
    const kind = kinds[index] ?? 0;
    if (kind >= kindCount) kindCount = kind + 1;
    writer.add((timeUs[index] ?? Number.NaN) - shiftUs, kind);
  }
  return writer.finish(kindCount);
}
