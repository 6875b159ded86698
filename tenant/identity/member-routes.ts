import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { ROLES, type Role } from '../../shared/model/role.ts';
import {
  lockTenant,
  problem,
  requireMatch,
  tellTeam,
  type Database,
  type HttpServer,
  type TenantTransaction,
} from '../platform/index.ts';
import type { Authenticate } from './authenticate.ts';
import { requireFreshAuth } from './fresh-auth.ts';
import { requireRole, type Principal } from './principal.ts';
import { removeAllSecondFactors } from './second-factors.ts';
import { endSessions } from './sessions.ts';

export interface MembersPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
}

const tags = ['identity'];
const params = z.strictObject({ memberId: z.uuid().lowercase() });
const role = z.strictObject({ role: z.enum(ROLES) });
const response = { 204: z.null(), 400: problem, 401: problem, 403: problem, 404: problem };
const FRESH_S = 300;

type Change = (transaction: TenantTransaction, who: Who, before: Role) => Promise<void>;
interface Who {
  readonly tenant: string;
  readonly memberId: string;
}

/** Adds what an admin does to other members: another role, no second factor any more, out of the team. */
export function addMemberRoutes(
  server: HttpServer,
  { database, authenticate }: MembersPlace,
): void {
  const preHandler = requireFreshAuth(authenticate, { maxAgeSeconds: FRESH_S });

  async function changed(principal: Principal, memberId: string, change: Change): Promise<void> {
    requireRole(principal, ['admin']);
    const who = { tenant: principal.tenant, memberId };
    await database.inTenant(who.tenant, async (transaction) => {
      // Two admins who go at once leave one.
      await lockTenant(transaction, who.tenant);
      await change(transaction, who, await roleBefore(transaction, who));
      await refuseWithoutAdmin(transaction, who.tenant);
    });
  }

  server.put(
    '/api/v1/members/:memberId/role',
    {
      preHandler,
      schema: {
        tags,
        summary:
          'Gives a member another role; the tag that goes with it as If-Match is that of the role before',
        params,
        body: role,
        response: { ...response, 412: problem },
      },
    },
    async ({ headers, params: { memberId }, body }, reply) => {
      await changed(await authenticate(headers), memberId, async (transaction, who, before) => {
        requireMatch(headers, { role: before });
        await setRole(transaction, who, body.role);
      });
      return reply.status(204).send(null);
    },
  );
  server.delete(
    '/api/v1/members/:memberId/second-factors',
    {
      preHandler,
      schema: {
        tags,
        summary: 'Takes the second factors of a member away who has lost them, and signs her out',
        params,
        response,
      },
    },
    async ({ headers, params: { memberId } }, reply) => {
      await changed(await authenticate(headers), memberId, async (transaction, who) => {
        await removeAllSecondFactors(transaction, who);
        await endSessions(transaction, who);
      });
      return reply.status(204).send(null);
    },
  );
  server.delete(
    '/api/v1/members/:memberId',
    {
      preHandler,
      schema: {
        tags,
        summary: 'Lets a member go: out of everything at once, with sessions and keys',
        params,
        response,
      },
    },
    async ({ headers, params: { memberId } }, reply) => {
      await changed(await authenticate(headers), memberId, letGo);
      return reply.status(204).send(null);
    },
  );
}

async function setRole(
  transaction: TenantTransaction,
  { tenant, memberId }: Who,
  role: Role,
): Promise<void> {
  await transaction
    .updateTable('member')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .set({ role })
    .execute();
  await tellTeam(transaction, tenant, { type: 'member.role_changed', data: { memberId, role } });
}

/** What she did stays under her name; she herself has no way in any more. */
async function letGo(transaction: TenantTransaction, who: Who): Promise<void> {
  const { tenant, memberId } = who;
  await transaction
    .updateTable('member')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .set({ disabled_at: new Date() })
    .execute();
  await transaction
    .updateTable('api_key')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('revoked_at', 'is', null)
    .set({ revoked_at: new Date() })
    .execute();
  await removeAllSecondFactors(transaction, who);
  await endSessions(transaction, who);
  await tellTeam(transaction, tenant, { type: 'member.left', data: { memberId } });
}

/** The role of a member who is there. Throws NOT_FOUND. */
async function roleBefore(
  transaction: TenantTransaction,
  { tenant, memberId }: Who,
): Promise<Role> {
  const known = await transaction
    .selectFrom('member')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('kind', '=', 'person')
    .where('disabled_at', 'is', null)
    .select('role')
    .executeTakeFirst();
  if (known !== undefined) return known.role;
  throw new Failure('NOT_FOUND', 'There is no such member in your team.');
}

/** A team without an admin could never be changed again. */
async function refuseWithoutAdmin(transaction: TenantTransaction, tenant: string): Promise<void> {
  const admin = await transaction
    .selectFrom('member')
    .where('tenant_id', '=', tenant)
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .select('member_id')
    .executeTakeFirst();
  if (admin !== undefined) return;
  throw new Failure('NOT_ALLOWED', 'Somebody must be admin. Make another member one first.');
}
