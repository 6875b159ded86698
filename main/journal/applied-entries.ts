import type { Database } from 'better-sqlite3';
import { LASTING_KINDS } from '#shared/model/journal-entry.ts';
import { readPayload } from '#shared/model/journal-former.ts';
import type { AppliedEntry } from './projections.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

/** All entries of a journal in the one order that every copy of the case gives them: by clock, then by id. */
export function appliedEntries(database: Database): AppliedEntry[] {
  const undone = undoneEntries(database);
  return database
    .prepare<[], StoredEntry>('SELECT * FROM journal ORDER BY clock, id')
    .all()
    .map((row) => {
      const read = readPayload(bodyOf(row));
      const { id, clock } = row;
      return { id, clock, read, undone: undone.has(id) && !LASTING_KINDS.includes(read.kind) };
    });
}

/** Ids of what is taken back, where a taking back may be taken back itself: the last word counts. */
export function undoneEntries(database: Database): ReadonlySet<string> {
  const rows = database
    .prepare<[], StoredEntry>(
      `SELECT * FROM journal WHERE kind = 'entry.undone' ORDER BY clock DESC, id DESC`,
    )
    .all();
  const undone = new Set<string>();
  for (const row of rows) {
    const read = readPayload(bodyOf(row));
    if (read.kind === 'entry.undone' && !undone.has(row.id)) undone.add(read.payload.entry);
  }
  return undone;
}
