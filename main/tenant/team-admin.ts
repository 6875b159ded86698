import { z } from 'zod';
import { jobBoard, type JobBoard } from '#shared/sync/jobs-api.ts';
import { retention, type Retention } from '#shared/sync/retention-api.ts';
import { toldKey, type KeyRotation } from '#shared/sync/api-keys-api.ts';
import {
  serviceAccount,
  serviceAccounts,
  toldAccount,
  type NewServiceAccount,
  type ServiceAccount,
} from '#shared/sync/service-accounts-api.ts';
import {
  billingPage,
  subscription,
  type Order,
  type Subscription,
} from '#shared/subscriptions/subscription-api.ts';
import { Failure } from '#shared/model/failure.ts';
import {
  deliveries,
  toldSecret,
  webhook,
  type NewWebhook,
  type Webhook,
} from '#shared/webhooks/webhook-api.ts';
import { createAsk } from './ask.ts';
import { changing } from './changing.ts';
import type { Connection } from './connection.ts';

const toldDelivery = z.strictObject({ deliveryId: z.string() });

const afterCursor = (cursor: string | null): { cursor?: string } =>
  cursor === null ? {} : { cursor };

export type TeamAdmin = ReturnType<typeof createTeamAdmin>;

/** What an admin of the team asks its server. Each refuses others with NOT_ALLOWED. */
export function createTeamAdmin(connection: Connection) {
  const ask = createAsk(connection);

  const webhooks = async (): Promise<Webhook[]> => {
    const answer = z.strictObject({ webhooks: z.array(webhook) });
    return (await ask('GET /api/v1/webhooks', answer)).webhooks;
  };

  const changeWebhook = async (
    was: Webhook,
    body: NewWebhook & { paused: boolean },
  ): Promise<void> => {
    const path = { webhookId: was.webhookId };
    await changing(was, webhook, (headers) =>
      ask('PUT /api/v1/webhooks/{webhookId}', z.null(), { path, body, headers }),
    );
  };

  return {
    webhooks,
    /** Adds a webhook; gives its secret, which is told this once. Throws STEP_UP_REQUIRED, URL_REFUSED. */
    addWebhook: (body: NewWebhook) => ask('POST /api/v1/webhooks', toldSecret, { body }),
    /** Changes one that is as it was read. Throws STEP_UP_REQUIRED, NOT_FOUND, URL_REFUSED, CHANGED_MEANWHILE. */
    changeWebhook,
    /** Stops telling a webhook, or goes on with it. Throws NOT_FOUND, STEP_UP_REQUIRED. */
    async holdWebhook(webhookId: string, paused: boolean): Promise<void> {
      const found = (await webhooks()).find((known) => known.webhookId === webhookId);
      if (found === undefined) throw new Failure('NOT_FOUND', `There is no webhook ${webhookId}.`);
      await changeWebhook(found, { url: found.url, events: found.events, paused });
    },
    async removeWebhook(webhookId: string): Promise<void> {
      await ask('DELETE /api/v1/webhooks/{webhookId}', z.null(), { path: { webhookId } });
    },
    /** Gives a webhook another secret, which is told this once. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    rotateWebhook: (webhookId: string, overlapHours: number) =>
      ask('POST /api/v1/webhooks/{webhookId}/rotate', toldSecret, {
        path: { webhookId },
        body: { overlapHours },
      }),
    testWebhook: (webhookId: string) =>
      ask('POST /api/v1/webhooks/{webhookId}/test', toldDelivery, { path: { webhookId } }),
    /** What was sent to a webhook, before a place in the list. Throws NOT_FOUND. */
    webhookDeliveries: (webhookId: string, cursor: string | null) =>
      ask('GET /api/v1/webhooks/{webhookId}/deliveries', deliveries, {
        path: { webhookId },
        query: afterCursor(cursor),
      }),
    async sendWebhookAgain(webhookId: string, deliveryId: string): Promise<void> {
      await ask('POST /api/v1/webhooks/{webhookId}/deliveries/{deliveryId}/again', toldDelivery, {
        path: { webhookId, deliveryId },
      });
    },
    /** Programs of the team that belong to no member, and their keys. */
    async serviceAccounts(): Promise<ServiceAccount[]> {
      return (await ask('GET /api/v1/service-accounts', serviceAccounts)).accounts;
    },
    /** Makes one with its first key, which is told this once. Throws STEP_UP_REQUIRED, SERVICE_ACCOUNT_EXISTS. */
    addServiceAccount: (body: NewServiceAccount) =>
      ask('POST /api/v1/service-accounts', toldAccount, { body }),
    /** Makes another key of one. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    addServiceKey: (accountId: string, body: Pick<NewServiceAccount, 'scopes' | 'days'>) =>
      ask('POST /api/v1/service-accounts/{accountId}/keys', toldKey, { path: { accountId }, body }),
    /** Makes a key in the place of one, which is good for some minutes more. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    rotateServiceKey: (accountId: string, keyId: string, body: KeyRotation) =>
      ask('POST /api/v1/service-accounts/{accountId}/keys/{keyId}/rotate', toldKey, {
        path: { accountId, keyId },
        body,
      }),
    async endServiceKey(accountId: string, keyId: string): Promise<void> {
      await ask('DELETE /api/v1/service-accounts/{accountId}/keys/{keyId}', z.null(), {
        path: { accountId, keyId },
      });
    },
    /** Changes the role of one that has the role that was read. Throws STEP_UP_REQUIRED, NOT_FOUND, CHANGED_MEANWHILE. */
    async setServiceRole(
      accountId: string,
      body: Pick<ServiceAccount, 'role'>,
      was?: Pick<ServiceAccount, 'role'>,
    ): Promise<void> {
      const path = { accountId };
      await changing(was, serviceAccount.pick({ role: true }), (headers) =>
        ask('PUT /api/v1/service-accounts/{accountId}/role', z.null(), { path, body, headers }),
      );
    },
    /** Ends one with all its keys. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    async endServiceAccount(accountId: string): Promise<void> {
      await ask('DELETE /api/v1/service-accounts/{accountId}', z.null(), { path: { accountId } });
    },
    /** The plan of the team and what it uses of it; null: the server has no billing. */
    async subscription(): Promise<Subscription> {
      const answer = z.strictObject({ subscription });
      return (await ask('GET /api/v1/subscription', answer)).subscription;
    },
    /** Makes the page on which a plan is bought. Throws SUBSCRIPTION_LIVE, BILLING_REFUSED, BILLING_UNREACHABLE. */
    async checkout(body: Order): Promise<string> {
      return (await ask('POST /api/v1/subscription/checkout', billingPage, { body })).page;
    },
    /** Makes the page on which bills are looked after. Throws NO_SUBSCRIPTION, BILLING_REFUSED, BILLING_UNREACHABLE. */
    async billingPortal(): Promise<string> {
      return (await ask('POST /api/v1/subscription/portal', billingPage)).page;
    },
    /** The work that the server does apart from requests, and what of it was given up before a place in the list. */
    jobs(cursor: string | null): Promise<JobBoard> {
      return ask('GET /api/v1/jobs', jobBoard, { query: afterCursor(cursor) });
    },
    /** How many days the server keeps what it forgets by itself. */
    retention(): Promise<Retention> {
      return ask('GET /api/v1/retention', retention);
    },
    /** Sets that where it is as it was read; what is older is forgotten within the hour. Throws STEP_UP_REQUIRED, CHANGED_MEANWHILE. */
    async keepRetention(body: Retention, was: Retention): Promise<void> {
      await changing(was, retention, (headers) =>
        ask('PUT /api/v1/retention', z.null(), { body, headers }),
      );
    },
    /** Has jobs done anew that were given up; all of the team, if none is named. Gives how many. */
    async redriveJobs(jobIds?: string[]): Promise<number> {
      const body = jobIds === undefined ? {} : { jobIds };
      const answer = z.strictObject({ count: z.number().int() });
      return (await ask('POST /api/v1/jobs/redrive', answer, { body })).count;
    },
  };
}
