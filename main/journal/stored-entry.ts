import { createHash } from 'node:crypto';
import { journalBody, type JournalBody } from '#shared/model/journal-entry.ts';

/** An entry as it lies in the case. `seq` is the order in which this copy came to have it. */
export interface StoredEntry {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly clock: string;
  readonly device: string;
  /** Canonical JSON. */
  readonly body: Buffer;
  /** SHA-256 of the body. */
  readonly hash: Buffer;
  /** Ed25519 over the hash. */
  readonly signature: Buffer;
}

/** The signed content of an entry. Throws when it is none. */
export function bodyOf(entry: Pick<StoredEntry, 'body'>): JournalBody {
  return journalBody.parse(JSON.parse(entry.body.toString('utf8')));
}

/** SHA-256. */
export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
