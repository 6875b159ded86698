// Functions of their own: as parts of methods that are called once a block these loops stayed slow, 18 ns a record. Four records at
// a time, because most blocks have few hits.

/** Each of four records a bit: a hit is 1, all else 0. */
const ONES = 0x01010101;

/** As words of four records, without the last ones that fill none. */
function wordsOf(hit: Uint8Array): Uint32Array | null {
  return hit.byteOffset % 4 === 0
    ? new Uint32Array(hit.buffer, hit.byteOffset, hit.length >>> 2)
    : null;
}

/** How many records are hits. @param hit 1 or 0 a record */
export function countHits(hit: Uint8Array): number {
  const words = wordsOf(hit);
  let count = 0;
  const whole = words === null ? 0 : words.length;
  if (words !== null) for (let at = 0; at < whole; at++) count += onesIn(words[at] as number);
  for (let i = whole * 4; i < hit.length; i++) count += hit[i] as number;
  return count;
}

function onesIn(word: number): number {
  // The bytes added up in the highest one.
  return Math.imul(word & ONES, ONES) >>> 24;
}

/**
 * Writes where the hits are.
 *
 * @param order the order in which they are written; null: as they stand
 */
export function collectHits(
  hit: Uint8Array,
  order: Uint32Array | null,
  indices: Uint32Array,
): void {
  if (order !== null) {
    collectInOrder(hit, order, indices);
    return;
  }
  const words = wordsOf(hit);
  const whole = words === null ? 0 : words.length;
  let count = words === null ? 0 : collectFromWords(words, indices);
  for (let i = whole * 4; i < hit.length; i++) if (hit[i] === 1) indices[count++] = i;
}

/** Gives how many were written. */
function collectFromWords(words: Uint32Array, indices: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < words.length; at++) {
    const four = words[at] as number;
    if (four === 0) continue;
    if ((four & 0xff) !== 0) indices[count++] = at * 4;
    if ((four & 0xff00) !== 0) indices[count++] = at * 4 + 1;
    if ((four & 0xff0000) !== 0) indices[count++] = at * 4 + 2;
    if (four > 0xffffff) indices[count++] = at * 4 + 3;
  }
  return count;
}

function collectInOrder(hit: Uint8Array, order: Uint32Array, indices: Uint32Array): void {
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    const index = order[i] as number;
    if (hit[index] === 1) indices[count++] = index;
  }
}
