import { hkdfSync } from 'node:crypto';

/** How long every key is. */
export const KEY_BYTES = 32;

/** 32 bytes for one purpose; the same each time. */
export type Derive = (purpose: string) => Buffer;

/** 32 bytes for one purpose (HKDF-SHA-256, RFC 5869); the same each time. */
export function derived(key: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `error-iq-tenant ${purpose}`, KEY_BYTES));
}
