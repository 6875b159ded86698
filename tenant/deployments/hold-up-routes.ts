import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  confirmed,
  newFreeze,
  newIncident,
  type NewEnvironment,
  type NewFreeze,
} from '../../shared/deployments/deployment-model.ts';
import { Failure } from '../../shared/model/failure.ts';
import { requireRole, requireScope, type Principal } from '../identity/index.ts';
import {
  noteEvent,
  problem,
  requireMatch,
  tellTeam,
  type HttpServer,
  type TenantTransaction,
} from '../platform/index.ts';
import {
  DEPLOYERS,
  deployerOf,
  freshFor,
  refusals,
  tags,
  uuid,
  type DeploymentsPlace,
} from './deployment-place.ts';
import { holdEnvironment } from './keep-course.ts';
import { freezeOf } from './rows.ts';

/** Adds what holds deployments up: freezes, which are planned, and incidents. */
export function addHoldUpRoutes(server: HttpServer, place: DeploymentsPlace): void {
  addFreezeRoutes(server, place);
  addFreezeEnds(server, place);
  addIncidentRoutes(server, place);
}

const ofFreeze = z.strictObject({ freezeId: uuid });

/** Throws FREEZE_INVALID, NOT_FOUND. */
async function freezeRow(
  transaction: TenantTransaction,
  tenant: string,
  { environmentId, from, until, reason }: NewFreeze,
) {
  if (Date.parse(until) <= Date.parse(from)) {
    throw new Failure('FREEZE_INVALID', 'A freeze must end after it begins.');
  }
  if (environmentId !== null) await holdEnvironment(transaction, tenant, environmentId);
  const [begins, ends] = [new Date(from), new Date(until)];
  return { environment_id: environmentId, begins, ends, reason };
}

function addFreezeRoutes(server: HttpServer, place: DeploymentsPlace): void {
  const { database } = place;
  server.post(
    '/api/v1/freezes',
    {
      schema: {
        tags,
        summary: 'Freezes an environment, or all, for a time',
        body: newFreeze,
        response: { 201: ofFreeze, ...refusals },
      },
    },
    async ({ headers, body }, reply) => {
      const { tenant } = await deployerOf(place, headers);
      const freezeId = randomUUID();
      await database.inTenant(tenant, async (transaction) => {
        const row = await freezeRow(transaction, tenant, body);
        await transaction
          .insertInto('freeze_window')
          .values({ tenant_id: tenant, freeze_id: freezeId, ...row })
          .execute();
      });
      return reply.status(201).send({ freezeId });
    },
  );
  server.put(
    '/api/v1/freezes/:freezeId',
    {
      schema: {
        tags,
        summary:
          'Changes a freeze; needs a second factor where a frozen environment does. The tag that goes with it as If-Match is that of the freeze as the board has it',
        params: ofFreeze,
        body: newFreeze,
        response: { 204: z.null(), 412: problem, ...refusals },
      },
    },
    async ({ headers, params: { freezeId }, body }, reply) => {
      const principal = await deployerOf(place, headers);
      const { tenant } = principal;
      await database.inTenant(tenant, async (transaction) => {
        freshFor({ stepUp: await anyStepUp(transaction, principal) }, principal, reply);
        requireMatch(headers, freezeOf(await holdFreeze(transaction, tenant, freezeId)));
        await transaction
          .updateTable('freeze_window')
          .where('tenant_id', '=', tenant)
          .where('freeze_id', '=', freezeId)
          .set(await freezeRow(transaction, tenant, body))
          .execute();
      });
      return reply.status(204).send(null);
    },
  );
}

/** A freeze that is not over, which nobody else changes until the transaction ends. Throws NOT_FOUND. */
async function holdFreeze(
  transaction: TenantTransaction,
  tenant: string,
  freezeId: string,
  now = new Date(),
) {
  const row = await transaction
    .selectFrom('freeze_window')
    .where('tenant_id', '=', tenant)
    .where('freeze_id', '=', freezeId)
    .where('ends', '>', now)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw new Failure('NOT_FOUND', 'There is no such freeze in your team, or it is over.');
}

