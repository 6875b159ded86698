import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import {
  newEnvironment,
  newFreeze,
  newIncident,
  newRelease,
  type NewEnvironment,
} from '../../shared/deployments/deployment-model.ts';
import { Failure } from '../../shared/model/failure.ts';
import { requireRole, requireScope, type Principal } from '../identity/index.ts';
import {
  sealSecret,
  tellTeam,
  type HttpServer,
  type TenantTransaction,
} from '../platform/index.ts';
import { requireIdle } from './deployment-commands.ts';
import {
  DEPLOYERS,
  deployerOf,
  freshFor,
  ofEnvironment,
  refusals,
  tags,
  uuid,
  type DeploymentsPlace,
} from './deployment-place.ts';
import { secretPurpose } from './deployer.ts';
import { holdEnvironment } from './keep-course.ts';

/** Adds what is set up before anything is deployed: environments, releases, freezes, incidents. */
export function addEnvironmentRoutes(server: HttpServer, place: DeploymentsPlace): void {
  addSettingRoutes(server, place);
  addReleaseRoutes(server, place);
  addFreezeRoutes(server, place);
  addIncidentRoutes(server, place);
}

/** Throws EXECUTOR_OFF. */
function requireExecutor({ executors }: DeploymentsPlace, { executor }: NewEnvironment): void {
  if (executors[executor.kind] !== undefined) return;
  throw new Failure(
    'EXECUTOR_OFF',
    `This server is not set up to deploy by ${executor.kind}. Who runs it can allow that in its configuration.`,
  );
}

function rowOf(
  { master }: DeploymentsPlace,
  tenant: string,
  environmentId: string,
  { name, policy, executor, secret }: NewEnvironment,
) {
  return {
    name,
    policy: JSON.stringify(policy),
    executor: JSON.stringify(executor),
    ...(secret === undefined
      ? {}
      : { sealed_secret: sealSecret(master, secretPurpose(tenant, environmentId), secret) }),
  };
}

function addSettingRoutes(server: HttpServer, place: DeploymentsPlace): void {
  const { database, authenticate } = place;
  server.post(
    '/api/v1/environments',
    {
      schema: {
        tags,
        summary: 'Adds an environment after the others',
        body: newEnvironment,
        response: { 201: ofEnvironment, ...refusals },
      },
    },
    async ({ headers, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      requireRole(principal, ['admin']);
      freshFor(body.policy, principal, reply);
      requireExecutor(place, body);
      const { tenant } = principal;
      const environmentId = randomUUID();
      await database.inTenant(tenant, async (transaction) => {
        await requireNewName(transaction, tenant, body.name, null);
        const { last } = await transaction
          .selectFrom('environment')
          .where('tenant_id', '=', tenant)
          .select(({ fn }) => fn.max('position').as('last'))
          .executeTakeFirstOrThrow();
        await transaction
          .insertInto('environment')
          .values({
            tenant_id: tenant,
            environment_id: environmentId,
            position: (last ?? 0) + 1,
            ...rowOf(place, tenant, environmentId, body),
          })
          .execute();
      });
      return reply.status(201).send({ environmentId });
    },
  );
  server.put(
    '/api/v1/environments/:environmentId',
    {
      schema: {
        tags,
        summary: 'Changes an environment in which nothing goes on; a secret that is not sent stays',
        params: ofEnvironment,
        body: newEnvironment,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params: { environmentId }, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      requireRole(principal, ['admin']);
      requireExecutor(place, body);
      const { tenant } = principal;
      await database.inTenant(tenant, async (transaction) => {
        const before = await holdEnvironment(transaction, tenant, environmentId);
        // What it asks for now is asked for too when it shall not be asked for any more.
        const stepUp = before.policy.stepUp || body.policy.stepUp;
        freshFor({ stepUp }, principal, reply);
        await requireIdle(transaction, tenant, before);
        await requireNewName(transaction, tenant, body.name, environmentId);
        await transaction
          .updateTable('environment')
          .where('tenant_id', '=', tenant)
          .where('environment_id', '=', environmentId)
          .set(rowOf(place, tenant, environmentId, body))
          .execute();
      });
      return reply.status(204).send(null);
    },
  );
}

/** Throws ENVIRONMENT_EXISTS. */
async function requireNewName(
  transaction: TenantTransaction,
  tenant: string,
  name: string,
  own: string | null,
): Promise<void> {
  const there = await transaction
    .selectFrom('environment')
    .where('tenant_id', '=', tenant)
    .where('name', '=', name)
    .select('environment_id')
    .executeTakeFirst();
  if (there === undefined || there.environment_id === own) return;
  throw new Failure('ENVIRONMENT_EXISTS', `There is an environment ${name} already.`);
}

function addReleaseRoutes(server: HttpServer, { database, authenticate }: DeploymentsPlace): void {
  server.post(
    '/api/v1/releases',
    {
      schema: {
        tags,
        summary: 'Tells of a release: its artefacts by their digests, its commits',
        body: newRelease,
        response: { 201: z.strictObject({ releaseId: uuid }), ...refusals },
      },
    },
    async ({ headers, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'deployments:write');
      requireRole(principal, DEPLOYERS);
      const releaseId = randomUUID();
      await database.inTenant(principal.tenant, async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('release')
          .values({
            tenant_id: principal.tenant,
            release_id: releaseId,
            version: body.version,
            artefacts: JSON.stringify(body.artefacts),
            commits: JSON.stringify(body.commits),
            made_by: principal.memberId,
          })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'version']).doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows === 1n) return;
        throw new Failure(
          'RELEASE_EXISTS',
          `There is a release ${body.version} already. What it is made of never changes; give this one another version.`,
        );
      });
      return reply.status(201).send({ releaseId });
    },
  );
}

function addFreezeRoutes(server: HttpServer, place: DeploymentsPlace): void {
  const { database } = place;
  const ofFreeze = z.strictObject({ freezeId: uuid });
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
      const { environmentId, from, until, reason } = body;
      if (Date.parse(until) <= Date.parse(from)) {
        throw new Failure('FREEZE_INVALID', 'A freeze must end after it begins.');
      }
      const freezeId = randomUUID();
      await database.inTenant(tenant, async (transaction) => {
        if (environmentId !== null) await holdEnvironment(transaction, tenant, environmentId);
        await transaction
          .insertInto('freeze_window')
          .values({
            tenant_id: tenant,
            freeze_id: freezeId,
            environment_id: environmentId,
            begins: new Date(from),
            ends: new Date(until),
            reason,
          })
          .execute();
      });
      return reply.status(201).send({ freezeId });
    },
  );
  server.delete(
    '/api/v1/freezes/:freezeId',
    {
      schema: {
        tags,
        summary: 'Ends a freeze; needs a second factor where a frozen environment does',
        params: ofFreeze,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params: { freezeId } }, reply) => {
      const principal = await deployerOf(place, headers);
      const { tenant } = principal;
      await database.inTenant(tenant, async (transaction) => {
        const stepUp = await anyStepUp(transaction, principal);
        freshFor({ stepUp }, principal, reply);
        await transaction
          .deleteFrom('freeze_window')
          .where('tenant_id', '=', tenant)
          .where('freeze_id', '=', freezeId)
          .execute();
      });
      return reply.status(204).send(null);
    },
  );
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
