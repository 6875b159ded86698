/** Keeps what was used last within a budget of bytes. */
export class RecentCache<V> {
  private readonly entries = new Map<number, { readonly value: V; bytes: number }>();
  private readonly budget: number;
  private used = 0;

  constructor(budgetBytes: number) {
    this.budget = budgetBytes;
  }

  /** The value under a key, made when it is not there. `sizeOf` says what it weighs in bytes. */
  get(key: number, make: () => V, sizeOf: (value: V) => number): V {
    const found = this.entries.get(key);
    if (found !== undefined) {
      this.entries.delete(key);
      this.entries.set(key, found);
      return found.value;
    }
    const value = make();
    this.entries.set(key, { value, bytes: 0 });
    this.grow(key, sizeOf(value));
    return value;
  }

  /** Notes that a value weighs so much more since something in it was opened. Does nothing when it is not kept. */
  grow(key: number, bytes: number): void {
    const grown = this.entries.get(key);
    if (grown === undefined) return;
    grown.bytes += bytes;
    this.used += bytes;
    for (const [oldest, entry] of this.entries) {
      if (this.used <= this.budget) break;
      if (oldest === key) continue;
      this.entries.delete(oldest);
      this.used -= entry.bytes;
    }
  }

  has(key: number): boolean {
    return this.entries.has(key);
  }

  delete(key: number): void {
    this.used -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
    this.used = 0;
  }
}
