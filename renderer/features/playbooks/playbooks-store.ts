import { create } from 'zustand';

/** What the right side shows: a playbook to be run, a run that has ended, or one being written. */
export type PlaybookPanel =
  | { readonly kind: 'playbook'; readonly id: string }
  | { readonly kind: 'run'; readonly run: string }
  /** `before`: the own playbook that it takes the place of; null: it is a new one. */
  | { readonly kind: 'edit'; readonly text: string; readonly before: string | null };

interface PlaybooksStore {
  readonly panel: PlaybookPanel | null;
  /** What is under way, whichever screen is open. What it says is not here: log text enters no store. */
  readonly running: { readonly stop: AbortController; readonly title: string } | null;
  show(panel: PlaybookPanel | null): void;
  setRunning(running: PlaybooksStore['running']): void;
  /** The case was closed. */
  forget(): void;
}

/** What of the playbooks is open. */
export const usePlaybooks = create<PlaybooksStore>()((set, get) => ({
  panel: null,
  running: null,
  show: (panel) => set({ panel }),
  setRunning: (running) => set({ running }),
  forget() {
    get().running?.stop.abort();
    set({ panel: null, running: null });
  },
}));
