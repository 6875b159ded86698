export { syncCase, type EntrySealer, type SyncServer } from './sync-case.ts';
