import type { Database } from 'better-sqlite3';
import { JOURNAL_PAYLOADS } from '#shared/model/journal-entry.ts';
import { timeOfClock } from './clock.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

/** A tombstone: what was taken out of the case, by whom and why. */
export interface Erasure {
  readonly entry: string;
  readonly what: 'erased' | 'masked';
  readonly reason: string;
  readonly author: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly places: number;
  /** Keys of sources that had something taken out, and of those whose kept original went. */
  readonly sources: readonly string[];
  readonly originals: readonly string[];
  /** Entries of the journal whose content was changed by it. */
  readonly entries: number;
}

/** The tombstones of a case, oldest first. */
export function erasuresOf(database: Database): Erasure[] {
  return database
    .prepare<[], StoredEntry>(`SELECT * FROM journal WHERE kind = 'data.erased' ORDER BY clock, id`)
    .all()
    .map((row) => {
      const { payload, author } = bodyOf(row);
      const { entries, ...rest } = JOURNAL_PAYLOADS['data.erased'].parse(payload);
      const at = timeOfClock(row.clock);
      return { ...rest, entry: row.id, author: author.name, at, entries: entries.length };
    });
}
