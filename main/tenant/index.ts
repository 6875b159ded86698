export { syncCase, type EntrySealer, type SyncServer } from './sync-case.ts';
export type {
  Attention,
  OpenedPage,
  OutgoingEntry,
  SyncLink,
  SyncStore,
  TravellingEntry,
} from './sync-store.ts';
