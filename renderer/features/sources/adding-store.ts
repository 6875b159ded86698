import { create } from 'zustand';

/** What is to be chosen now: files or a folder, and whether they are followed as they grow. */
interface Asked {
  readonly what: 'logs' | 'folder';
  readonly follow: boolean;
}

/** How logs are added that are chosen or dropped next, what is asked for, and a case that was dropped and is to be opened. */
export const useAdding = create<{
  /** Their originals are kept in the case. */
  readonly keep: boolean;
  readonly asked: Asked | null;
  /** Its path. */
  readonly droppedCase: string | null;
  setKeep(keep: boolean): void;
  ask(asked: Asked | null): void;
  dropCase(path: string | null): void;
}>()((set) => ({
  keep: false,
  asked: null,
  droppedCase: null,
  setKeep(keep) {
    set({ keep });
  },
  ask(asked) {
    set({ asked });
  },
  dropCase(droppedCase) {
    set({ droppedCase });
  },
}));
