import { create } from 'zustand';

/** How logs are added that are chosen or dropped next, and a case that was dropped and is to be opened. */
export const useAdding = create<{
  /** Their originals are kept in the case. */
  readonly keep: boolean;
  /** Its path. */
  readonly droppedCase: string | null;
  setKeep(keep: boolean): void;
  dropCase(path: string | null): void;
}>()((set) => ({
  keep: false,
  droppedCase: null,
  setKeep(keep) {
    set({ keep });
  },
  dropCase(droppedCase) {
    set({ droppedCase });
  },
}));
