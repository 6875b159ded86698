import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../shared/model/failure.ts';
import type { Authenticate } from './authenticate.ts';
import { ACRS, type Principal } from './principal.ts';

/**
 * A hook for routes that can do harm (`preHandler`): lets through who has signed in with a second factor within so many
 * seconds, and tells others how to (RFC 9470). Throws NOT_SIGNED_IN, NOT_ALLOWED for a program's key, STEP_UP_REQUIRED.
 */
export function requireFreshAuth(
  authenticate: Authenticate,
  { maxAgeSeconds }: { maxAgeSeconds: number },
  now: () => number = Date.now,
): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async ({ headers }, reply) =>
    requireFresh(await authenticate(headers), reply, { maxAgeSeconds }, now);
}

/** The same for who is known already. Throws NOT_ALLOWED for a program's key, STEP_UP_REQUIRED. */
export function requireFresh(
  { by }: Principal,
  reply: FastifyReply,
  { maxAgeSeconds }: { maxAgeSeconds: number },
  now: () => number = Date.now,
): void {
  if (by.is !== 'person') {
    throw new Failure('NOT_ALLOWED', 'This needs a person who has signed in; a key cannot do it.');
  }
  const isFresh = now() / 1000 - by.signedInAt <= maxAgeSeconds;
  if (by.acr === ACRS.secondFactor && isFresh) return;
  void reply.header(
    'www-authenticate',
    `DPoP error="insufficient_user_authentication", error_description="A fresh sign-in with a second factor is needed", acr_values="${ACRS.secondFactor}", max_age="${maxAgeSeconds}"`,
  );
  throw new Failure(
    'STEP_UP_REQUIRED',
    'This needs a sign-in with your second factor just now. Confirm that it is you, then try again; nothing was changed.',
    { acrValues: ACRS.secondFactor, maxAge: maxAgeSeconds },
  );
}
