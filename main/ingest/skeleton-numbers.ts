import type { Database } from 'better-sqlite3';
import { mergedSlotValues } from '#shared/model/slot-values.ts';
import { createSkeletonDigests } from './seal/skeleton-digests.ts';

/** Gives skeletons their numbers in the case: 1, 2, 3 in the order in which they were committed. */
export class SkeletonNumbers {
  private readonly byHash = new Map<string, number>();
  private readonly database: Database;
  private readonly insert;
  private readonly slotsOf;
  private readonly putSlots;
  private digests: ReturnType<typeof createSkeletonDigests>;

  constructor(database: Database) {
    this.insert = database.prepare<[string, string, string | null]>(
      'INSERT INTO skeleton (hash, text, slots) VALUES (?, ?, ?)',
    );
    this.slotsOf = database.prepare<[number], { slots: string | null }>(
      'SELECT slots FROM skeleton WHERE id = ?',
    );
    this.putSlots = database.prepare<[string, number]>(
      'UPDATE skeleton SET slots = ? WHERE id = ?',
    );
    this.database = database;
    this.digests = createSkeletonDigests(database);
    this.load();
  }

  /** Takes the numbers anew from the case, after a step that was taken back. */
  load(): void {
    this.byHash.clear();
    this.digests = createSkeletonDigests(this.database);
    const rows = this.database.prepare<[], { id: number; hash: string }>(
      'SELECT id, hash FROM skeleton',
    );
    for (const { id, hash } of rows.iterate()) this.byHash.set(hash, id);
  }

  /** @param slots what more is known of its slots (see `slot-values.ts`); null: nothing */
  number(hash: string, text: string | null, slots: string | null): number {
    const known = this.byHash.get(hash);
    if (known !== undefined) {
      if (slots !== null) this.addSlots(known, slots);
      return known;
    }
    if (text === null) throw new Error('a skeleton came without its text');
    const id = Number(this.insert.run(hash, text, slots).lastInsertRowid);
    this.byHash.set(hash, id);
    return id;
  }

  private addSlots(id: number, slots: string): void {
    const before = this.slotsOf.get(id)?.slots ?? null;
    // Not known of some records, it is not known of all.
    if (before === null) return;
    const merged = mergedSlotValues(before, slots);
    if (merged !== before) this.putSlots.run(merged, id);
  }

  /** SHA-256 of what the skeleton of a number is; of a number that none has, of nothing. */
  digest(id: number): Buffer {
    return this.digests(id);
  }
}
