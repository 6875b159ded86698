import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { secondFactors } from '../../shared/sync/tenant-api.ts';
import { problem, type Database, type HttpServer, type ServerKeys } from '../platform/index.ts';
import type { Authenticate } from './authenticate.ts';
import { requireFreshAuth } from './fresh-auth.ts';
import { requireScope } from './principal.ts';
import { sealStep } from './sealed-step.ts';
import { FACTOR_LINK_S, factorLinkPurpose } from './second-factor-pages.ts';
import { hasSecondFactor, removeSecondFactor, secondFactorsOf } from './second-factors.ts';

export interface SecondFactorsPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly authenticate: Authenticate;
  readonly publicUrl: () => string;
}

const refusals = { 400: problem, 401: problem, 403: problem };
const tags = ['identity'];
const FRESH_S = 300;

/** Adds what a member sees of her second factors, the link to set one up, and taking one away. */
export function addSecondFactorRoutes(server: HttpServer, place: SecondFactorsPlace): void {
  const { database, keys, authenticate, publicUrl } = place;
  const fresh = requireFreshAuth(authenticate, { maxAgeSeconds: FRESH_S });
  const factorsOf = async (headers: FastifyRequest['headers']) => {
    const principal = await authenticate(headers);
    requireScope(principal, null);
    const factors = await database.inTenant(principal.tenant, (transaction) =>
      secondFactorsOf(transaction, principal),
    );
    return { principal, factors };
  };

  server.get(
    '/api/v1/me/second-factors',
    {
      schema: {
        tags,
        summary: 'What this member can confirm with that it is her',
        response: { 200: secondFactors, ...refusals },
      },
    },
    ({ headers }) => factorsOf(headers).then(({ factors }) => factors),
  );
  server.post(
    '/api/v1/me/second-factors/link',
    {
      // Whoever has a second factor adds another with it: a stolen passphrase must not be enough.
      preHandler: async (request: FastifyRequest, reply: FastifyReply) => {
        const { factors } = await factorsOf(request.headers);
        if (hasSecondFactor(factors)) await fresh(request, reply);
      },
      schema: {
        tags,
        summary: 'Makes the link to the page on which a second factor is set up, good for minutes',
        response: { 201: z.strictObject({ link: z.url() }), ...refusals },
      },
    },
    async ({ headers }, reply) => {
      const { tenant, memberId } = await authenticate(headers);
      const { slug } = await database.inTenant(tenant, (transaction) =>
        transaction
          .selectFrom('tenant')
          .where('tenant_id', '=', tenant)
          .select('slug')
          .executeTakeFirstOrThrow(),
      );
      const token = sealStep(keys, factorLinkPurpose(tenant), memberId, {
        seconds: FACTOR_LINK_S,
      });
      return reply.status(201).send({ link: `${publicUrl()}/t/${slug}/second-factor/${token}` });
    },
  );
  server.delete(
    '/api/v1/me/second-factors/:factorId',
    {
      preHandler: fresh,
      schema: {
        tags,
        summary: 'Takes a passkey away, or the code app (`code-app`)',
        params: z.strictObject({ factorId: z.string().min(1).max(1400) }),
        response: { 204: z.null(), 404: problem, ...refusals },
      },
    },
    async ({ headers, params: { factorId } }, reply) => {
      const principal = await authenticate(headers);
      const passkeyId = factorId === 'code-app' ? null : factorId;
      const removed = await database.inTenant(principal.tenant, (transaction) =>
        removeSecondFactor(transaction, principal, passkeyId),
      );
      if (!removed) throw new Failure('NOT_FOUND', 'You have no such second factor.');
      return reply.status(204).send(null);
    },
  );
}
