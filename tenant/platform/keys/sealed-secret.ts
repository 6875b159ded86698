import { Failure } from '../../../shared/model/failure.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';
import type { Derive } from './derive.ts';

/** What secrets of minutes are under, and were before the server had secrets of its own. */
interface Derives {
  readonly derive: Derive;
  readonly former: Derive | null;
}

/** Encrypts what lives for minutes, such as a step of a page, for `purpose` and no other. Base64url. */
export function sealSecret(keys: Pick<Derives, 'derive'>, purpose: string, secret: string): string {
  return sealBytes(keys.derive('secrets'), purpose, Buffer.from(secret));
}

/** Undoes `sealSecret`. Throws SECRET_UNREADABLE: it is another server's, or was changed. */
export function openSecret(keys: Derives, purpose: string, sealed: string): string {
  const { derive, former } = keys;
  const open = (key: Buffer): Buffer | null => openBytes(key, purpose, sealed);
  // Just after the server got secrets of its own, what was sealed before may still come.
  const plain = open(derive('secrets')) ?? (former && open(former('secrets')));
  if (plain !== null) return plain.toString('utf8');
  throw unreadable();
}

/** What is said of a secret that no key opens. */
export function unreadable(): Failure {
  return new Failure(
    'SECRET_UNREADABLE',
    'A secret in the database cannot be opened with the keys of this server. Start it with the keys that it was made with.',
  );
}
