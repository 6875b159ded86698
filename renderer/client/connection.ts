import { create } from 'zustand';
import type { Item } from '#shared/contract/index.ts';

export type IngestProgress = Extract<Item<'app.events'>, { type: 'ingest' }>['progress'];

interface ConnectionState {
  readonly connected: boolean;
  readonly progress: IngestProgress | null;
  /** Rises whenever records were added or changed. */
  readonly recordsVersion: number;
  /** What last did not come to its end while nobody waited for it. */
  readonly failure: Extract<Item<'app.events'>, { type: 'failure' }>['failure'] | null;
  /** What rules found by themselves last. */
  readonly freshHits: Extract<Item<'app.events'>, { type: 'hits' }>['fresh'];
  setFreshHits(fresh: ConnectionState['freshHits']): void;
  setConnected(connected: boolean): void;
  setFailure(failure: ConnectionState['failure']): void;
  setProgress(progress: IngestProgress | null): void;
  recordsChanged(): void;
}

/** What the app tells without being asked. */
export const useConnection = create<ConnectionState>()((set) => ({
  connected: false,
  progress: null,
  recordsVersion: 0,
  failure: null,
  freshHits: null,
  setFailure: (failure) =>
    // Said once: each call on a damaged case fails alike.
    set((now) =>
      failure !== null && now.failure?.message === failure.message ? now : { ...now, failure },
    ),
  setFreshHits: (freshHits) => set({ freshHits }),
  setConnected: (connected) => set({ connected }),
  setProgress: (progress) => set({ progress }),
  recordsChanged: () => set(({ recordsVersion }) => ({ recordsVersion: recordsVersion + 1 })),
}));
