/** Keeps what was used last within a budget of bytes. */
export class RecentCache<V> {
  private readonly entries = new Map<number, { value: V; bytes: number }>();
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
    const bytes = sizeOf(value);
    this.entries.set(key, { value, bytes });
    this.used += bytes;
    for (const [oldest, entry] of this.entries) {
      if (this.used <= this.budget || oldest === key) break;
      this.entries.delete(oldest);
      this.used -= entry.bytes;
    }
    return value;
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
