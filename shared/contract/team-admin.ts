import { z } from 'zod';
import { jobBoard, redrive } from '#shared/sync/jobs-api.ts';
import { retention } from '#shared/sync/retention-api.ts';
import {
  changedWebhook,
  deliveries,
  newWebhook,
  rotation,
  toldSecret,
  webhook,
} from '#shared/webhooks/webhook-api.ts';
import { call } from './call.ts';
import { nothing } from './values.ts';

const webhookId = z.uuid();
const ofWebhook = z.strictObject({ webhookId });
const deliveryId = z.uuid();

/** What an admin of the team looks after on its server. */
export const teamAdminContract = {
  /** The work that the server does apart from requests; `cursor`: what was given up before that. */
  'tenant.jobs': call(
    'vault',
    z.strictObject({ cursor: z.string().max(100).nullable() }),
    jobBoard,
  ),
  /** Has work done anew that was given up. */
  'tenant.redriveJobs': call('vault', redrive, z.strictObject({ count: z.number().int() })),
  /** How many days the server keeps what it forgets by itself. */
  'tenant.retention': call('vault', nothing, retention),
  /** Sets that, if it is as it was read. */
  'tenant.keepRetention': call('vault', retention.extend({ was: retention }), nothing),
  /** Where the team tells others what happens. */
  'tenant.webhooks': call('vault', nothing, z.array(webhook)),
  /** Adds one; its secret is told this once. */
  'tenant.addWebhook': call('vault', newWebhook, toldSecret),
  /** Changes one that is as it was read. */
  'tenant.changeWebhook': call('vault', changedWebhook.extend({ was: webhook }), nothing),
  'tenant.removeWebhook': call('vault', ofWebhook, nothing),
  /** Gives one another secret, which is told this once. */
  'tenant.rotateWebhook': call('vault', rotation.extend({ webhookId }), toldSecret),
  /** Sends a message that says nothing but that it arrives. */
  'tenant.testWebhook': call('vault', ofWebhook, z.strictObject({ deliveryId })),
  /** What was sent to one, before a place in the list. */
  'tenant.webhookDeliveries': call(
    'vault',
    z.strictObject({ webhookId, cursor: z.string().max(100).nullable() }),
    deliveries,
  ),
  'tenant.sendWebhookAgain': call('vault', z.strictObject({ webhookId, deliveryId }), nothing),
};