function addFreezeEnds(server: HttpServer, place: DeploymentsPlace): void {
  const { database } = place;
  const ended = async (
    headers: IncomingHttpHeaders,
    reply: FastifyReply,
    freezeId: string,
    reason: string | null,
  ): Promise<void> => {
    const principal = await deployerOf(place, headers);
    await database.inTenant(principal.tenant, async (transaction) => {
      freshFor({ stepUp: await anyStepUp(transaction, principal) }, principal, reply);
      await overrideFreeze(transaction, principal.tenant, freezeId, reason);
    });
    database.afterKept(place.wake);
  };
  server.post(
    '/api/v1/freezes/:freezeId/override',
    {
      schema: {
        tags,
        summary:
          'Ends a freeze before its time, for a reason that the audit log keeps; needs a second factor where a frozen environment does',
        params: ofFreeze,
        body: confirmed.pick({ reason: true }),
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params: { freezeId }, body: { reason } }, reply) => {
      await ended(headers, reply, freezeId, reason);
      return reply.status(204).send(null);
    },
  );
  server.delete(
    '/api/v1/freezes/:freezeId',
    {
      config: {
        deprecated: {
          since: '2026-12-01T00:00:00Z',
          gone: '2027-03-01T00:00:00Z',
          successor: '/api/v1/freezes/{freezeId}/override',
        },
      },
      schema: {
        tags,
        summary: 'Ends a freeze without saying why',
        params: ofFreeze,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params: { freezeId } }, reply) => {
      await ended(headers, reply, freezeId, null);
      return reply.status(204).send(null);
    },
  );
}

/** One that has not begun is taken away; one that holds ends now. Throws NOT_FOUND. */
async function overrideFreeze(
  transaction: TenantTransaction,
  tenant: string,
  freezeId: string,
  reason: string | null,
  now = new Date(),
): Promise<void> {
  const row = await holdFreeze(transaction, tenant, freezeId, now);
  if (row.begins < now) {
    await transaction
      .updateTable('freeze_window')
      .where('tenant_id', '=', tenant)
      .where('freeze_id', '=', freezeId)
      .set({ ends: now })
      .execute();
  } else {
    await transaction
      .deleteFrom('freeze_window')
      .where('tenant_id', '=', tenant)
      .where('freeze_id', '=', freezeId)
      .execute();
  }
  const what = reason === null ? 'ended early' : `overridden: ${reason}`;
  noteEvent(transaction, { action: 'freeze', about: { freezeId, frozenFor: row.reason, what } });
}

async function anyStepUp(transaction: TenantTransaction, { tenant }: Principal): Promise<boolean> {
  const rows = await transaction
    .selectFrom('environment')
    .where('tenant_id', '=', tenant)
    .select('policy')
    .execute();
  return rows.some(({ policy }) => (policy as NewEnvironment['policy']).stepUp);
}

function addIncidentRoutes(server: HttpServer, { database, authenticate }: DeploymentsPlace): void {
  const ofIncident = z.strictObject({ incidentId: uuid });
  const responder = async (headers: IncomingHttpHeaders): Promise<Principal> => {
    const principal = await authenticate(headers);
    requireScope(principal, 'deployments:write');
    requireRole(principal, ['analyst', ...DEPLOYERS]);
    return principal;
  };
  server.post(
    '/api/v1/incidents',
    {
      schema: {
        tags,
        summary: 'Says that an incident is open, which deployments may have to wait for',
        body: newIncident,
        response: { 201: ofIncident, ...refusals },
      },
    },
    async ({ headers, body: { title, environmentId } }, reply) => {
      const { tenant, memberId } = await responder(headers);
      const incidentId = randomUUID();
      await database.inTenant(tenant, async (transaction) => {
        if (environmentId !== null) await holdEnvironment(transaction, tenant, environmentId);
        const row = { incident_id: incidentId, environment_id: environmentId, title };
        await transaction
          .insertInto('incident')
          .values({ tenant_id: tenant, ...row })
          .execute();
        const data = { incidentId, environmentId, title, memberId };
        await tellTeam(transaction, tenant, { type: 'incident.opened', data });
      });
      return reply.status(201).send({ incidentId });
    },
  );
  server.post(
    '/api/v1/incidents/:incidentId/close',
    {
      schema: {
        tags,
        summary: 'Says that an incident is over',
        params: ofIncident,
        body: z.strictObject({}),
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params: { incidentId } }, reply) => {
      const { tenant, memberId } = await responder(headers);
      await database.inTenant(tenant, async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('incident')
          .where('tenant_id', '=', tenant)
          .where('incident_id', '=', incidentId)
          .where('closed_at', 'is', null)
          .set({ closed_at: new Date() })
          .executeTakeFirst();
        if (numUpdatedRows === 0n) {
          throw new Failure('NOT_FOUND', 'There is no such open incident.');
        }
        const data = { incidentId, memberId };
        await tellTeam(transaction, tenant, { type: 'incident.closed', data });
      });
      return reply.status(204).send(null);
    },
  );
}
