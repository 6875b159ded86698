import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  board,
  confirmed,
  deploymentEvent,
  observation,
} from '../../shared/deployments/deployment-model.ts';
import { taggedOf } from '../../shared/deployments/environment-tag.ts';
import { requireRole, requireScope, type Principal } from '../identity/index.ts';
import {
  problem,
  requireMatch,
  type HttpServer,
  type TenantTransaction,
} from '../platform/index.ts';
import {
  cancelDeployment,
  holdPromotion,
  judgeDeployment,
  requestDeployment,
  rollBack,
} from './deployment-commands.ts';
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
import { hold, holdEnvironment } from './keep-course.ts';
import { keepObservation } from './observations.ts';
import { readBoard, readEvents } from './reads.ts';

const ofDeployment = z.strictObject({ deploymentId: uuid });
const made = z.strictObject({ deploymentId: uuid });
const reason = confirmed.pick({ reason: true });

/** Adds what is asked about deployments, and done to them. */
export function addDeploymentRoutes(server: HttpServer, place: DeploymentsPlace): void {
  addReadRoutes(server, place);
  addJudgeRoutes(server, place);
  addPromotionRoutes(server, place);
}

function addReadRoutes(server: HttpServer, { database, authenticate }: DeploymentsPlace): void {
  server.get(
    '/api/v1/deployments/board',
    {
      schema: {
        tags,
        summary: 'What is where, and what goes on',
        response: { 200: board, ...refusals },
      },
    },
    async ({ headers }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, (transaction) =>
        readBoard(transaction, principal),
      );
    },
  );
  server.get(
    '/api/v1/deployments/:deploymentId/events',
    {
      schema: {
        tags,
        summary: 'What happened to a deployment, step by step',
        params: ofDeployment,
        response: { 200: z.strictObject({ events: z.array(deploymentEvent) }), ...refusals },
      },
    },
    async ({ headers, params: { deploymentId } }) => {
      const principal = await authenticate(headers);
      return database.inTenant(principal.tenant, async (transaction) => ({
        events: await readEvents(transaction, principal, deploymentId),
      }));
    },
  );
  server.post(
    '/api/v1/deployments/:deploymentId/observations',
    {
      schema: {
        tags,
        summary: 'Tells what was seen of a release that runs: totals since it was put in force',
        params: ofDeployment,
        body: observation,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params: { deploymentId }, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'deployments:write');
      requireRole(principal, ['analyst', ...DEPLOYERS]);
      const { tenant } = principal;
      await database.inTenant(tenant, async (transaction) => {
        await hold(transaction, tenant, deploymentId);
        // Each speaks for itself: nobody takes back what another has seen.
        const source = `${principal.memberId} ${body.source}`;
        await keepObservation(transaction, tenant, deploymentId, { ...body, source });
      });
      return reply.status(204).send(null);
    },
  );
}

function addJudgeRoutes(server: HttpServer, place: DeploymentsPlace): void {
  const { database } = place;
  /** Does something to a deployment by a deployer, with the second factor that its environment asks for. */
  const done = async (
    headers: IncomingHttpHeaders,
    deploymentId: string,
    reply: FastifyReply,
    work: (transaction: TenantTransaction, principal: Principal) => Promise<void>,
  ): Promise<void> => {
    const principal = await deployerOf(place, headers);
    await database.inTenant(principal.tenant, async (transaction) => {
      const { environment } = await hold(transaction, principal.tenant, deploymentId);
      freshFor(environment.policy, principal, reply);
      await work(transaction, principal);
    });
    database.afterKept(place.wake);
  };
  server.post(
    '/api/v1/deployments/:deploymentId/judgements',
    {
      schema: {
        tags,
        summary: 'Approves or declines a deployment that waits',
        params: ofDeployment,
        body: z.strictObject({ approves: z.boolean() }),
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params: { deploymentId }, body: { approves } }, reply) => {
      await done(headers, deploymentId, reply, (transaction, principal) =>
        judgeDeployment(transaction, principal, deploymentId, approves),
      );
      return reply.status(204).send(null);
    },
  );
  server.post(
    '/api/v1/deployments/:deploymentId/cancel',
    {
      schema: {
        tags,
        summary: 'Ends a deployment that waits',
        params: ofDeployment,
        body: reason,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params: { deploymentId }, body }, reply) => {
      await done(headers, deploymentId, reply, (transaction, principal) =>
        cancelDeployment(transaction, principal, deploymentId, body.reason),
      );
      return reply.status(204).send(null);
    },
  );
}

function addPromotionRoutes(server: HttpServer, place: DeploymentsPlace): void {
  const { database } = place;
  /**
   * Does something to an environment by a deployer, with the second factor that it asks for, and only while it is as she has
   * read it, if she says so.
   */
  const done = async <T>(
    headers: IncomingHttpHeaders,
    environmentId: string,
    reply: FastifyReply,
    work: (transaction: TenantTransaction, principal: Principal) => Promise<T>,
  ): Promise<T> => {
    const principal = await deployerOf(place, headers);
    const result = await database.inTenant(principal.tenant, async (transaction) => {
      const before = await holdEnvironment(transaction, principal.tenant, environmentId);
      freshFor(before.policy, principal, reply);
      requireMatch(headers, before, taggedOf(before));
      return work(transaction, principal);
    });
    database.afterKept(place.wake);
    return result;
  };
  server.post(
    '/api/v1/environments/:environmentId/deployments',
    {
      schema: {
        tags,
        summary: 'Asks for a release to be put in force; its gates decide when',
        params: ofEnvironment,
        body: confirmed.extend({ releaseId: uuid }),
        response: { 201: made, 412: problem, ...refusals },
      },
    },
    async ({ headers, params: { environmentId }, body: { releaseId, ...why } }, reply) => {
      const deploymentId = await done(headers, environmentId, reply, (transaction, principal) =>
        requestDeployment(transaction, principal, environmentId, releaseId, why),
      );
      return reply.status(201).send({ deploymentId });
    },
  );
  server.post(
    '/api/v1/environments/:environmentId/rollback',
    {
      schema: {
        tags,
        summary: 'Goes back to what was in force before, pins it and pauses promotion',
        params: ofEnvironment,
        body: confirmed,
        response: { 201: made, 412: problem, ...refusals },
      },
    },
    async ({ headers, params: { environmentId }, body }, reply) => {
      const deploymentId = await done(headers, environmentId, reply, (transaction, principal) =>
        rollBack(transaction, principal, environmentId, body),
      );
      return reply.status(201).send({ deploymentId });
    },
  );
  for (const [what, summary] of [
    ['pause', 'Stops promotion to an environment'],
    ['resume', 'Lets promotion to an environment go on, and takes the pin off'],
  ] as const) {
    server.post(
      `/api/v1/environments/:environmentId/${what}`,
      {
        schema: {
          tags,
          summary,
          params: ofEnvironment,
          body: reason,
          response: { 204: z.null(), 412: problem, ...refusals },
        },
      },
      async ({ headers, params: { environmentId }, body }, reply) => {
        await done(headers, environmentId, reply, (transaction, principal) =>
          holdPromotion(
            transaction,
            principal,
            environmentId,
            what === 'pause' ? body.reason : null,
          ),
        );
        return reply.status(204).send(null);
      },
    );
  }
}
