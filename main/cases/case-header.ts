import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Failure } from '#shared/model/failure.ts';

/**
 * The first 16 bytes of a case file. SQLite3MC keeps the cipher's salt there, in clear, and with a
 * raw key uses it for nothing else, so they say how the case opens without a file beside it:
 * 'EIQ', how its key is had, and 12 random bytes that make them unique.
 */
export const HEADER_BYTES = 16;
const MAGIC = Buffer.from('EIQ', 'latin1');

/**
 * `vault`: a random key that a vault holds. `passphrase`: the key is derived from a passphrase and the header.
 * `recipient`: the file holds a case and its key, sealed for somebody's public key.
 */
export type KeySource = 'vault' | 'passphrase' | 'recipient';

const CODE: Record<KeySource, number> = { vault: 1, passphrase: 2, recipient: 3 };

/** A new header. */
export function makeHeader(keySource: KeySource): Buffer {
  return Buffer.concat([MAGIC, Buffer.from([CODE[keySource]]), randomBytes(HEADER_BYTES - 4)]);
}

/** How a case with this header opens; null: this is not the header of a case. */
export function keySourceOf(header: Uint8Array): KeySource | null {
  if (header.length < HEADER_BYTES || !MAGIC.equals(header.subarray(0, 3))) return null;
  const sources: readonly KeySource[] = ['vault', 'passphrase', 'recipient'];
  return sources.find((source) => header[3] === CODE[source]) ?? null;
}

/** The header of a file. Throws CASE_NOT_FOUND, CASE_UNREADABLE, CASE_NOT_A_CASE. */
export async function readHeader(path: string): Promise<{ header: Buffer; keySource: KeySource }> {
  const header = Buffer.alloc(HEADER_BYTES);
  try {
    const file = await open(path, 'r');
    try {
      await file.read(header, 0, HEADER_BYTES, 0);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw missing
      ? new Failure('CASE_NOT_FOUND', `There is no case at ${path}.`, { path })
      : new Failure('CASE_UNREADABLE', `${path} cannot be read. Check its permissions.`, { path });
  }
  const keySource = keySourceOf(header);
  if (keySource === null) {
    throw new Failure('CASE_NOT_A_CASE', `${path} is not a case of Error-IQ.`, { path });
  }
  return { header, keySource };
}
