export { licenceKeySecret } from './licence.ts';
export { createLimitGuard } from './limit-guard.ts';
export { createStripe } from './stripe.ts';
export { addSubscriptionRoutes } from './subscription-routes.ts';
export { usageJob } from './usage-job.ts';
