export { siemFeedJob } from './siem-feed.ts';
export { auditKey } from './audit-key.ts';
export { addAuditRoutes } from './audit-routes.ts';
export { auditHeadsJob } from './audit-heads-job.ts';
export { readEntries } from './reads.ts';
