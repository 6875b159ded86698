import { isDeepStrictEqual } from 'node:util';
import type { Database } from 'better-sqlite3';
import { legalHold, type LegalHold } from '#shared/sync/case-keeping-api.ts';

const KEY = 'team_hold';

/**
 * The legal hold of the team on a case, as its server last told it to this copy; null: none. It is no entry of the journal:
 * nobody who works with the case decided it.
 */
export function readTeamHold(database: Database): LegalHold | null {
  const row = database
    .prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?')
    .get(KEY);
  return row === undefined ? null : legalHold.parse(JSON.parse(row.value));
}

/** Notes in the file of a case which hold its team has placed on it; null: none, or none any more. */
export function keepTeamHold(database: Database, hold: LegalHold | null): void {
  // Told with every sync: the file is written to when it is news.
  if (isDeepStrictEqual(hold, readTeamHold(database))) return;
  database.prepare('DELETE FROM meta WHERE key = ?').run(KEY);
  if (hold === null) return;
  database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run(KEY, JSON.stringify(hold));
}
