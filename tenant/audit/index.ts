export { addAuditRoutes } from './audit-routes.ts';
