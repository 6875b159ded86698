import { create } from 'zustand';

/** How logs are added that are chosen or dropped next. */
export const useAdding = create<{
  /** Their originals are kept in the case. */
  readonly keep: boolean;
  setKeep(keep: boolean): void;
}>()((set) => ({
  keep: false,
  setKeep(keep) {
    set({ keep });
  },
}));
