export { acceptPush } from './push.ts';
export { givePull } from './pull.ts';
export type { CaseAccess, KeptOutcome, LoggedEntry, SyncLog } from './sync-log.ts';
export { createPokes } from './pokes.ts';
export { addSyncRoutes } from './sync-routes.ts';
