import { create } from 'zustand';
import { useApp } from '../../app/index.ts';
import { ContractFailure, type Client } from '../../client/index.ts';

interface LookStore {
  /** Blocks that are looked through; null: nobody is looking. */
  readonly running: { readonly done: number; readonly total: number } | null;
  /** Looks through all records; `done` hears that there is a new map. It goes on when the screen is left. */
  look(client: Client, done: () => void): void;
  stop(): void;
}

let mine: AbortController | null = null;

/** The search for personal data that is under way. */
export const useLook = create<LookStore>()((set) => ({
  running: null,
  look(client, done) {
    if (mine !== null) return;
    const stop = new AbortController();
    mine = stop;
    set({ running: { done: 0, total: 0 } });
    client
      .stream('privacy.look', {}, (running) => set({ running }), stop.signal)
      .then(done)
      .catch((error: unknown) => {
        if (!(error instanceof ContractFailure) || error.code === 'CANCELLED') return;
        useApp.getState().notify({ kind: 'error', text: error.message, code: error.code });
      })
      .finally(() => {
        mine = null;
        set({ running: null });
      });
  },
  stop: () => mine?.abort(),
}));
