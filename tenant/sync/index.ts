export { acceptPush } from './push.ts';
export { givePull } from './pull.ts';
export type { CaseAccess, KeptOutcome, LoggedEntry, SyncLog } from './sync-log.ts';
