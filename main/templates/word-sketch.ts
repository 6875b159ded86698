import { createHash } from 'node:crypto';

/** Words of which a sketch is made at most: those with the smallest hashes, which are a fair sample of any set (Broder 1997). */
const KEPT = 12;
/** Fewer different words make a sketch that half of all lines are like. */
const FEWEST = 4;
/** Characters of Base64 that a word is kept as: 18 bits, of which no word can be told. */
const WIDTH = 3;
/** Smallest hashes by pairs of which sketches are found that may be alike. */
const KEYED = 4;

/** Fingerprint of a set of words by which sets that share most of them are known, without the words; null: they are too few. */
export function wordSketch(words: Iterable<string>): string | null {
  const hashes = [...new Set(words)].map((word) =>
    createHash('sha256').update(`word ${word}`).digest('base64url').slice(0, WIDTH),
  );
  const sketch = [...new Set(hashes)].sort().slice(0, KEPT);
  return sketch.length < FEWEST ? null : sketch.join('');
}

function hashesOf(sketch: string): string[] {
  const hashes: string[] = [];
  for (let at = 0; at < sketch.length; at += WIDTH) hashes.push(sketch.slice(at, at + WIDTH));
  return hashes;
}

/** What share of their words two sets have in common, by their sketches (Jaccard): exact for sets of few words. */
export function sketchLikeness(a: string, b: string): number {
  const [mine, other] = [hashesOf(a), new Set(hashesOf(b))];
  // Of the smallest of both together, how many are in both.
  const union = [...new Set([...mine, ...other])]
    .sort()
    .slice(0, mine.length < KEPT && other.size < KEPT ? undefined : KEPT);
  const own = new Set(mine);
  const shared = union.filter((hash) => own.has(hash) && other.has(hash)).length;
  return shared / union.length;
}

/** Keys under which sketches that are much alike nearly always meet. */
export function sketchKeys(sketch: string): string[] {
  const smallest = hashesOf(sketch).slice(0, KEYED);
  return smallest.flatMap((hash, at) => smallest.slice(at + 1).map((next) => hash + next));
}
