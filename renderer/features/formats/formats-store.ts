import { create } from 'zustand';

interface FormatsStore {
  /** Format shown; null: none; `new`: one that is being made. */
  readonly chosen: string | null;
  /** Source whose lines the editor begins with. */
  readonly sourceId: number | null;
  choose(id: string | null): void;
  /** Opens a format with the lines of a source. */
  edit(id: string, sourceId: number): void;
}

/** What the screen of formats shows. Survives leaving the screen. */
export const useFormats = create<FormatsStore>()((set) => ({
  chosen: null,
  sourceId: null,
  choose: (chosen) => set({ chosen, sourceId: null }),
  edit: (chosen, sourceId) => set({ chosen, sourceId }),
}));

/** Stands for a format that is not saved yet. */
export const NEW = 'new';
