import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { keyRotation, toldKey } from '../../shared/sync/api-keys-api.ts';
import {
  newServiceAccount,
  newServiceKey,
  serviceAccount,
  serviceAccounts,
  toldAccount,
} from '../../shared/sync/service-accounts-api.ts';
import {
  problem,
  requireMatch,
  type Database,
  type HttpServer,
  type TenantTransaction,
} from '../platform/index.ts';
import { makeApiKey, revokeApiKey, rotateApiKey } from './api-keys.ts';
import type { Authenticate } from './authenticate.ts';
import { requireFreshAuth } from './fresh-auth.ts';
import { requireRole, requireScope, type Principal } from './principal.ts';
import {
  endServiceAccount,
  listServiceAccounts,
  makeServiceAccount,
  requireServiceAccount,
  setServiceRole,
} from './service-accounts.ts';

export interface ServiceAccountsPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
}

const tags = ['identity'];
const refusals = { 400: problem, 401: problem, 403: problem };
const known = { 404: problem, ...refusals };
const path = '/api/v1/service-accounts';
const ofAccount = z.strictObject({ accountId: z.uuid().lowercase() });
const ofKey = ofAccount.extend({ keyId: z.uuid().lowercase() });
const FRESH_S = 300;
const DAY_MS = 86_400_000;

/** Adds what an admin does about service accounts: programs of the team with keys that belong to no member. */
export function addServiceAccountRoutes(
  server: HttpServer,
  { database, authenticate }: ServiceAccountsPlace,
): void {
  const preHandler = requireFreshAuth(authenticate, { maxAgeSeconds: FRESH_S });
  const asAdmin = async <T>(
    headers: Parameters<Authenticate>[0],
    work: (transaction: TenantTransaction, principal: Principal) => Promise<T>,
  ): Promise<T> => {
    const principal = await authenticate(headers);
    requireScope(principal, null);
    requireRole(principal, ['admin']);
    return database.inTenant(principal.tenant, (transaction) => work(transaction, principal));
  };

  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'Service accounts of the team and their keys',
        response: { 200: serviceAccounts, ...refusals },
      },
    },
    async ({ headers }) => ({
      accounts: await asAdmin(headers, (transaction, { tenant }) =>
        listServiceAccounts(transaction, tenant),
      ),
    }),
  );
  server.post(
    path,
    {
      preHandler,
      schema: {
        tags,
        summary: 'Makes a service account with its first key, which is told this once',
        body: newServiceAccount,
        response: { 201: toldAccount, 409: problem, ...refusals },
      },
    },
    async ({ headers, body }, reply) =>
      reply
        .status(201)
        .send(
          await asAdmin(headers, (transaction, principal) =>
            makeServiceAccount(transaction, principal, body),
          ),
        ),
  );
  server.put(
    `${path}/:accountId/role`,
    {
      preHandler,
      schema: {
        tags,
        summary:
          'Gives a service account another role; the tag that goes with it as If-Match is that of the role before',
        params: ofAccount,
        body: serviceAccount.pick({ role: true }),
        response: { 204: z.null(), 412: problem, ...known },
      },
    },
    async ({ headers, params: { accountId }, body: { role } }, reply) => {
      await asAdmin(headers, async (transaction, { tenant }) => {
        const account = await requireServiceAccount(transaction, tenant, accountId);
        requireMatch(headers, { role: account.role });
        await setServiceRole(transaction, tenant, account, role);
      });
      return reply.status(204).send(null);
    },
  );
  server.delete(
    `${path}/:accountId`,
    {
      preHandler,
      schema: {
        tags,
        summary: 'Ends a service account with all its keys',
        params: ofAccount,
        response: { 204: z.null(), ...known },
      },
    },
    async ({ headers, params: { accountId } }, reply) => {
      await asAdmin(headers, (transaction, { tenant }) =>
        endServiceAccount(transaction, tenant, accountId),
      );
      return reply.status(204).send(null);
    },
  );
  addServiceKeyRoutes(server, { preHandler, asAdmin });
}

function addServiceKeyRoutes(
  server: HttpServer,
  {
    preHandler,
    asAdmin,
  }: {
    preHandler: ReturnType<typeof requireFreshAuth>;
    asAdmin: <T>(
      headers: Parameters<Authenticate>[0],
      work: (transaction: TenantTransaction, principal: Principal) => Promise<T>,
    ) => Promise<T>;
  },
): void {
  server.post(
    `${path}/:accountId/keys`,
    {
      preHandler,
      schema: {
        tags,
        summary: 'Makes another key of a service account, which is told this once',
        params: ofAccount,
        body: newServiceKey,
        response: { 201: toldKey, ...known },
      },
    },
    async ({ headers, params: { accountId }, body: { scopes, days } }, reply) => {
      const made = await asAdmin(headers, async (transaction, { tenant }) => {
        const { name } = await requireServiceAccount(transaction, tenant, accountId);
        const expiresAt = new Date(Date.now() + days * DAY_MS);
        const who = { tenant, memberId: accountId };
        return makeApiKey(transaction, who, { name, scopes, expiresAt });
      });
      return reply.status(201).send(made);
    },
  );
  server.post(
    `${path}/:accountId/keys/:keyId/rotate`,
    {
      preHandler,
      schema: {
        tags,
        summary: 'Makes another key in the place of one, which is good for a while more',
        params: ofKey,
        body: keyRotation,
        response: { 201: toldKey, ...known },
      },
    },
    async ({ headers, params: { accountId, keyId }, body: { graceMinutes, days } }, reply) => {
      const made = await asAdmin(headers, async (transaction, { tenant }) => {
        await requireServiceAccount(transaction, tenant, accountId);
        const expiresAt = days === undefined ? null : new Date(Date.now() + days * DAY_MS);
        const who = { tenant, memberId: accountId };
        return rotateApiKey(transaction, who, keyId, { graceMinutes, expiresAt });
      });
      if (made === null) throw noKey();
      return reply.status(201).send(made);
    },
  );
  server.delete(
    `${path}/:accountId/keys/:keyId`,
    {
      schema: {
        tags,
        summary: 'Ends a key of a service account',
        params: ofKey,
        response: { 204: z.null(), ...known },
      },
    },
    async ({ headers, params: { accountId, keyId } }, reply) => {
      const ended = await asAdmin(headers, async (transaction, { tenant }) => {
        await requireServiceAccount(transaction, tenant, accountId);
        return revokeApiKey(transaction, { tenant, memberId: accountId }, keyId);
      });
      if (!ended) throw noKey();
      return reply.status(204).send(null);
    },
  );
}

const noKey = (): Failure =>
  new Failure('NOT_FOUND', 'The service account has no such key, or it has ended already.');
