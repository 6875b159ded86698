import { create } from 'zustand';

/** What the right side shows: a playbook to be run, a run that has ended, or one being written. */
export type PlaybookPanel =
  | { readonly kind: 'playbook'; readonly id: string }
  | { readonly kind: 'run'; readonly run: string }
  /** `before`: the own playbook that it takes the place of; null: it is a new one. */
  | { readonly kind: 'edit'; readonly text: string; readonly before: string | null };

/** A run under way; `run` null: it has no id yet. */
interface Running {
  readonly stop: AbortController;
  readonly title: string;
  readonly run: string | null;
}

interface PlaybooksStore {
  readonly panel: PlaybookPanel | null;
  /** What is under way, whichever screen is open. What it says is not here: log text enters no store. */
  readonly running: Running | null;
  show(panel: PlaybookPanel | null): void;
  setRunning(running: Running | null): void;
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
