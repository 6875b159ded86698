import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import { BlockParts, unpack, unpackText } from '../../../../main/logstore/index.ts';

/** Every byte of a case: the file decrypted, and what is packed in it unpacked. */
export function bytesOf(path: string, key: Uint8Array, folder: string): string {
  const copy = join(folder, 'bare.db');
  copyFileSync(path, copy);
  const database = new Sqlite(copy);
  database.pragma(`cipher = 'aegis'`);
  database.pragma(`key = 'raw:${Buffer.from(key).toString('hex')}'`);
  // Packed text that was deleted could not be recognised in a free page: there is none.
  expect(database.pragma('freelist_count', { simple: true })).toBe(0);
  const parts: string[] = [];
  const apart = new BlockParts(database);
  const texts = database
    .prepare<[], { id: number; codec: string; data: Buffer }>(
      'SELECT block_id AS id, codec, data FROM block_text',
    )
    .all();
  for (const { id, codec, data } of texts) {
    parts.push(unpackText(codec, data, apart.of(id, 'text')).toString('latin1'));
  }
  const originals = database.prepare<[], { codec: string; data: Buffer }>(
    'SELECT codec, data FROM original',
  );
  for (const { codec, data } of originals.iterate()) {
    parts.push(unpack(codec, data).toString('latin1'));
  }
  database.pragma('journal_mode = DELETE');
  database.pragma(`rekey = ''`);
  database.close();
  parts.push(readFileSync(copy).toString('latin1'));
  return parts.join('\n');
}
