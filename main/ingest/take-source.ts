import type { Database } from 'better-sqlite3';
import { SLOT_VARIES } from '#shared/model/slot-values.ts';
import { listKinds, readKinds, writeKinds } from '../logstore/index.ts';
import type { Duplicate } from '#shared/model/source.ts';
import type { SkeletonNumbers } from './skeleton-numbers.ts';

type Row = Record<string, unknown>;

/** What belongs to a block besides its own row. */
const BLOCK_TABLES = ['block_columns', 'block_text', 'block_times', 'block_fields', 'block_part'];

/**
 * Copies what was read of a source from another case file of the same version: its blocks get the numbers that
 * sources and skeletons have here. Call it in a transaction.
 */
export function takeSource(
  from: { readonly database: Database; readonly sourceId: number },
  to: { readonly database: Database; readonly sourceId: number },
  skeletons: SkeletonNumbers,
): void {
  const reading = from.database
    .prepare<[number], Row>('SELECT * FROM source_read WHERE source_id = ?')
    .get(from.sourceId);
  if (reading === undefined) return;
  copyFormat(from.database, to.database, reading['format_hash']);
  const duplicate = renamedDuplicate(reading['duplicate'], from.database, to.database);
  const placed = { ...reading, source_id: to.sourceId, staged: null, duplicate };
  insert(to.database, 'source_read', placed);
  for (const piece of from.database
    .prepare<[number], Row>('SELECT * FROM original WHERE source_id = ?')
    .iterate(from.sourceId)) {
    insert(to.database, 'original', { ...piece, source_id: to.sourceId });
  }
  const skeletonText = from.database.prepare<
    [number],
    { hash: string; text: string; slots: string | null }
  >('SELECT hash, text, slots FROM skeleton WHERE id = ?');
  const numbers = new Map<number, number>();
  const numberOf = (id: number): number => {
    let number = numbers.get(id);
    if (number === undefined) {
      const skeleton = skeletonText.get(id);
      number =
        skeleton === undefined
          ? 0
          : // What is not known there may vary.
            skeletons.number(skeleton.hash, skeleton.text, skeleton.slots ?? SLOT_VARIES);
      numbers.set(id, number);
    }
    return number;
  };
  const blocks = from.database.prepare<[number], Row & { id: number; header: Buffer }>(
    'SELECT * FROM block WHERE source_id = ? AND staged = 0 ORDER BY first_line, id',
  );
  for (const { id, header, ...block } of blocks.iterate(from.sourceId)) {
    const renumbered = writeKinds(listKinds(readKinds(header), numberOf));
    const placed = { ...block, header: renumbered, source_id: to.sourceId };
    const blockId = insert(to.database, 'block', placed);
    for (const table of BLOCK_TABLES) {
      const rows = from.database
        .prepare<[number], Row>(`SELECT * FROM ${table} WHERE block_id = ?`)
        .all(id);
      for (const row of rows) insert(to.database, table, { ...row, block_id: blockId });
    }
  }
}

/** What a source is a duplicate of has another number here. */
function renamedDuplicate(json: unknown, from: Database, to: Database): string | null {
  if (typeof json !== 'string') return null;
  const duplicate: Duplicate = JSON.parse(json);
  const key = from
    .prepare<[number], { key: string }>('SELECT key FROM source_number WHERE id = ?')
    .get(duplicate.of)?.key;
  const of = to
    .prepare<[string], { id: number }>('SELECT id FROM source_number WHERE key = ?')
    .get(key ?? '')?.id;
  return JSON.stringify({ ...duplicate, of: of ?? 0 });
}

function copyFormat(from: Database, to: Database, hash: unknown): void {
  if (typeof hash !== 'string') return;
  const format = from.prepare<[string], Row>('SELECT * FROM user_format WHERE hash = ?').get(hash);
  const known = to.prepare('SELECT 1 FROM user_format WHERE hash = ?').get(hash);
  if (format !== undefined && known === undefined) insert(to, 'user_format', format);
}

function insert(database: Database, table: string, row: Row): number | bigint {
  const names = Object.keys(row);
  const places = names.map((name) => `@${name}`);
  return database
    .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`)
    .run(row).lastInsertRowid;
}
