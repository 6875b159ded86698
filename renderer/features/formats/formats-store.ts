import { create } from 'zustand';

/** Stands for a format that is not saved yet. */
export const NEW = 'new';

interface FormatsStore {
  /** Format shown; null: none; `new`: one that is being made. */
  readonly chosen: string | null;
  /** Source whose lines the editor of a saved format begins with. */
  readonly sourceId: number | null;
  /** The same of the format that is being made. */
  readonly newSourceId: number | null;
  /** How often one was begun with the lines of a source: each has an editor of its own. */
  readonly begun: number;
  choose(id: string | null): void;
  /** Opens a format, or a new one, with the lines of a source. */
  edit(id: string, sourceId: number): void;
}

/** What the screen of formats shows. Survives leaving the screen. */
export const useFormats = create<FormatsStore>()((set) => ({
  chosen: null,
  sourceId: null,
  newSourceId: null,
  begun: 0,
  choose: (chosen) => set({ chosen, sourceId: null }),
  edit: (chosen, sourceId) =>
    set(({ begun }) =>
      chosen === NEW ? { chosen, newSourceId: sourceId, begun: begun + 1 } : { chosen, sourceId },
    ),
}));
