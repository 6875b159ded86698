export { addAuditRoutes } from './audit-routes.ts';
export { auditHeadsJob } from './audit-heads-job.ts';
export { readEntries } from './reads.ts';
