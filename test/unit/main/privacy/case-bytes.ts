import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import { unpack, unpackText } from '../../../../main/logstore/index.ts';

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
  for (const [table, open] of [
    ['block_text', unpackText],
    ['original', unpack],
  ] as const) {
    const rows = database.prepare<[], { codec: string; data: Buffer }>(
      `SELECT codec, data FROM ${table}`,
    );
    for (const { codec, data } of rows.iterate()) {
      parts.push(Buffer.from(open(codec, data)).toString('latin1'));
    }
  }
  database.pragma('journal_mode = DELETE');
  database.pragma(`rekey = ''`);
  database.close();
  parts.push(readFileSync(copy).toString('latin1'));
  return parts.join('\n');
}
