import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Failure } from '../../shared/model/failure.ts';
import type { MasterKey } from './master-key.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a secret that the database keeps, with AES-256-GCM (NIST SP 800-38D) under a key for `purpose`, which says
 * whose it is, so that it cannot be put in another's place. Base64url.
 */
export function sealSecret(master: MasterKey, purpose: string, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', master.derive('secrets'), nonce);
  cipher.setAAD(Buffer.from(purpose));
  const sealed = [nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64url');
}

/** Undoes `sealSecret`. Throws SECRET_UNREADABLE: another master key, or it was changed. */
export function openSecret(master: MasterKey, purpose: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', master.derive('secrets'), nonce);
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const plain = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([plain, decipher.final()]).toString('utf8');
  } catch (error) {
    throw new Failure(
      'SECRET_UNREADABLE',
      'A secret in the database cannot be opened with the master key of this server. Start it with the key that it was made with.',
      {},
      { cause: error },
    );
  }
}
