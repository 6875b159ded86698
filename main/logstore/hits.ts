import type { BlockColumns } from './block-columns.ts';
import { collectOnes, countOnes } from './record-passes.ts';
import { timeOrder } from './time-order.ts';

/** Of records of which fewer than one in so many are hits the hits are put in order, and not all. */
const FEW = 4;

/** How many records are hits. @param hit 1 or 0 a record */
export function countHits(hit: Uint8Array): number {
  return countOnes(hit);
}

/**
 * Writes where the hits are.
 *
 * @param order the order in which they are written; null: as they stand
 * @param indices as many as there are hits
 */
export function collectHits(
  hit: Uint8Array,
  order: Uint32Array | null,
  indices: Uint32Array,
): void {
  if (order === null) collectOnes(hit, indices);
  else collectInOrder(hit, order, indices);
}

/** Writes where the hits are, in order of time; as `collectHits`. */
export function collectInTime(
  hit: Uint8Array,
  columns: Pick<BlockColumns, 'order' | 'isOrdered' | 'records' | 'timeUs'>,
  indices: Uint32Array,
): void {
  const isFew = !columns.isOrdered && indices.length * FEW < columns.records;
  collectHits(hit, isFew ? null : columns.order, indices);
  if (isFew) sortByTime(indices, columns.timeUs);
}

/** Puts records, as they stand, in order of time: of those of 250 MB of four programs two fields took a third less. */
function sortByTime(indices: Uint32Array, timeUs: Float64Array): void {
  const order = timeOrder(timesOf(indices, timeUs));
  if (order !== null) indices.set(order.map((at) => indices[at] as number));
}

// Functions of their own, so that they are fast from the first block on.

function timesOf(indices: Uint32Array, timeUs: Float64Array): Float64Array {
  const times = new Float64Array(indices.length);
  for (let i = 0; i < times.length; i++) times[i] = timeUs[indices[i] as number] as number;
  return times;
}

function collectInOrder(hit: Uint8Array, order: Uint32Array, indices: Uint32Array): void {
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    const index = order[i] as number;
    if (hit[index] === 1) indices[count++] = index;
  }
}
