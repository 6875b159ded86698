/** Items that share a key: they are equal but for one place. */
export interface Family {
  readonly members: number[];
  readonly at: number;
}

export interface FamilyIndex {
  add(key: number, member: number, at: number): void;
  /** Those of two members or more. */
  families(): Iterable<Family>;
}

/**
 * Gathers up to `size` entries by key. Open addressing in typed arrays: a Map of a million boxed keys
 * took most of the time of mining.
 */
export function createFamilyIndex(size: number): FamilyIndex {
  const capacity = 2 ** Math.ceil(Math.log2(2 * size + 2));
  const keys = new Float64Array(capacity);
  const heads = new Int32Array(capacity).fill(-1);
  const nexts = new Int32Array(size);
  const members = new Int32Array(size);
  const places = new Int32Array(size);
  const shared: number[] = [];
  let used = 0;

  function slotOf(key: number): number {
    let slot = lowBits(key) & (capacity - 1);
    while (heads[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & (capacity - 1);
    return slot;
  }

  return {
    add(key, member, at) {
      const slot = slotOf(key);
      const head = heads[slot] ?? -1;
      if (head !== -1 && nexts[head] === -1) shared.push(slot);
      keys[slot] = key;
      nexts[used] = head;
      members[used] = member;
      places[used] = at;
      heads[slot] = used++;
    },
    *families() {
      for (const slot of shared) {
        const family: number[] = [];
        const head = heads[slot] ?? -1;
        for (let entry = head; entry !== -1; entry = nexts[entry] ?? -1) {
          family.push(members[entry] ?? 0);
        }
        yield { members: family, at: places[head] ?? 0 };
      }
    },
  };
}

/** The low 32 bits of a whole number, which for keys of a sum of hashes are as good as any. */
const lowBits = (key: number): number => key | 0;
