import type { Statements } from './statements.ts';
import type { StoredEntry } from './stored-entry.ts';

/** What an entry follows: how many there are, the latest clock of all, and the hash of the last one of its copy. */
export interface LastEntry {
  readonly seq: number;
  readonly clock: string | null;
  /** Base64url. */
  readonly hash: string | null;
}

/** The entries of the journal as rows. */
export function createEntryRows(sql: Statements) {
  const count = (): number =>
    sql<{ n: number | null }>('SELECT MAX(seq) AS n FROM journal').get()?.n ?? 0;
  return {
    count,
    /** What the next entry of a copy follows. */
    last(device: string): LastEntry {
      const latest = sql<{ clock: string }>(
        'SELECT clock FROM journal ORDER BY clock DESC LIMIT 1',
      ).get();
      const before = sql<{ hash: Buffer }>(
        'SELECT hash FROM journal WHERE device = ? ORDER BY clock DESC, id DESC LIMIT 1',
      ).get(device);
      const hash = before?.hash.toString('base64url') ?? null;
      return { seq: count(), clock: latest?.clock ?? null, hash };
    },
    add({ seq, id, kind, clock, device, body, hash, signature }: StoredEntry): void {
      sql(
        `INSERT INTO journal (seq, id, kind, clock, device, body, hash, signature)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(seq, id, kind, clock, device, body, hash, signature);
    },
  };
}
