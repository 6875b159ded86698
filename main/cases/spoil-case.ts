import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { shredFile } from '../vault/index.ts';
import { HEADER_BYTES } from './case-header.ts';

/**
 * Makes a case unreadable also for who knows its passphrase: the salt that the key is made with stands in its first bytes,
 * and in its write-ahead log. A key that a vault holds is to be destroyed there. One that is not there is nothing to do.
 * Throws what the file system throws.
 */
export function spoilCase(path: string): void {
  shredFile(`${path}-wal`);
  if (!existsSync(path)) return;
  const file = openSync(path, 'r+');
  try {
    writeSync(file, randomBytes(HEADER_BYTES), 0, HEADER_BYTES, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
