export { addJobRoutes } from './job-routes.ts';
