export { MOST_CASES, readCases, readGrants } from './reads.ts';
export { caseAccessQuery, type CaseMember } from './case-access.ts';
export { caseNotFound } from './case-not-found.ts';
export { addCaseRoutes } from './case-routes.ts';
export { addReadableLogRoutes } from './readable-log-routes.ts';
export { readableSecret } from './readable-logs.ts';
export { addRawLogRoutes } from './raw-log-routes.ts';
