import type { Database } from 'better-sqlite3';
import { createSkeletonDigests } from './seal/skeleton-digests.ts';

/** Gives skeletons their numbers in the case: 1, 2, 3 in the order in which they were committed. */
export class SkeletonNumbers {
  private readonly byHash = new Map<string, number>();
  private readonly database: Database;
  private readonly insert;
  private digests: ReturnType<typeof createSkeletonDigests>;

  constructor(database: Database) {
    this.insert = database.prepare<[string, string]>(
      'INSERT INTO skeleton (hash, text) VALUES (?, ?)',
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

  number(hash: string, text: string | null): number {
    const known = this.byHash.get(hash);
    if (known !== undefined) return known;
    if (text === null) throw new Error('a skeleton came without its text');
    const id = Number(this.insert.run(hash, text).lastInsertRowid);
    this.byHash.set(hash, id);
    return id;
  }

  /** SHA-256 of what the skeleton of a number is; of a number that none has, of nothing. */
  digest(id: number): Buffer {
    return this.digests(id);
  }
}
