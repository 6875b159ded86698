import { KeyObject, verify } from 'node:crypto';
import {
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  EmbeddedJWK,
  type JWK,
  type JWTPayload,
} from 'jose';

/** A proof of possession whose signature is good: what it says, and the thumbprint of the key that signed it (RFC 7638). */
export interface SignedProof {
  readonly says: JWTPayload;
  readonly key: string;
}

/** How each algorithm that a proof may be signed by is verified: by which digest. */
const DIGESTS: Readonly<Record<string, string | null>> = {
  ES256: 'sha256',
  EdDSA: null,
  Ed25519: null,
};

/** Keys of so many devices are kept ready. */
const MOST_KEYS = 10_000;

interface DeviceKey {
  readonly thumbprint: string;
  readonly verifies: KeyObject;
}

/**
 * Reads proofs that carry the key which signed them (RFC 9449, section 4.2; RFC 7515); null: it is none, its signature is
 * wrong, or its time is over. A signature is verified here and not by `jose`, which does it in another thread: on one core
 * that costs two changes of threads for each request, and those that came at once are no longer together when they go on to
 * the database. Each key is read once, because the same devices ask again and again.
 */
export function createProofReader(now: () => number): {
  read(proof: string): Promise<SignedProof | null>;
} {
  const known = new Map<string, DeviceKey>();

  const keyOf = async (alg: string, jwk: JWK): Promise<DeviceKey> => {
    const name = `${alg} ${JSON.stringify(jwk)}`;
    const kept = known.get(name);
    if (kept !== undefined) return kept;
    // Refuses what is no public key, or none of this algorithm.
    const verifies = KeyObject.from(await EmbeddedJWK({ alg, jwk }));
    const key = { thumbprint: await calculateJwkThumbprint(jwk), verifies };
    if (known.size >= MOST_KEYS) known.clear();
    known.set(name, key);
    return key;
  };

  return {
    async read(proof) {
      const [, signed = '', signature = ''] = /^([\w-]+\.[\w-]+)\.([\w-]+)$/.exec(proof) ?? [];
      if (signed === '') return null;
      try {
        const { alg = '', typ = '', jwk, crit } = decodeProtectedHeader(proof);
        // What must be understood is not: nothing of it is.
        if (jwk === undefined || crit !== undefined || !Object.hasOwn(DIGESTS, alg)) return null;
        if (!/^(?:application\/)?dpop\+jwt$/i.test(typ)) return null;
        const { thumbprint, verifies } = await keyOf(alg, jwk);
        const key = { key: verifies, dsaEncoding: 'ieee-p1363' as const };
        const bytes = Buffer.from(signature, 'base64url');
        if (!verify(DIGESTS[alg], Buffer.from(signed), key, bytes)) return null;
        const says = decodeJwt(proof);
        return isInTime(says, now() / 1000) ? { says, key: thumbprint } : null;
      } catch {
        return null;
      }
    },
  };
}

/** Whether a token is good at a moment, seconds, as far as it says when it is (RFC 7519, sections 4.1.4 and 4.1.5). */
function isInTime({ exp, nbf }: JWTPayload, at: number): boolean {
  const isTime = (value: unknown): boolean => value === undefined || typeof value === 'number';
  return isTime(exp) && isTime(nbf) && (exp ?? Infinity) > at && (nbf ?? -Infinity) <= at;
}
