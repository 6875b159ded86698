import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { casePage, grant, newCase, newGrant, sharedCase } from '../../shared/sync/tenant-api.ts';
import { requireRole, requireScope, type Authenticate, type Principal } from '../identity/index.ts';
import {
  pageQuery,
  placeIn,
  problem,
  requireMatch,
  type Database,
  type HttpServer,
  type LimitGuard,
  type TenantTransaction,
  tellTeam,
} from '../platform/index.ts';
import { addCaseKeyRoute } from './case-key-route.ts';
import { reviveDeleted } from './delete-case.ts';
import { addKeepingRoutes } from './keeping-routes.ts';
import { MOST_CASES, readCase, readCases, readGrants } from './reads.ts';
import { refuseUnmanaged, requireGeneration, requireManage } from './case-managers.ts';

export interface CasesPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly limits: Pick<LimitGuard, 'storageRoom'>;
}

const tags = ['cases'];
const uuid = z.uuid().lowercase();
const refusals = { 400: problem, 401: problem, 403: problem };
const ofCase = { ...refusals, 404: problem };
const caseParams = z.strictObject({ caseId: uuid });
const grantParams = z.strictObject({ caseId: uuid, memberId: uuid });

/** Adds what is done to cases as a whole: share, list, give and take access. */
export function addCaseRoutes(server: HttpServer, place: CasesPlace): void {
  const { database, authenticate } = place;
  server.post(
    '/api/v1/cases',
    {
      schema: {
        tags,
        summary: 'Shares a case; whoever shares it manages who has it',
        body: newCase,
        response: { 204: z.null(), 409: problem, 410: problem, ...refusals },
      },
    },
    async ({ headers, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'cases:write');
      requireRole(principal, ['analyst', 'lead', 'deployer', 'admin']);
      await database.inTenant(principal.tenant, (transaction) =>
        shareCase(transaction, principal, body),
      );
      return reply.status(204).send(null);
    },
  );
  server.get(
    '/api/v1/cases',
    {
      schema: {
        tags,
        summary:
          'Cases that this member has, latest first; those that are archived only when asked for',
        querystring: pageQuery.extend({ archived: z.stringbool().default(false) }),
        response: { 200: casePage, ...refusals },
      },
    },
    async ({ headers, query: { cursor, archived } }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, (transaction) =>
        readCases(transaction, principal, { before: placeIn(cursor), limit: MOST_CASES, archived }),
      );
    },
  );
  server.get(
    '/api/v1/cases/:caseId',
    {
      schema: {
        tags,
        summary: 'A case that this member has',
        params: caseParams,
        response: { 200: sharedCase, 410: problem, ...ofCase },
      },
    },
    async ({ headers, params: { caseId } }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, (transaction) =>
        readCase(transaction, principal, caseId),
      );
    },
  );
  addGrantRoutes(server, place);
  addCaseKeyRoute(server, place);
  addKeepingRoutes(server, place);
}

async function shareCase(
  transaction: TenantTransaction,
  principal: Principal,
  { caseId, sealedName, generation, sealedKey }: z.output<typeof newCase>,
): Promise<void> {
  const { tenant, memberId } = principal;
  const again = await reviveDeleted(transaction, principal, caseId);
  const made = await transaction
    .insertInto('shared_case')
    .values({
      tenant_id: tenant,
      case_id: caseId,
      sealed_name: sealedName,
      generation,
      shared_by: memberId,
      life: again ? randomUUID() : null,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'case_id']).doNothing())
    .executeTakeFirst();
  if (made.numInsertedOrUpdatedRows !== 1n) {
    throw new Failure(
      'CASE_EXISTS',
      'A copy of this case is shared already. Ask who shared it for access, then connect yours.',
    );
  }
  await transaction
    .insertInto('case_grant')
    .values({
      tenant_id: tenant,
      case_id: caseId,
      member_id: memberId,
      access: 'manage',
      generation,
      sealed_key: sealedKey,
      granted_by: memberId,
    })
    .execute();
  await tellTeam(transaction, tenant, { type: 'case.shared', data: { caseId, memberId } });
}

function addGrantRoutes(server: HttpServer, { database, authenticate }: CasesPlace): void {
  server.get(
    '/api/v1/cases/:caseId/grants',
    {
      schema: {
        tags,
        summary: 'Who has a case',
        params: caseParams,
        response: { 200: z.strictObject({ grants: z.array(grant) }), ...ofCase },
      },
    },
    async ({ headers, params: { caseId } }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, async (transaction) => ({
        grants: await readGrants(transaction, principal, caseId),
      }));
    },
  );
  server.put(
    '/api/v1/cases/:caseId/grants/:memberId',
    {
      schema: {
        tags,
        summary:
          'Gives a member access to a case, with its key sealed for that member; the tag that goes with it as If-Match is that of the access before',
        params: grantParams,
        body: newGrant,
        response: { 204: z.null(), 412: problem, ...ofCase },
      },
    },
    async ({ headers, params: { caseId, memberId }, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      const { tenant } = principal;
      await database.inTenant(tenant, async (transaction) => {
        await requireManage(transaction, principal, caseId);
        const known = await transaction
          .selectFrom('member')
          .where('tenant_id', '=', tenant)
          .where('member_id', '=', memberId)
          .where('kind', '=', 'person')
          .where('disabled_at', 'is', null)
          .select('member_id')
          .executeTakeFirst();
        if (known === undefined) {
          throw new Failure('NOT_FOUND', 'There is no such member in your team.');
        }
        const given = {
          access: body.access,
          generation: body.generation,
          sealed_key: body.sealedKey,
          granted_by: principal.memberId,
        };
        await requireGeneration(transaction, { tenant, caseId, generation: body.generation });
        // Of the case that is locked now.
        const before = await transaction
          .selectFrom('case_grant')
          .where('tenant_id', '=', tenant)
          .where('case_id', '=', caseId)
          .where('member_id', '=', memberId)
          .select('access')
          .executeTakeFirst();
        requireMatch(headers, { access: before?.access ?? null });
        await transaction
          .insertInto('case_grant')
          .values({ tenant_id: tenant, case_id: caseId, member_id: memberId, ...given })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'case_id', 'member_id']).doUpdateSet(given),
          )
          .execute();
        await refuseUnmanaged(transaction, tenant, caseId);
      });
      return reply.status(204).send(null);
    },
  );
  server.delete(
    '/api/v1/cases/:caseId/grants/:memberId',
    {
      schema: {
        tags,
        summary: 'Takes access to a case from a member',
        params: grantParams,
        response: { 204: z.null(), ...ofCase },
      },
    },
    async ({ headers, params: { caseId, memberId } }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      const { tenant } = principal;
      await database.inTenant(tenant, async (transaction) => {
        await requireManage(transaction, principal, caseId);
        await transaction
          .deleteFrom('case_grant')
          .where('tenant_id', '=', tenant)
          .where('case_id', '=', caseId)
          .where('member_id', '=', memberId)
          .execute();
        await refuseUnmanaged(transaction, tenant, caseId);
      });
      return reply.status(204).send(null);
    },
  );
}
