/** Which items belong together, by pairs (union-find). The smallest item stands for its set. */
export interface Unions {
  join(left: number, right: number): void;
  /** The item that stands for the set of this one. */
  rootOf(item: number): number;
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
    rootOf,
  };
}
