export { webhookJob, webhookSweepJob, WEBHOOK_JOB } from './deliver.ts';
export { networksOf } from './outside-address.ts';
export { webhookSecrets } from './webhooks.ts';
export { addWebhookRoutes } from './webhook-routes.ts';
