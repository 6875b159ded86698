import { z } from 'zod';
import { retention, RETENTION, type Retention } from '../../shared/sync/retention-api.ts';
import {
  requireFreshAuth,
  requireRole,
  requireScope,
  type Authenticate,
  type Principal,
} from '../identity/index.ts';
import {
  entityTag,
  lockTenant,
  problem,
  requireMatch,
  type Database,
  type HttpServer,
  type TenantTransaction,
} from '../platform/index.ts';

export interface RetentionPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
}

const tags = ['retention'];
const refusals = { 400: problem, 401: problem, 403: problem };
const FRESH = { maxAgeSeconds: 300 };

/** Adds how long the team has kept what is forgotten by itself: an admin reads it, and sets it with a second factor just now. */
export function addRetentionRoutes(server: HttpServer, place: RetentionPlace): void {
  const { database, authenticate } = place;
  server.get(
    '/api/v1/retention',
    {
      schema: {
        tags,
        summary:
          'How many days the team has kept what is forgotten by itself; its entity tag goes with a change of it as If-Match',
        response: { 200: retention, ...refusals },
      },
    },
    async ({ headers }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      requireRole(principal, ['admin']);
      const found = await database.inTenant(principal.tenant, (transaction) =>
        readRetention(transaction, principal.tenant),
      );
      return reply.status(200).header('etag', entityTag(found)).send(found);
    },
  );
  server.put(
    '/api/v1/retention',
    {
      preHandler: requireFreshAuth(authenticate, FRESH),
      schema: {
        tags,
        summary: 'Sets how many days that is; what is older is forgotten within the hour',
        body: retention,
        response: { 204: z.null(), 412: problem, ...refusals },
      },
    },
    async ({ headers, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      requireRole(principal, ['admin']);
      await database.inTenant(principal.tenant, async (transaction) => {
        // What has no row of its own yet cannot be held.
        await lockTenant(transaction, principal.tenant);
        requireMatch(headers, await readRetention(transaction, principal.tenant));
        await keepRetention(transaction, principal, body);
      });
      return reply.status(204).send(null);
    },
  );
}

async function readRetention(transaction: TenantTransaction, tenant: string): Promise<Retention> {
  const rows = await transaction
    .selectFrom('retention')
    .where('tenant_id', '=', tenant)
    .select(['kind', 'days'])
    .execute();
  const set = new Map(rows.map(({ kind, days }) => [kind, days]));
  return {
    deliveries: set.get('deliveries') ?? RETENTION.deliveries.own,
    sessions: set.get('sessions') ?? RETENTION.sessions.own,
    answers: set.get('answers') ?? RETENTION.answers.own,
    audit: set.get('audit') ?? null,
  };
}

async function keepRetention(
  transaction: TenantTransaction,
  { tenant, memberId }: Pick<Principal, 'tenant' | 'memberId'>,
  { deliveries, sessions, answers, audit }: Retention,
): Promise<void> {
  const by = { tenant_id: tenant, set_by: memberId };
  await transaction
    .insertInto('retention')
    .values([
      { ...by, kind: 'deliveries', days: deliveries },
      { ...by, kind: 'sessions', days: sessions },
      { ...by, kind: 'answers', days: answers },
      ...(audit === null ? [] : [{ ...by, kind: 'audit' as const, days: audit }]),
    ])
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'kind'])
        .doUpdateSet((eb) => ({ days: eb.ref('excluded.days'), set_by: eb.ref('excluded.set_by') }))
        // Whose decision a time was stays, unless it is changed.
        .where('retention.days', 'is distinct from', (eb) => eb.ref('excluded.days')),
    )
    .execute();
  if (audit !== null) return;
  await transaction
    .deleteFrom('retention')
    .where('tenant_id', '=', tenant)
    .where('kind', '=', 'audit')
    .execute();
}
