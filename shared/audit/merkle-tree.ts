/** SHA-256 over bytes one after the other; given by who has one. */
export type Sha256 = (...parts: readonly Uint8Array[]) => Uint8Array;

/** The place of a perfect subtree: `2 ** level` leaves from leaf `index * 2 ** level` on. */
export interface NodePlace {
  readonly level: number;
  readonly index: number;
}

export interface TreeNode extends NodePlace {
  readonly hash: Uint8Array;
}

/** A tree as it is gone on with: its size, and the perfect subtrees that it falls into, greatest first. */
export interface Frontier {
  readonly size: number;
  readonly peaks: readonly Uint8Array[];
}

/** Leaves from one number up to, and without, another. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

export const EMPTY_TREE: Frontier = { size: 0, peaks: [] };

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Hash of a leaf (RFC 6962, section 2.1): another first byte than of a node, so that neither passes for the other. */
export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
  return sha256(LEAF, entry);
}

function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE, left, right);
}

/** Adds a leaf. Gives the tree after it, and the subtrees that became perfect, least first. */
export function addLeaf(
  sha256: Sha256,
  { size, peaks }: Frontier,
  leaf: Uint8Array,
): { frontier: Frontier; nodes: TreeNode[] } {
  const rest = [...peaks];
  const nodes: TreeNode[] = [];
  let hash = leaf;
  let level = 0;
  for (let left = size; left % 2 === 1; left = (left - 1) / 2) {
    const before = rest.pop();
    if (before === undefined) throw new RangeError('the tree has fewer peaks than its size says');
    hash = nodeHash(sha256, before, hash);
    level++;
    nodes.push({ level, index: (left - 1) / 2, hash });
  }
  return { frontier: { size: size + 1, peaks: [...rest, hash] }, nodes };
}

/** Root of a tree: the Merkle Tree Hash of RFC 6962, section 2.1. */
export function rootOf(sha256: Sha256, { peaks }: Pick<Frontier, 'peaks'>): Uint8Array {
  const last = peaks.at(-1);
  if (last === undefined) return sha256();
  return peaks.slice(0, -1).reduceRight((right, left) => nodeHash(sha256, left, right), last);
}

/** The greatest power of two below a number over 1. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** What an inclusion proof of a leaf is made of, from the leaf up: PATH of RFC 6962, section 2.1.1. */
export function inclusionRanges(leaf: number, size: number): LeafRange[] {
  if (!(leaf >= 0 && leaf < size)) throw new RangeError('the tree has no such leaf');
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (leaf < middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  return ranges.toReversed();
}

/** What a consistency proof from a size to a greater one is made of: PROOF of RFC 6962, section 2.1.2. */
export function consistencyRanges(before: number, size: number): LeafRange[] {
  if (!(before >= 0 && before <= size)) throw new RangeError('the tree was never that large');
  if (before === 0 || before === size) return [];
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  let isWhole = true;
  while (to !== before) {
    const middle = from + splitOf(to - from);
    if (before <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
      isWhole = false;
    }
  }
  if (!isWhole) ranges.push({ from, to });
  return ranges.toReversed();
}

/** The perfect subtrees that a range of a proof falls into, greatest first. */
export function nodesOf({ from, to }: LeafRange): NodePlace[] {
  const places: NodePlace[] = [];
  for (let at = from; at < to;) {
    let [level, width] = [0, 1];
    while (at % (width * 2) === 0 && at + width * 2 <= to) [level, width] = [level + 1, width * 2];
    places.push({ level, index: at / width });
    at += width;
  }
  return places;
}

/** Whether a tree can have these peaks: as many as its size is a sum of powers of two. */
export function isFrontier({ size, peaks }: Frontier): boolean {
  return (
    Number.isSafeInteger(size) &&
    size >= 0 &&
    nodesOf({ from: 0, to: size }).length === peaks.length
  );
}

/** Whether a leaf stands at its place in the tree of a root: RFC 9162, section 2.1.3.2. */
export function provesInclusion(
  sha256: Sha256,
  leaf: { readonly index: number; readonly hash: Uint8Array },
  tree: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  let [at, last] = [leaf.index, tree.size - 1];
  if (at > last || at < 0) return false;
  let hash = leaf.hash;
  for (const beside of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sha256, beside, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else hash = nodeHash(sha256, hash, beside);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSame(hash, tree.root);
}

/** Whether a tree is an earlier one with leaves added and nothing changed: RFC 9162, section 2.1.4.2. */
export function provesConsistency(
  sha256: Sha256,
  before: { readonly size: number; readonly root: Uint8Array },
  after: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (before.size > after.size || before.size < 0) return false;
  if (before.size === after.size) return proof.length === 0 && isSame(before.root, after.root);
  if (before.size === 0) return proof.length === 0;
  const isPower = splitOf(before.size * 2) === before.size;
  const [first, ...rest] = isPower ? [before.root, ...proof] : proof;
  if (first === undefined) return false;
  let [at, last] = [before.size - 1, after.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [old, now] = [first, first];
  for (const beside of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(sha256, beside, old);
      now = nodeHash(sha256, beside, now);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else now = nodeHash(sha256, now, beside);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSame(old, before.root) && isSame(now, after.root);
}

const half = (n: number): number => Math.floor(n / 2);

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
