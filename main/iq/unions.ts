/** Which items belong together, by pairs (union-find). The smallest item stands for its set. */
export interface Unions {
  join(left: number, right: number): void;
  /** For every item given the union of the sets of all that it was joined with. */
  fold(sets: ReadonlyMap<number, ReadonlySet<number>>): Map<number, ReadonlySet<number>>;
}

/** Every item of `size` alone at first. */
export function createUnions(size: number): Unions {
  const parent = Int32Array.from({ length: size }, (_, at) => at);
  const rootOf = (item: number): number => {
    let root = item;
    while ((parent[root] ?? root) !== root) {
      parent[root] = parent[parent[root] ?? root] ?? root;
      root = parent[root] ?? root;
    }
    return root;
  };
  return {
    join(left, right) {
      const [a, b] = [rootOf(left), rootOf(right)];
      parent[Math.max(a, b)] = Math.min(a, b);
    },
    fold(sets) {
      const folded = new Map<number, Set<number>>();
      for (const [item, set] of sets) {
        const root = rootOf(item);
        const all = folded.get(root) ?? new Set();
        for (const value of set) all.add(value);
        folded.set(root, all);
      }
      return new Map([...sets.keys()].map((item) => [item, folded.get(rootOf(item)) ?? new Set()]));
    },
  };
}
