import type { Database } from 'better-sqlite3';
import { createCaseFile, deleteCaseFile, openCaseFile } from './cases/index.ts';
import { SkeletonNumbers, takeSource } from './ingest/index.ts';
import { PROJECTED_TABLES } from './journal/index.ts';

/** A copy of the case for somebody else. */
export interface SealedCopy {
  readonly path: string;
  /** Key that it opens with, 32 bytes, and the header that says how that is had. */
  readonly key: Uint8Array;
  readonly header: Uint8Array;
  /** Sources whose records and kept originals go along; null: all. */
  readonly sourceIds: readonly number[] | null;
}

type Row = Record<string, unknown>;

/**
 * Writes a copy of the case under another key: the whole journal, which cannot be cut without breaking it, and what
 * was read of chosen sources. The key that entries were signed with stays here. Throws what making a case throws;
 * then nothing is left of it.
 */
export function sealCopy(database: Database, { path, key, header, sourceIds }: SealedCopy): void {
  createCaseFile(path, key, header);
  try {
    const copy = openCaseFile({ path, key, readonly: false });
    try {
      copy.transaction(() => fill(database, copy, sourceIds))();
      copy.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      copy.close();
    }
  } catch (error) {
    deleteCaseFile(path);
    throw error;
  }
}

function fill(database: Database, copy: Database, sourceIds: readonly number[] | null): void {
  for (const table of ['journal', 'source_number', ...Object.keys(PROJECTED_TABLES)]) {
    copyRows(database, copy, table, '1');
  }
  copyRows(database, copy, 'meta', `key IN ('journal_head', 'projection')`);
  const skeletons = new SkeletonNumbers(copy);
  for (const { id } of database.prepare<[], { id: number }>('SELECT id FROM source').all()) {
    if (sourceIds !== null && !sourceIds.includes(id)) continue;
    takeSource({ database, sourceId: id }, { database: copy, sourceId: id }, skeletons);
  }
}

function copyRows(from: Database, to: Database, table: string, where: string): void {
  const rows = from.prepare<[], Row>(`SELECT * FROM ${table} WHERE ${where}`);
  for (const row of rows.iterate()) {
    const names = Object.keys(row);
    const places = names.map((name) => `@${name}`).join(', ');
    to.prepare(`INSERT OR REPLACE INTO ${table} (${names.join(', ')}) VALUES (${places})`).run(row);
  }
}
