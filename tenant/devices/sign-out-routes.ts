import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { endedSessions } from '../../shared/sync/tenant-api.ts';
import {
  endSessionOf,
  endSessions,
  requireFreshAuth,
  requireRole,
  type Authenticate,
  type Principal,
} from '../identity/index.ts';
import {
  noteEvent,
  problem,
  type Database,
  type HttpServer,
  type TenantTransaction,
} from '../platform/index.ts';
import { lastChange } from './last-change.ts';

export interface SignOutPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly poke: (tenant: string, seq: number) => void;
}

const tags = ['devices'];
const memberParams = z.strictObject({ memberId: z.uuid().lowercase() });
const params = memberParams.extend({ sessionId: z.uuid().lowercase() });
const response = {
  200: endedSessions,
  400: problem,
  401: problem,
  403: problem,
  404: problem,
};

/** Adds how an admin signs members out on their devices. Who may sign in may do so again. */
export function addSignOutRoutes(
  server: HttpServer,
  { database, authenticate, poke }: SignOutPlace,
): void {
  const preHandler = requireFreshAuth(authenticate, { maxAgeSeconds: 300 });

  async function signOut(
    principal: Principal,
    asked: { memberId: string; sessionId: string | null },
  ): Promise<{ ended: number }> {
    requireRole(principal, ['admin']);
    const { tenant } = principal;
    const { ended, seq } = await database.inTenant(tenant, async (transaction) => ({
      ended: await endSessionsOf(transaction, principal, asked),
      seq: await lastChange(transaction, tenant),
    }));
    // Each device hears that its sign-in is over when it asks for news.
    database.afterKept(() => poke(tenant, seq));
    return { ended };
  }

  server.delete(
    '/api/v1/members/:memberId/sessions/:sessionId',
    {
      preHandler,
      schema: {
        tags,
        summary: 'Signs a member out on one of her devices, at once',
        params,
        response,
      },
    },
    async ({ headers, params: asked }) => signOut(await authenticate(headers), asked),
  );
  server.delete(
    '/api/v1/members/:memberId/sessions',
    {
      preHandler,
      schema: {
        tags,
        summary: 'Signs a member out on all her devices, but not on the one that asks',
        params: memberParams,
        response,
      },
    },
    async ({ headers, params: { memberId } }) =>
      signOut(await authenticate(headers), { memberId, sessionId: null }),
  );
}

/** Ends one sign-in of a member or all, and says in the audit log whose and where. Throws NOT_FOUND. */
async function endSessionsOf(
  transaction: TenantTransaction,
  { tenant, by }: Principal,
  { memberId, sessionId }: { memberId: string; sessionId: string | null },
): Promise<number> {
  const who = { tenant, memberId };
  if (sessionId === null) {
    await refuseUnknown(transaction, who);
    const own = by.is === 'person' ? by.session : null;
    const ended = await endSessions(transaction, who, own);
    noteEvent(transaction, { action: 'member.signed_out', about: { memberId, ended } });
    return ended;
  }
  const session = await transaction
    .selectFrom('session')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('session_id', '=', sessionId)
    .select('device')
    .executeTakeFirst();
  if (session === undefined || !(await endSessionOf(transaction, who, sessionId))) {
    throw new Failure('NOT_FOUND', 'This member is not signed in on such a device.');
  }
  const { device } = session;
  noteEvent(transaction, {
    action: 'device.signed_out',
    about: { memberId, sessionId, device },
  });
  return 1;
}

async function refuseUnknown(
  transaction: TenantTransaction,
  { tenant, memberId }: { tenant: string; memberId: string },
): Promise<void> {
  const known = await transaction
    .selectFrom('member')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .select('member_id')
    .executeTakeFirst();
  if (known === undefined) {
    throw new Failure('NOT_FOUND', 'There is no such member in your team.');
  }
}
