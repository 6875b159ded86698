export { addJobRoutes } from './job-routes.ts';
export { addRetentionRoutes } from './retention-routes.ts';
