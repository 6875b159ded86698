import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret that opens once: 256 random bits for a link, base64url. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token. It has the entropy of a key, so one pass of SHA-256 does. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Whether a token is the one of a hash, in a time that does not tell how much of it was right. */
export function isToken(token: string, hash: Buffer): boolean {
  return timingSafeEqual(tokenHash(token), hash);
}
