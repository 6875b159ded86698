import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerKeys } from '../platform/index.ts';
import { notSignedIn } from './not-signed-in.ts';
import { createProofReader } from './signed-proof.ts';

/** A proof without a nonce is good for so long before and after the moment it was made, seconds. */
const WINDOW_S = 300;
/** A nonce is good for this many steps of a minute. */
const NONCE_STEPS = 5;
const MINUTE_MS = 60_000;
/** The longest credential that is read. */
const BOUND = /^DPoP ([\w.~+/=-]{1,4096})$/i;

/** Who a request's token belongs to, as far as a key tells it. */
export interface Proofs {
  /**
   * Checks the proof of possession (RFC 9449, section 4.3) of a request that carries a bound token; a hook for every
   * route. Throws NOT_SIGNED_IN; with it goes a nonce when the device's clock is wrong.
   */
  readonly check: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  /** Thumbprint of the key whose possession a request has proved; null: none. */
  readonly keyOf: (headers: IncomingHttpHeaders) => string | null;
  /**
   * Thumbprint of the key whose possession a request proves that carries no token, as a device can that is signed out.
   * Throws NOT_SIGNED_IN, as `check` does.
   */
  readonly keyWithoutToken: (request: FastifyRequest, reply: FastifyReply) => Promise<string>;
}

export interface ProofsPlace {
  readonly keys: ServerKeys;
  /** Where desktops find the server; known once it listens. */
  readonly publicUrl: () => string;
  /** Whether no other process has seen a name within so many seconds. */
  readonly isFirst?: (name: string, seconds: number) => Promise<boolean>;
  readonly now?: () => number;
}

/**
 * Proofs of possession as this process checks them. One that was seen is refused when it comes again, here or in a process
 * that this one shares what was seen with.
 */
export function createProofs(place: ProofsPlace): Proofs {
  const { keys, publicUrl, now = Date.now, isFirst = () => Promise.resolve(true) } = place;
  const proved = new WeakMap<IncomingHttpHeaders, string>();
  const seen = createSeen(now);
  const proofs = createProofReader(now);
  const nonceOf = (step: number): string =>
    keys.derive(`proof nonce ${step}`).subarray(0, 16).toString('base64url');
  const step = (): number => Math.floor(now() / MINUTE_MS);
  const isNonce = (nonce: string): boolean =>
    Array.from({ length: NONCE_STEPS }, (_, back) => nonceOf(step() - back)).includes(nonce);

  async function provedKey(
    { method, url, headers }: Pick<FastifyRequest, 'method' | 'url' | 'headers'>,
    token: string | null,
  ): Promise<{ readonly key: string } | 'stale' | null> {
    const proof = headers['dpop'];
    if (typeof proof !== 'string' || proof.length > 4096) return null;
    const signed = await proofs.read(proof);
    if (signed === null) return null;
    const { htm, htu, ath, jti, iat, nonce } = signed.says;
    const isHere = typeof htu === 'string' && htu === new URL(pathOf(url), publicUrl()).href;
    const isThis =
      token === null
        ? ath === undefined
        : ath === createHash('sha256').update(token).digest('base64url');
    if (htm !== method || !isHere || !isThis) return null;
    if (typeof iat !== 'number' || typeof jti !== 'string' || jti.length > 200) return null;
    const isFresh =
      typeof nonce === 'string' ? isNonce(nonce) : Math.abs(now() / 1000 - iat) <= WINDOW_S;
    if (!isFresh) return 'stale';
    const name = `${signed.key} ${jti}`;
    if (!seen.isNew(name)) return null;
    const digest = createHash('sha256').update(name).digest('base64url');
    return (await isFirst(digest, 2 * WINDOW_S)) ? { key: signed.key } : null;
  }

  async function requiredKey(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string | null,
  ): Promise<string> {
    const found = await provedKey(request, token);
    if (found !== null && found !== 'stale') return found.key;
    const error = found === 'stale' ? 'use_dpop_nonce' : 'invalid_dpop_proof';
    void reply.header('www-authenticate', `DPoP error="${error}", algs="ES256 EdDSA"`);
    if (found === 'stale') void reply.header('dpop-nonce', nonceOf(step()));
    throw notSignedIn();
  }

  return {
    async check(request, reply) {
      const token = BOUND.exec(request.headers.authorization ?? '')?.[1];
      if (token === undefined) return;
      proved.set(request.headers, await requiredKey(request, reply, token));
    },
    keyOf: (headers) => proved.get(headers) ?? null,
    keyWithoutToken: (request, reply) => requiredKey(request, reply, null),
  };
}

const pathOf = (url: string): string => url.replace(/[?#].*$/, '');

/** Remembers names for as long as a proof can be good, in two halves of which the older is dropped as a whole. */
function createSeen(now: () => number): { isNew(name: string): boolean } {
  let current = new Set<string>();
  let before = new Set<string>();
  let turn = now();
  return {
    isNew(name) {
      if (now() - turn > 2 * WINDOW_S * 1000) {
        before = now() - turn > 4 * WINDOW_S * 1000 ? new Set() : current;
        current = new Set();
        turn = now();
      }
      if (current.has(name) || before.has(name)) return false;
      current.add(name);
      return true;
    },
  };
}
