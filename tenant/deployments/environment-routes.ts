import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  environment,
  newEnvironment,
  newRelease,
  type NewEnvironment,
} from '../../shared/deployments/deployment-model.ts';
import { taggedOf } from '../../shared/deployments/environment-tag.ts';
import { Failure } from '../../shared/model/failure.ts';
import { requireRole, requireScope } from '../identity/index.ts';
import {
  entityTag,
  problem,
  requireMatch,
  type HttpServer,
  type TenantTransaction,
} from '../platform/index.ts';
import { requireIdle } from './deployment-commands.ts';
import {
  DEPLOYERS,
  freshFor,
  ofEnvironment,
  refusals,
  uuid,
  type DeploymentsPlace,
} from './deployment-place.ts';
import { secretPurpose } from './deployer.ts';
import { holdEnvironment } from './keep-course.ts';
import { environmentBy } from './rows.ts';

const tags = ['environments'];

/** Adds what is set up before anything is deployed: environments and releases. */
export function addEnvironmentRoutes(server: HttpServer, place: DeploymentsPlace): void {
  addSettingRoutes(server, place);
  addReleaseRoutes(server, place);
}

/** Throws EXECUTOR_OFF. */
function requireExecutor({ executors }: DeploymentsPlace, { executor }: NewEnvironment): void {
  if (executors[executor.kind] !== undefined) return;
  throw new Failure(
    'EXECUTOR_OFF',
    `This server is not set up to deploy by ${executor.kind}. Who runs it can allow that in its configuration.`,
  );
}

async function rowOf(
  transaction: TenantTransaction,
  { keys }: DeploymentsPlace,
  tenant: string,
  environmentId: string,
  { name, policy, executor, secret }: NewEnvironment,
) {
  const purpose = secretPurpose(tenant, environmentId);
  return {
    name,
    policy: JSON.stringify(policy),
    executor: JSON.stringify(executor),
    ...(secret === undefined
      ? {}
      : { sealed_secret: await keys.fields.seal(transaction, tenant, purpose, secret) }),
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
            ...(await rowOf(transaction, place, tenant, environmentId, body)),
          })
          .execute();
      });
      return reply.status(201).send({ environmentId });
    },
  );
  server.get(
    '/api/v1/environments/:environmentId',
    {
      schema: {
        tags,
        summary: 'An environment; its entity tag goes with a change of it as If-Match',
        params: ofEnvironment,
        response: { 200: environment, ...refusals },
      },
    },
    async ({ headers, params: { environmentId } }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'deployments:read');
      const found = await database.inTenant(principal.tenant, (transaction) =>
        environmentBy(transaction, principal.tenant, environmentId),
      );
      if (found === undefined) {
        throw new Failure('NOT_FOUND', 'There is no such environment in your team.');
      }
      return reply.status(200).header('etag', entityTag(found)).send(found);
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
        response: { 204: z.null(), 412: problem, ...refusals },
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
        requireMatch(headers, before, taggedOf(before));
        // What it asks for now is asked for too when it shall not be asked for any more.
        const stepUp = before.policy.stepUp || body.policy.stepUp;
        freshFor({ stepUp }, principal, reply);
        requireIdle(before);
        await requireNewName(transaction, tenant, body.name, environmentId);
        await transaction
          .updateTable('environment')
          .where('tenant_id', '=', tenant)
          .where('environment_id', '=', environmentId)
          .set(await rowOf(transaction, place, tenant, environmentId, body))
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
