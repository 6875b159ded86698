import type { Database } from 'better-sqlite3';
import { Failure } from '#shared/model/failure.ts';
import type { Journal } from './journal.ts';
import { tombstoneOf, type Tombstone } from './take-erasures.ts';
import { type StoredEntry } from './stored-entry.ts';
import { verifyHistory } from './verify-journal.ts';

/** What came of taking in another copy. */
export interface JournalMerge {
  /** Entries that were new here. */
  readonly taken: number;
  /** Entries that only this copy has. */
  readonly ahead: number;
  /** Milliseconds that the latest of its clocks is ahead of this machine's; 0: none is. */
  readonly clockAheadMs: number;
  /** Sources that the other copy may still hold something of that was erased here. */
  readonly dirty: ReadonlySet<string>;
  /** Erasures that were new here. */
  readonly erasures: readonly Tombstone[];
}

/**
 * Takes the entries of another copy of the same case into this one. The other is only read.
 * Throws MERGE_OTHER_BROKEN (its journal does not hold), MERGE_NOT_A_COPY, MERGE_CONTRADICTION (two different
 * entries under one id: one of them is forged).
 */
export function mergeJournal(
  database: Database,
  journal: Journal,
  other: Database,
  otherPath: string,
  now: number = Date.now(),
): JournalMerge {
  const { broken } = verifyHistory(other);
  if (broken !== null) {
    const where = broken.seq === null ? '' : `entry ${broken.seq}: `;
    throw new Failure(
      'MERGE_OTHER_BROKEN',
      `${otherPath} does not verify (${where}${broken.reason}), so nothing of it was taken. Ask for an intact copy.`,
      { path: otherPath, seq: broken.seq, reason: broken.reason },
    );
  }
  if (caseRoot(database) !== caseRoot(other)) {
    throw new Failure(
      'MERGE_NOT_A_COPY',
      `${otherPath} is another case, not a copy of this one. Nothing was changed.`,
      { path: otherPath },
    );
  }
  const mine = new Map(
    database
      .prepare<[], { id: string; hash: Buffer }>('SELECT id, hash FROM journal')
      .all()
      .map(({ id, hash }) => [id, hash]),
  );
  const taken: StoredEntry[] = [];
  let theirs = 0;
  let latest = '';
  for (const row of other
    .prepare<[], StoredEntry>('SELECT * FROM journal ORDER BY seq')
    .iterate()) {
    theirs++;
    if (row.clock > latest) latest = row.clock;
    const known = mine.get(row.id);
    if (known === undefined) taken.push(row);
    else if (!known.equals(row.hash)) {
      throw new Failure(
        'MERGE_CONTRADICTION',
        `Entry ${row.seq} of ${otherPath} says something else than this case under the same id, so one of them is forged. Nothing was changed.`,
        { path: otherPath, seq: row.seq },
      );
    }
  }
  const known = new Set(
    other
      .prepare<[], { id: string }>(`SELECT id FROM journal WHERE kind = 'data.erased'`)
      .all()
      .map(({ id }) => id),
  );
  const dirty = erasuresBut(database, known).flatMap(({ sources }) => sources);
  journal.take(taken);
  const erasures = taken.flatMap((row) => tombstoneOf(row) ?? []);
  const named = erasures.flatMap(({ entries }) => entries.map(({ entry }) => entry));
  const body = other.prepare<[string], { body: Buffer }>('SELECT body FROM journal WHERE id = ?');
  const contents = named.flatMap((entry) => {
    const row = body.get(entry);
    return row === undefined ? [] : [{ entry, body: row.body }];
  });
  journal.erase(erasures, contents);
  const shared = theirs - taken.length;
  return {
    taken: taken.length,
    ahead: mine.size - shared,
    clockAheadMs: Math.max(0, Number(latest.split('-')[0]) - now),
    dirty: new Set(dirty),
    erasures,
  };
}

/** Erasures of this case that another copy does not know of. */
function erasuresBut(database: Database, known: ReadonlySet<string>): Tombstone[] {
  return database
    .prepare<[], StoredEntry>(`SELECT * FROM journal WHERE kind = 'data.erased'`)
    .all()
    .filter(({ id }) => !known.has(id))
    .flatMap((row) => tombstoneOf(row) ?? []);
}

/** The entry that a case and all its copies begin with; null: it has none yet. */
export function caseRoot(database: Database): string | null {
  return (
    database
      .prepare<[], { id: string }>(`SELECT id FROM journal WHERE kind = 'case.created' LIMIT 1`)
      .get()?.id ?? null
  );
}
