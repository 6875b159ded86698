import type { Database } from 'better-sqlite3';
import { forgetDiagnosis } from './diagnosis-operations.ts';
import type { SkeletonNumbers } from './ingest/index.ts';
import type { Tombstone } from './journal/index.ts';
import { readKinds } from './logstore/index.ts';
import { forgetRuleResults } from './rule-result-operations.ts';

/**
 * Takes out of a copy what tombstones of other copies say that there was something in: the records and kept originals
 * of those sources, and what was remembered of looking at them. Nobody here knows what was erased, so all of it goes;
 * the records come back, without it, when a copy that has them is taken in. Call it in a transaction.
 */
export function forgetErased(database: Database, erasures: readonly Tombstone[]): void {
  const id = database.prepare<[string], { id: number }>(
    'SELECT id FROM source_number WHERE key = ?',
  );
  const run = (table: string, key: string): void => {
    const source = id.get(key);
    if (source === undefined) return;
    database.prepare(`DELETE FROM ${table} WHERE source_id = ?`).run(source.id);
  };
  for (const { sources, originals } of erasures) {
    for (const table of ['block', 'source_read', 'original']) {
      for (const key of sources) run(table, key);
    }
    for (const key of originals) run('original', key);
  }
  if (erasures.length === 0) return;
  database.exec('DELETE FROM view_state');
  forgetRuleResults(database);
  forgetDiagnosis(database);
}

/**
 * What empties a skeleton that no record has any more, by its number. That stays, so that all others keep theirs; its hash
 * does not, so that the same skeleton gets a number and its text anew when it is read again, and nobody can try what it was.
 */
export function skeletonEmptier(database: Database): (id: number) => void {
  const put = database.prepare<[string, number]>(
    `UPDATE skeleton SET text = '', slots = NULL, hash = ? WHERE id = ?`,
  );
  return (id) => void put.run(`erased ${id}`, id);
}

/** Empties the skeletons that no record has any more. */
export function forgetUnusedSkeletons(database: Database, skeletons: SkeletonNumbers): void {
  const used = usedSkeletons(database);
  const empty = skeletonEmptier(database);
  for (const { id } of database.prepare<[], { id: number }>('SELECT id FROM skeleton').all()) {
    if (!used.has(id)) empty(id);
  }
  skeletons.load();
}

/** Numbers of the skeletons that records have. */
export function usedSkeletons(database: Database): ReadonlySet<number> {
  const used = new Set<number>();
  for (const { header } of database
    .prepare<[], { header: Buffer }>('SELECT header FROM block')
    .iterate()) {
    for (const id of readKinds(header).skeletonIds) used.add(id);
  }
  return used;
}

/** Overwrites what was deleted: it still lies in free pages and in the write-ahead log. Not in a transaction. */
export function overwriteFreed(database: Database): void {
  database.pragma('secure_delete = ON');
  database.exec('VACUUM');
  database.pragma('wal_checkpoint(TRUNCATE)');
}
