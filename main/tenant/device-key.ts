import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { z } from 'zod';

/** What this machine is to the team server: a key that its tokens are bound to, so that nobody else can use them. */
export interface DeviceKey {
  /** Proves possession of the key for one request (RFC 9449, section 4.2); `token`: the one that goes with it. */
  prove(request: { method: string; url: string; token: string | null }): Promise<string>;
  /** Takes the nonce that the server wants in the next proof for a part of it; by it a wrong clock does no harm. */
  heard(url: string, nonce: string): void;
}

/** A private key of P-256 as it is kept (RFC 7517). */
export const deviceJwk = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
export type DeviceJwk = z.output<typeof deviceJwk>;

/** A new private key. */
export async function makeDeviceKey(): Promise<DeviceJwk> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return deviceJwk.parse(await exportJWK(privateKey));
}

/** The key of this machine from what is kept of it. */
export function openDeviceKey(kept: DeviceJwk): DeviceKey {
  const { kty, crv, x, y } = kept;
  const key = importJWK(kept, 'ES256');
  // What signs people in and what answers them take different nonces.
  const nonces = new Map<string, string>();
  const partOf = (url: string): string => new URL(url).pathname.split('/')[1] ?? '';
  return {
    async prove({ method, url, token }) {
      const nonce = nonces.get(partOf(url));
      const ath = token === null ? null : createHash('sha256').update(token).digest('base64url');
      const bare = new URL(url);
      [bare.search, bare.hash] = ['', ''];
      return new SignJWT({
        jti: randomUUID(),
        htm: method,
        htu: bare.href,
        ...(ath === null ? {} : { ath }),
        ...(nonce === undefined ? {} : { nonce }),
      })
        .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } })
        .setIssuedAt()
        .sign(await key);
    },
    heard: (url, nonce) => void nonces.set(partOf(url), nonce),
  };
}
