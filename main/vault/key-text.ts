import { createECDH, createHash } from 'node:crypto';
import { Failure } from '#shared/model/failure.ts';
import { PUBLIC_KEY_BYTES } from './sealing.ts';

/** Somebody's public key as it is handed over: for sealing copies of cases to them. */
export interface PublicSealingKey {
  readonly name: string;
  /** P-256, uncompressed. */
  readonly key: Buffer;
}

const FORM = /^\s*error-iq-key:([\w-]+)(?:\s+(.*\S))?\s*$/;
const LONGEST_NAME = 200;

/** A public key as one line of text: `error-iq-key:BASE64URL Dana Analyst`. */
export const keyText = ({ name, key }: PublicSealingKey): string =>
  `error-iq-key:${key.toString('base64url')} ${name.replaceAll(/\s+/g, ' ').trim()}`.trim();

/** A public key from its line of text. Throws KEY_INVALID. */
export function readKeyText(text: string): PublicSealingKey {
  const [, encoded = '', name = ''] = FORM.exec(text) ?? [];
  const key = Buffer.from(encoded, 'base64url');
  if (key.length !== PUBLIC_KEY_BYTES || key.toString('base64url') !== encoded || !isOnCurve(key)) {
    throw new Failure(
      'KEY_INVALID',
      'This is no key of a profile. It is one line that begins with "error-iq-key:"; ask for it again.',
    );
  }
  return { name: name.slice(0, LONGEST_NAME), key };
}

/** What two people compare by voice: SHA-256 of the key in hex, in groups of four. */
export const keyFingerprint = ({ key }: PublicSealingKey): string =>
  (createHash('sha256').update(key).digest('hex').match(/.{4}/g) ?? []).join(' ');

function isOnCurve(key: Buffer): boolean {
  const own = createECDH('prime256v1');
  own.generateKeys();
  try {
    own.computeSecret(key);
    return true;
  } catch {
    return false;
  }
}
