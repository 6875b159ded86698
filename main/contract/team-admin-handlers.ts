import type { TeamDesk } from '../tenant/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about what an admin of the team looks after. */
export function teamAdminHandlers(desk: TeamDesk) {
  return {
    'tenant.jobs': ({ cursor }) => desk.admin().jobs(cursor),
    'tenant.redriveJobs': async ({ jobIds }) => ({ count: await desk.admin().redriveJobs(jobIds) }),
    'tenant.retention': () => desk.admin().retention(),
    'tenant.keepRetention': async ({ was, ...days }) => {
      await desk.admin().keepRetention(days, was);
      return {};
    },
    'tenant.webhooks': () => desk.admin().webhooks(),
    'tenant.addWebhook': (asked) => desk.admin().addWebhook(asked),
    'tenant.changeWebhook': async ({ was, ...changed }) => {
      await desk.admin().changeWebhook(was, changed);
      return {};
    },
    'tenant.removeWebhook': async ({ webhookId }) => {
      await desk.admin().removeWebhook(webhookId);
      return {};
    },
    'tenant.rotateWebhook': ({ webhookId, overlapHours }) =>
      desk.admin().rotateWebhook(webhookId, overlapHours),
    'tenant.testWebhook': ({ webhookId }) => desk.admin().testWebhook(webhookId),
    'tenant.webhookDeliveries': ({ webhookId, cursor }) =>
      desk.admin().webhookDeliveries(webhookId, cursor),
    'tenant.sendWebhookAgain': async ({ webhookId, deliveryId }) => {
      await desk.admin().sendWebhookAgain(webhookId, deliveryId);
      return {};
    },
  } satisfies Partial<Handlers>;
}
