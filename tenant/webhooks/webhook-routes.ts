import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import {
  changedWebhook,
  deliveries,
  newWebhook,
  rotation,
  toldSecret,
  webhook,
} from '../../shared/webhooks/webhook-api.ts';
import {
  requireFreshAuth,
  requireRole,
  requireScope,
  type Authenticate,
  type Principal,
} from '../identity/index.ts';
import {
  pageQuery,
  placeIn,
  problem,
  requireMatch,
  tellTeam,
  type Database,
  type HttpServer,
  type Jobs,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';
import { WEBHOOK_JOB } from './deliver.ts';
import {
  addWebhook,
  changeWebhook,
  holdWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  requireWebhook,
  rotateSecret,
  sendAgain,
} from './webhooks.ts';

export interface WebhooksPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly keys: ServerKeys;
  readonly jobs: Pick<Jobs, 'send'>;
}

const tags = ['webhooks'];
const uuid = z.uuid().lowercase();
const ofWebhook = z.strictObject({ webhookId: uuid });
const ofDelivery = z.strictObject({ webhookId: uuid, deliveryId: uuid });
const told = z.strictObject({ deliveryId: uuid });
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem };
const FRESH = { maxAgeSeconds: 300 };

type Work<T> = (transaction: TenantTransaction, principal: Principal) => Promise<T>;

/** Adds what an admin does with webhooks. Where they go to and their secrets need a second factor just now. */
export function addWebhookRoutes(server: HttpServer, place: WebhooksPlace): void {
  const asAdmin = async <T>(headers: IncomingHttpHeaders, work: Work<T>): Promise<T> => {
    const principal = await place.authenticate(headers);
    requireScope(principal, null);
    requireRole(principal, ['admin']);
    return place.database.inTenant(principal.tenant, (transaction) => work(transaction, principal));
  };
  addSettingRoutes(server, place, asAdmin);
  addDeliveryRoutes(server, place, asAdmin);
}

type AsAdmin = <T>(headers: IncomingHttpHeaders, work: Work<T>) => Promise<T>;

function addSettingRoutes(
  server: HttpServer,
  { authenticate, keys }: WebhooksPlace,
  asAdmin: AsAdmin,
): void {
  const preHandler = requireFreshAuth(authenticate, FRESH);
  server.get(
    '/api/v1/webhooks',
    {
      schema: {
        tags,
        summary: 'Where the team is told of what happens',
        response: { 200: z.strictObject({ webhooks: z.array(webhook) }), ...refusals },
      },
    },
    async ({ headers }) => ({
      webhooks: await asAdmin(headers, (transaction, { tenant }) =>
        listWebhooks(transaction, tenant),
      ),
    }),
  );
  server.post(
    '/api/v1/webhooks',
    {
      preHandler,
      schema: {
        tags,
        summary: 'Adds a webhook; its secret is told this once',
        body: newWebhook,
        response: { 201: toldSecret, ...refusals },
      },
    },
    async ({ headers, body }, reply) => {
      const made = await asAdmin(headers, (transaction, { tenant }) =>
        addWebhook(transaction, keys, tenant, body),
      );
      return reply.status(201).send(made);
    },
  );
  server.put(
    '/api/v1/webhooks/:webhookId',
    {
      preHandler,
      schema: {
        tags,
        summary:
          'Changes where a webhook goes and what it tells; pauses it. The tag that goes with it as If-Match is that of the webhook as the list has it',
        params: ofWebhook,
        body: changedWebhook,
        response: { 204: z.null(), 412: problem, ...refusals },
      },
    },
    async ({ headers, params: { webhookId }, body }, reply) => {
      await asAdmin(headers, async (transaction, { tenant }) => {
        requireMatch(headers, await holdWebhook(transaction, tenant, webhookId));
        await changeWebhook(transaction, tenant, webhookId, body);
      });
      return reply.status(204).send(null);
    },
  );
  server.delete(
    '/api/v1/webhooks/:webhookId',
    {
      schema: {
        tags,
        summary: 'Takes a webhook away, with what was still to be sent to it',
        params: ofWebhook,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params: { webhookId } }, reply) => {
      await asAdmin(headers, (transaction, { tenant }) =>
        removeWebhook(transaction, tenant, webhookId),
      );
      return reply.status(204).send(null);
    },
  );
  server.post(
    '/api/v1/webhooks/:webhookId/rotate',
    {
      preHandler,
      schema: {
        tags,
        summary: 'Gives a webhook another secret; the one before signs beside it for a while',
        params: ofWebhook,
        body: rotation,
        response: { 200: toldSecret, ...refusals },
      },
    },
    async ({ headers, params: { webhookId }, body: { overlapHours } }) =>
      asAdmin(headers, (transaction, { tenant }) =>
        rotateSecret(transaction, keys, { tenant, webhookId }, overlapHours),
      ),
  );
}

function addDeliveryRoutes(
  server: HttpServer,
  { database, jobs }: WebhooksPlace,
  asAdmin: AsAdmin,
): void {
  server.get(
    '/api/v1/webhooks/:webhookId/deliveries',
    {
      schema: {
        tags,
        summary: 'What was sent to a webhook within a month, or is to be, and what came of it',
        params: ofWebhook,
        querystring: pageQuery,
        response: { 200: deliveries, ...refusals },
      },
    },
    async ({ headers, params: { webhookId }, query: { cursor } }) =>
      asAdmin(headers, (transaction, { tenant }) =>
        listDeliveries(transaction, { tenant, webhookId }, placeIn(cursor)),
      ),
  );
  server.post(
    '/api/v1/webhooks/:webhookId/test',
    {
      schema: {
        tags,
        summary: 'Sends a message that says nothing but that it arrives',
        params: ofWebhook,
        response: { 202: told, ...refusals },
      },
    },
    async ({ headers, params: { webhookId } }, reply) => {
      const [deliveryId = ''] = await asAdmin(headers, async (transaction, { tenant }) => {
        await requireWebhook(transaction, tenant, webhookId);
        return tellTeam(
          transaction,
          tenant,
          { type: 'webhook.test', data: { webhookId } },
          { only: webhookId },
        );
      });
      return reply.status(202).send({ deliveryId });
    },
  );
  server.post(
    '/api/v1/webhooks/:webhookId/deliveries/:deliveryId/again',
    {
      schema: {
        tags,
        summary: 'Sends a message once more',
        params: ofDelivery,
        response: { 202: told, ...refusals },
      },
    },
    async ({ headers, params: { webhookId, deliveryId } }, reply) => {
      const tenant = await asAdmin(headers, async (transaction, principal) => {
        await sendAgain(transaction, { tenant: principal.tenant, webhookId }, deliveryId);
        return principal.tenant;
      });
      // If the queue is away the sweep finds it.
      database.afterKept(
        () => void jobs.send(WEBHOOK_JOB, { tenant, delivery: deliveryId }).catch(() => {}),
      );
      return reply.status(202).send({ deliveryId });
    },
  );
}
