import { create } from 'zustand';
import type { Item } from '#shared/contract/index.ts';

export type IngestProgress = Extract<Item<'app.events'>, { type: 'ingest' }>['progress'];

interface ConnectionState {
  readonly connected: boolean;
  readonly progress: IngestProgress | null;
  /** Rises whenever records were added or changed. */
  readonly recordsVersion: number;
  setConnected(connected: boolean): void;
  setProgress(progress: IngestProgress | null): void;
  recordsChanged(): void;
}

/** What the app tells without being asked. */
export const useConnection = create<ConnectionState>()((set) => ({
  connected: false,
  progress: null,
  recordsVersion: 0,
  setConnected: (connected) => set({ connected }),
  setProgress: (progress) => set({ progress }),
  recordsChanged: () => set(({ recordsVersion }) => ({ recordsVersion: recordsVersion + 1 })),
}));
