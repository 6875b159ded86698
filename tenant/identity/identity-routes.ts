import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { ROLES } from '../../shared/model/role.ts';
import { keyRotation, newOwnKey, ownKeys, toldKey } from '../../shared/sync/api-keys-api.ts';
import { me, member, sealingKey } from '../../shared/sync/tenant-api.ts';
import { problem, type Database, type HttpServer, type LimitGuard } from '../platform/index.ts';
import { listApiKeys, makeApiKey, revokeApiKey, rotateApiKey } from './api-keys.ts';
import type { Authenticate } from './authenticate.ts';
import { requireFreshAuth } from './fresh-auth.ts';
import { invite } from './invitations.ts';
import { requireRole, requireScope } from './principal.ts';
import { readMe, readMembers } from './reads.ts';

export interface IdentityPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly publicUrl: () => string;
  readonly limits: Pick<LimitGuard, 'beforeInviting'>;
}

const DAY_MS = 86_400_000;
const FRESH_S = 300;
const refusals = { 400: problem, 401: problem, 403: problem };
const tags = ['identity'];

/** Adds what a member asks about herself and her team, and does to them. */
export function addIdentityRoutes(server: HttpServer, place: IdentityPlace): void {
  const { database, authenticate, publicUrl, limits } = place;
  server.get(
    '/api/v1/me',
    { schema: { tags, summary: 'Who asks', response: { 200: me, ...refusals } } },
    async ({ headers }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, (transaction) => readMe(transaction, principal));
    },
  );
  server.put(
    '/api/v1/me/sealing-key',
    {
      schema: {
        tags,
        summary: 'Tells the key that others seal keys of cases with for this member',
        body: z.strictObject({ sealingKey }),
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      await database.inTenant(principal.tenant, (transaction) =>
        transaction
          .updateTable('member')
          .where('tenant_id', '=', principal.tenant)
          .where('member_id', '=', principal.memberId)
          .set({ sealing_key: body.sealingKey })
          .execute(),
      );
      return reply.status(204).send(null);
    },
  );
  server.get(
    '/api/v1/members',
    {
      schema: {
        tags,
        summary: 'The team',
        response: { 200: z.strictObject({ members: z.array(member) }), ...refusals },
      },
    },
    async ({ headers }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, async (transaction) => ({
        members: await readMembers(transaction, principal),
      }));
    },
  );
  server.post(
    '/api/v1/invitations',
    {
      schema: {
        tags,
        summary: 'Invites somebody; the link is told this once',
        body: z.strictObject({ email: z.email().max(320), role: z.enum(ROLES) }),
        response: {
          201: z.strictObject({ link: z.url(), expiresAt: z.string() }),
          402: problem,
          ...refusals,
        },
      },
    },
    async ({ headers, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      requireRole(principal, ['admin']);
      const { link, expiresAt } = await database.inTenant(principal.tenant, async (transaction) => {
        await limits.beforeInviting(transaction, principal.tenant);
        const { token, expiresAt } = await invite(transaction, principal, body);
        const { slug } = await transaction
          .selectFrom('tenant')
          .where('tenant_id', '=', principal.tenant)
          .select('slug')
          .executeTakeFirstOrThrow();
        return { link: `${publicUrl()}/t/${slug}/join/${token}`, expiresAt };
      });
      return reply.status(201).send({ link, expiresAt });
    },
  );
  addKeyRoutes(server, place);
}

function addKeyRoutes(server: HttpServer, { database, authenticate }: IdentityPlace): void {
  server.get(
    '/api/v1/api-keys',
    {
      schema: {
        tags,
        summary: 'Keys of this member',
        response: { 200: ownKeys, ...refusals },
      },
    },
    async ({ headers }) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      return database.inTenant(principal.tenant, async (transaction) => ({
        keys: await listApiKeys(transaction, principal),
      }));
    },
  );
  server.post(
    '/api/v1/api-keys',
    {
      preHandler: requireFreshAuth(authenticate, { maxAgeSeconds: FRESH_S }),
      schema: {
        tags,
        summary: 'Makes a key for a program of this member; the key is told this once',
        body: newOwnKey,
        response: { 201: toldKey, ...refusals },
      },
    },
    async ({ headers, body: { name, scopes, days } }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      const expiresAt = new Date(Date.now() + days * DAY_MS);
      const made = await database.inTenant(principal.tenant, (transaction) =>
        makeApiKey(transaction, principal, { name, scopes, expiresAt }),
      );
      return reply.status(201).send(made);
    },
  );
  server.post(
    '/api/v1/api-keys/:keyId/rotate',
    {
      preHandler: requireFreshAuth(authenticate, { maxAgeSeconds: FRESH_S }),
      schema: {
        tags,
        summary: 'Makes another key in the place of one, which is good for a while more',
        params: z.strictObject({ keyId: z.uuid().lowercase() }),
        body: keyRotation,
        response: { 201: toldKey, 404: problem, ...refusals },
      },
    },
    async ({ headers, params, body: { graceMinutes, days } }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      const expiresAt = days === undefined ? null : new Date(Date.now() + days * DAY_MS);
      const made = await database.inTenant(principal.tenant, (transaction) =>
        rotateApiKey(transaction, principal, params.keyId, { graceMinutes, expiresAt }),
      );
      if (made === null) throw noKey();
      return reply.status(201).send(made);
    },
  );
  server.delete(
    '/api/v1/api-keys/:keyId',
    {
      schema: {
        tags,
        summary: 'Ends a key',
        params: z.strictObject({ keyId: z.uuid() }),
        response: { 204: z.null(), 404: problem, ...refusals },
      },
    },
    async ({ headers, params }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      const ended = await database.inTenant(principal.tenant, (transaction) =>
        revokeApiKey(transaction, principal, params.keyId),
      );
      if (!ended) throw noKey();
      return reply.status(204).send(null);
    },
  );
}

const noKey = (): Failure =>
  new Failure('NOT_FOUND', 'You have no such key, or it has ended already.');
