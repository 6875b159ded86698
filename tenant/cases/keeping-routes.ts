import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import {
  keptCasePage,
  legalHold,
  reason,
  type LegalHold,
} from '../../shared/sync/case-keeping-api.ts';
import {
  requireFreshAuth,
  requireRole,
  requireScope,
  type Authenticate,
  type Principal,
} from '../identity/index.ts';
import {
  entityTag,
  pageQuery,
  placeIn,
  problem,
  requireMatch,
  type Database,
  type HttpServer,
  type LimitGuard,
  type TenantTransaction,
} from '../platform/index.ts';
import { setArchived } from './archive-case.ts';
import { deleteCase, KEEPERS } from './delete-case.ts';
import { liftHold, lockCase, placeHold, readHold } from './legal-hold.ts';
import { MOST_CASES, readHoldFor, readKept } from './reads.ts';

interface KeepingPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly limits: Pick<LimitGuard, 'storageRoom'>;
}

const tags = ['cases'];
const FRESH = { maxAgeSeconds: 300 };
const caseParams = z.strictObject({ caseId: z.uuid().lowercase() });
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem };
const answer = z.strictObject({ hold: legalHold.nullable() });

/** Adds how long cases of the team are kept: which there are, and what holds one. */
export function addKeepingRoutes(server: HttpServer, place: KeepingPlace): void {
  const { database, authenticate } = place;
  server.get(
    '/api/v1/kept-cases',
    {
      schema: {
        tags,
        summary:
          'All cases of the team by their ids, latest first, for who decides how they are kept',
        querystring: pageQuery,
        response: { 200: keptCasePage, 400: problem, 401: problem, 403: problem },
      },
    },
    async ({ headers, query: { cursor } }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, (transaction) =>
        readKept(transaction, principal, { before: placeIn(cursor), limit: MOST_CASES }),
      );
    },
  );
  addHoldRoutes(server, place);
  addDeletionRoute(server, place);
  addArchiveRoutes(server, place);
}

function addHoldRoutes(server: HttpServer, { database, authenticate }: KeepingPlace): void {
  /** Decides about a case that nobody else does anything with meanwhile. */
  const decided = async (
    headers: IncomingHttpHeaders,
    caseId: string,
    work: (
      transaction: TenantTransaction,
      principal: Principal,
      before: LegalHold | null,
    ) => Promise<void>,
  ): Promise<void> => {
    const principal = await authenticate(headers);
    requireScope(principal, null);
    requireRole(principal, KEEPERS);
    const { tenant } = principal;
    await database.inTenant(tenant, async (transaction) => {
      await lockCase(transaction, { tenant, caseId });
      const before = await readHold(transaction, { tenant, caseId });
      requireMatch(headers, { hold: before });
      await work(transaction, principal, before);
    });
  };
  const preHandler = requireFreshAuth(authenticate, FRESH);
  server.get(
    '/api/v1/cases/:caseId/hold',
    {
      schema: {
        tags,
        summary: 'The legal hold on a case; its entity tag goes with a change of it as If-Match',
        params: caseParams,
        response: { 200: answer, ...refusals },
      },
    },
    async ({ headers, params: { caseId } }, reply) => {
      const principal = await authenticate(headers);
      const hold = await database.inTenant(principal.tenant, (transaction) =>
        readHoldFor(transaction, principal, caseId),
      );
      return reply.status(200).header('etag', entityTag({ hold })).send({ hold });
    },
  );
  server.put(
    '/api/v1/cases/:caseId/hold',
    {
      preHandler,
      schema: {
        tags,
        summary:
          'Places a legal hold: from now on nothing of the case is deleted, by nobody and no job',
        params: caseParams,
        body: reason,
        response: { 204: z.null(), 412: problem, ...refusals },
      },
    },
    async ({ headers, params: { caseId }, body }, reply) => {
      await decided(headers, caseId, (transaction, principal, before) =>
        placeHold(transaction, principal, { caseId, before, ...body }),
      );
      return reply.status(204).send(null);
    },
  );
  server.post(
    '/api/v1/cases/:caseId/hold/lift',
    {
      preHandler,
      schema: {
        tags,
        summary: 'Lifts the legal hold on a case, for a reason that is kept',
        params: caseParams,
        body: reason,
        response: { 204: z.null(), 412: problem, ...refusals },
      },
    },
    async ({ headers, params: { caseId }, body }, reply) => {
      await decided(headers, caseId, (transaction, principal) =>
        liftHold(transaction, principal, { caseId, ...body }),
      );
      return reply.status(204).send(null);
    },
  );
}

function addDeletionRoute(server: HttpServer, place: KeepingPlace): void {
  const { database, authenticate, limits } = place;
  server.post(
    '/api/v1/cases/:caseId/delete',
    {
      preHandler: requireFreshAuth(authenticate, FRESH),
      schema: {
        tags,
        summary:
          'Deletes a case from the server for good, for a reason that is kept; who had it is told',
        params: caseParams,
        body: reason,
        response: { 204: z.null(), 409: problem, ...refusals },
      },
    },
    async ({ headers, params: { caseId }, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      requireRole(principal, KEEPERS);
      await database.inTenant(principal.tenant, (transaction) =>
        deleteCase(transaction, principal, { caseId, ...body }, limits),
      );
      return reply.status(204).send(null);
    },
  );
}

function addArchiveRoutes(server: HttpServer, { database, authenticate }: KeepingPlace): void {
  for (const [method, archived, summary] of [
    ['PUT', true, 'Archives a case: read only, and out of everyday lists'],
    ['DELETE', false, 'Brings an archived case back'],
  ] as const) {
    server.route({
      method,
      url: '/api/v1/cases/:caseId/archive',
      schema: { tags, summary, params: caseParams, response: { 204: z.null(), ...refusals } },
      handler: async ({ headers, params: { caseId } }, reply) => {
        const principal = await authenticate(headers);
        requireScope(principal, null);
        await database.inTenant(principal.tenant, (transaction) =>
          setArchived(transaction, principal, { caseId, archived }),
        );
        return reply.status(204).send(null);
      },
    });
  }
}
