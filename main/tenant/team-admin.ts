import { z } from 'zod';
import { jobBoard, type JobBoard } from '#shared/sync/jobs-api.ts';
import { retention, type Retention } from '#shared/sync/retention-api.ts';
import { toldKey, type KeyRotation } from '#shared/sync/api-keys-api.ts';
import {
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
import type { Connection } from './connection.ts';

const toldDelivery = z.strictObject({ deliveryId: z.string() });

const afterCursor = (cursor: string | null): string =>
  cursor === null ? '' : `?${new URLSearchParams({ cursor })}`;

export type TeamAdmin = ReturnType<typeof createTeamAdmin>;

/** What an admin of the team asks its server. Each refuses others with NOT_ALLOWED. */
export function createTeamAdmin(connection: Connection) {
  const ask = createAsk(connection);
  const path = (webhookId: string, rest = ''): string => `/api/v1/webhooks/${webhookId}${rest}`;

  const accounts = (rest = ''): string => `/api/v1/service-accounts${rest}`;
  const plan = '/api/v1/subscription';

  const webhooks = async (): Promise<Webhook[]> => {
    const answer = z.strictObject({ webhooks: z.array(webhook) });
    return (await ask(answer, { method: 'GET', path: '/api/v1/webhooks' })).webhooks;
  };

  const changeWebhook = async (
    webhookId: string,
    body: NewWebhook & { paused: boolean },
  ): Promise<void> => {
    await ask(z.null(), { method: 'PUT', path: path(webhookId), body });
  };

  return {
    webhooks,
    /** Adds a webhook; gives its secret, which is told this once. Throws STEP_UP_REQUIRED, URL_REFUSED. */
    addWebhook: (body: NewWebhook) =>
      ask(toldSecret, { method: 'POST', path: '/api/v1/webhooks', body }),
    /** Throws STEP_UP_REQUIRED, NOT_FOUND, URL_REFUSED. */
    changeWebhook,
    /** Stops telling a webhook, or goes on with it. Throws NOT_FOUND, STEP_UP_REQUIRED. */
    async holdWebhook(webhookId: string, paused: boolean): Promise<void> {
      const found = (await webhooks()).find((known) => known.webhookId === webhookId);
      if (found === undefined) throw new Failure('NOT_FOUND', `There is no webhook ${webhookId}.`);
      await changeWebhook(webhookId, { url: found.url, events: found.events, paused });
    },
    async removeWebhook(webhookId: string): Promise<void> {
      await ask(z.null(), { method: 'DELETE', path: path(webhookId) });
    },
    /** Gives a webhook another secret, which is told this once. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    rotateWebhook: (webhookId: string, overlapHours: number) =>
      ask(toldSecret, { method: 'POST', path: path(webhookId, '/rotate'), body: { overlapHours } }),
    testWebhook: (webhookId: string) =>
      ask(toldDelivery, { method: 'POST', path: path(webhookId, '/test') }),
    /** What was sent to a webhook, before a place in the list. Throws NOT_FOUND. */
    webhookDeliveries: (webhookId: string, cursor: string | null) =>
      ask(deliveries, {
        method: 'GET',
        path: path(webhookId, `/deliveries${afterCursor(cursor)}`),
      }),
    async sendWebhookAgain(webhookId: string, deliveryId: string): Promise<void> {
      const again = path(webhookId, `/deliveries/${deliveryId}/again`);
      await ask(toldDelivery, { method: 'POST', path: again });
    },
    /** Programs of the team that belong to no member, and their keys. */
    async serviceAccounts(): Promise<ServiceAccount[]> {
      return (await ask(serviceAccounts, { method: 'GET', path: accounts() })).accounts;
    },
    /** Makes one with its first key, which is told this once. Throws STEP_UP_REQUIRED, SERVICE_ACCOUNT_EXISTS. */
    addServiceAccount: (body: NewServiceAccount) =>
      ask(toldAccount, { method: 'POST', path: accounts(), body }),
    /** Makes another key of one. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    addServiceKey: (accountId: string, body: Pick<NewServiceAccount, 'scopes' | 'days'>) =>
      ask(toldKey, { method: 'POST', path: accounts(`/${accountId}/keys`), body }),
    /** Makes a key in the place of one, which is good for some minutes more. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    rotateServiceKey: (accountId: string, keyId: string, body: KeyRotation) =>
      ask(toldKey, { method: 'POST', path: accounts(`/${accountId}/keys/${keyId}/rotate`), body }),
    async endServiceKey(accountId: string, keyId: string): Promise<void> {
      await ask(z.null(), { method: 'DELETE', path: accounts(`/${accountId}/keys/${keyId}`) });
    },
    /** Throws STEP_UP_REQUIRED, NOT_FOUND. */
    async setServiceRole(accountId: string, role: ServiceAccount['role']): Promise<void> {
      await ask(z.null(), { method: 'PUT', path: accounts(`/${accountId}/role`), body: { role } });
    },
    /** Ends one with all its keys. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    async endServiceAccount(accountId: string): Promise<void> {
      await ask(z.null(), { method: 'DELETE', path: accounts(`/${accountId}`) });
    },
    /** The plan of the team and what it uses of it; null: the server has no billing. */
    async subscription(): Promise<Subscription> {
      const answer = z.strictObject({ subscription });
      return (await ask(answer, { method: 'GET', path: plan })).subscription;
    },
    /** Makes the page on which a plan is bought. Throws SUBSCRIPTION_LIVE, BILLING_REFUSED, BILLING_UNREACHABLE. */
    async checkout(body: Order): Promise<string> {
      return (await ask(billingPage, { method: 'POST', path: `${plan}/checkout`, body })).page;
    },
    /** Makes the page on which bills are looked after. Throws NO_SUBSCRIPTION, BILLING_REFUSED, BILLING_UNREACHABLE. */
    async billingPortal(): Promise<string> {
      return (await ask(billingPage, { method: 'POST', path: `${plan}/portal` })).page;
    },
    /** The work that the server does apart from requests, and what of it was given up before a place in the list. */
    jobs(cursor: string | null): Promise<JobBoard> {
      return ask(jobBoard, { method: 'GET', path: `/api/v1/jobs${afterCursor(cursor)}` });
    },
    /** How many days the server keeps what it forgets by itself. */
    retention(): Promise<Retention> {
      return ask(retention, { method: 'GET', path: '/api/v1/retention' });
    },
    /** Sets that; what is older is forgotten within the hour. Throws STEP_UP_REQUIRED. */
    async keepRetention(body: Retention): Promise<void> {
      await ask(z.null(), { method: 'PUT', path: '/api/v1/retention', body });
    },
    /** Has jobs done anew that were given up; all of the team, if none is named. Gives how many. */
    async redriveJobs(jobIds?: string[]): Promise<number> {
      const body = jobIds === undefined ? {} : { jobIds };
      const answer = z.strictObject({ count: z.number().int() });
      return (await ask(answer, { method: 'POST', path: '/api/v1/jobs/redrive', body })).count;
    },
  };
}
