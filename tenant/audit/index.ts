export { siemFeedJob } from './siem-feed.ts';
export { auditKey } from './audit-key.ts';
export { addAuditRoutes } from './audit-routes.ts';
export { auditArchiveJob } from './audit-archive-job.ts';
export { auditHeadsJob } from './audit-heads-job.ts';
export { readEntries } from './reads.ts';
export { auditKeySecret } from './audit-key.ts';
