import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addLeaf,
  consistencyRanges,
  EMPTY_TREE,
  inclusionRanges,
  leafHash,
  nodesOf,
  provesConsistency,
  provesInclusion,
  rootOf,
  type Frontier,
  type LeafRange,
} from '#shared/audit/merkle-tree.ts';
import { draws } from '../../draws.ts';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const MOST = 300;
const entry = (n: number): Buffer => Buffer.from(`entry ${n}`);
const leaves = Array.from({ length: MOST }, (_, n) => leafHash(sha256, entry(n)));
const leafAt = (n: number): Uint8Array => leaves[n] ?? Buffer.alloc(0);

const naive = new Map<string, Buffer>();
/** MTH of RFC 6962, section 2.1, word for word. */
function mth(from: number, to: number): Buffer {
  const known = naive.get(`${from} ${to}`);
  if (known !== undefined) return known;
  const size = to - from;
  let hash: Buffer;
  if (size === 0) hash = sha256(Buffer.alloc(0));
  else if (size === 1) hash = sha256(Buffer.of(0), entry(from));
  else {
    const k = 2 ** Math.floor(Math.log2(size - 1));
    hash = sha256(Buffer.of(1), mth(from, from + k), mth(from + k, to));
  }
  naive.set(`${from} ${to}`, hash);
  return hash;
}

/** PATH of section 2.1.1. */
function path(m: number, from: number, to: number): Buffer[] {
  const size = to - from;
  if (size === 1) return [];
  const k = 2 ** Math.floor(Math.log2(size - 1));
  return m < k
    ? [...path(m, from, from + k), mth(from + k, to)]
    : [...path(m - k, from + k, to), mth(from, from + k)];
}

/** SUBPROOF of section 2.1.2. */
function subproof(m: number, from: number, to: number, isWhole: boolean): Buffer[] {
  const size = to - from;
  if (m === size) return isWhole ? [] : [mth(from, to)];
  const k = 2 ** Math.floor(Math.log2(size - 1));
  return m <= k
    ? [...subproof(m, from, from + k, isWhole), mth(from + k, to)]
    : [...subproof(m - k, from + k, to, false), mth(from, from + k)];
}

/** Every tree from empty to the largest, and every node that became perfect on the way. */
const trees: Frontier[] = [EMPTY_TREE];
const perfect = new Map<string, Uint8Array>();
for (const [n, leaf] of leaves.entries()) {
  const { frontier, nodes } = addLeaf(sha256, trees[n] ?? EMPTY_TREE, leaf);
  trees.push(frontier);
  perfect.set(`0 ${n}`, leaf);
  for (const { level, index, hash } of nodes) perfect.set(`${level} ${index}`, hash);
}
const treeAt = (size: number): { size: number; root: Uint8Array } => ({
  size,
  root: rootOf(sha256, trees[size] ?? EMPTY_TREE),
});
const hashOf = (range: LeafRange): Uint8Array =>
  rootOf(sha256, {
    peaks: nodesOf(range).map(({ level, index }) => {
      const hash = perfect.get(`${level} ${index}`);
      if (hash === undefined) throw new Error(`node ${level} ${index} was never perfect`);
      return hash;
    }),
  });

const hex = (hashes: readonly Uint8Array[]): string[] =>
  hashes.map((hash) => Buffer.from(hash).toString('hex'));

describe('a tree of any size up to a few hundred', () => {
  test('has the root of the RFC', () => {
    // The hash of nothing, as the RFC gives it.
    expect(hex([treeAt(0).root])).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ]);
    for (let size = 0; size <= MOST; size++) {
      expect(hex([treeAt(size).root])).toEqual(hex([mth(0, size)]));
    }
  });

  test('proves each leaf, by the proof of the RFC, and none at another place', () => {
    for (let size = 1; size <= MOST; size++) {
      const tree = treeAt(size);
      for (let index = 0; index < size; index += size > 70 ? 7 : 1) {
        const proof = inclusionRanges(index, size).map(hashOf);
        expect(hex(proof)).toEqual(hex(path(index, 0, size)));
        const leaf = { index, hash: leafAt(index) };
        expect(provesInclusion(sha256, leaf, tree, proof)).toBe(true);
        const other = (index + 1) % size;
        const moved = { index: other, hash: leaf.hash };
        if (other !== index) expect(provesInclusion(sha256, moved, tree, proof)).toBe(false);
      }
    }
  });

  test('proves that it goes on from each smaller one, by the proof of the RFC', () => {
    for (let size = 1; size <= MOST; size++) {
      const tree = treeAt(size);
      for (let before = 0; before <= size; before += size > 70 ? 5 : 1) {
        const proof = consistencyRanges(before, size).map(hashOf);
        if (before > 0) expect(hex(proof)).toEqual(hex(subproof(before, 0, size, true)));
        expect(provesConsistency(sha256, treeAt(before), tree, proof)).toBe(true);
      }
    }
  });
});

const changed = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  const at = Math.floor(bit / 8) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
  return copy;
};
const sizes = fc
  .tuple(fc.integer({ min: 1, max: MOST }), fc.integer({ min: 1, max: MOST }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

test('no other history is proven: one bit, one hash too few or too many, another size', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), fc.nat(4), ([before, size], at, bit, way) => {
      const good = consistencyRanges(before, size).map(hashOf);
      const [old, now] = [treeAt(before), treeAt(size)];
      const i = at % Math.max(1, good.length);
      const proves = (): boolean => {
        switch (way) {
          case 0:
            return provesConsistency(sha256, { ...old, root: changed(old.root, bit) }, now, good);
          case 1:
            return provesConsistency(sha256, old, { ...now, root: changed(now.root, bit) }, good);
          case 2:
            return provesConsistency(sha256, old, now, [...good, mth(0, 1)]);
          case 3:
            return good.length > 0 && provesConsistency(sha256, old, now, good.slice(0, -1));
          default: {
            const proof = good.map((hash, n) => (n === i ? changed(hash, bit) : hash));
            return good.length > 0 && provesConsistency(sha256, old, now, proof);
          }
        }
      };
      expect(proves()).toBe(false);
    }),
    { seed: 6962, numRuns: draws(500) },
  );
});

test('an entry that was changed afterwards is proven by no proof that was', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), ([index, size], at, bit) => {
      const proof = inclusionRanges(index - 1, size).map(hashOf);
      const leaf = { index: index - 1, hash: leafAt(index - 1) };
      const other = { ...leaf, hash: changed(leaf.hash, bit) };
      expect(provesInclusion(sha256, other, treeAt(size), proof)).toBe(false);
      const i = at % Math.max(1, proof.length);
      const bad = proof.map((hash, n) => (n === i ? changed(hash, bit) : hash));
      if (proof.length > 0) {
        expect(provesInclusion(sha256, leaf, treeAt(size), bad)).toBe(false);
        expect(provesInclusion(sha256, leaf, treeAt(size), proof.slice(1))).toBe(false);
      }
      expect(provesInclusion(sha256, leaf, treeAt(size), [...proof, mth(0, 1)])).toBe(false);
    }),
    { seed: 9162, numRuns: draws(500) },
  );
});

test('what is beyond the tree is refused', () => {
  expect(() => inclusionRanges(3, 3)).toThrow(RangeError);
  expect(() => consistencyRanges(4, 3)).toThrow(RangeError);
  expect(() => addLeaf(sha256, { size: 1, peaks: [] }, leafAt(0))).toThrow(RangeError);
});
