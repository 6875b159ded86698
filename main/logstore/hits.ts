import { collectOnes, countOnes } from './record-passes.ts';

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

/** A function of its own, so that it is fast from the first block on. */
function collectInOrder(hit: Uint8Array, order: Uint32Array, indices: Uint32Array): void {
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    const index = order[i] as number;
    if (hit[index] === 1) indices[count++] = index;
  }
}
