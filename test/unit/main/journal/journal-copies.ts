import Sqlite, { type Database } from 'better-sqlite3';
import { migrate } from '../../../../main/cases/migrate.ts';
import { createJournal, type Journal } from '../../../../main/journal/index.ts';
import { PROJECTED_TABLES } from '../../../../main/journal/projections.ts';
import { rowsText } from '../../../../main/journal/verify-journal.ts';
import { loadSigner, makeSigningKey } from '../../../../main/vault/index.ts';

/** A copy of a case, in memory, and its journal. */
export interface Copy {
  readonly name: string;
  readonly database: Database;
  readonly journal: Journal;
}

function opened(name: string, database: Database, now: () => number): Copy {
  const place = { device: `device of ${name}`, host: name, tool: 'test', toolVersion: '1' };
  const journal = createJournal(database, loadSigner(name, makeSigningKey()), place, now);
  return { name, database, journal };
}

/** A new case with its first entry. */
export function newCase(name: string, now: () => number = Date.now): Copy {
  const database = new Sqlite(':memory:');
  migrate(database, ':memory:');
  const copy = opened(name, database, now);
  copy.journal.append('case.created', { name: 'case', zone: 'UTC' });
  return copy;
}

/** A copy of a copy that somebody else works on. */
export function copyFor(name: string, { database }: Copy, now: () => number = Date.now): Copy {
  return opened(name, new Sqlite(database.serialize()), now);
}

/** All that the journal made, as text; numbers of sources are each copy's own. */
export function stateOf({ database }: Pick<Copy, 'database'>): string {
  return Object.keys(PROJECTED_TABLES)
    .map((table) =>
      table === 'known_source'
        ? JSON.stringify(
            database
              .prepare('SELECT key, path, removed, sha256, shift_us FROM known_source ORDER BY key')
              .all(),
          )
        : rowsText(database, table),
    )
    .join('\n');
}
