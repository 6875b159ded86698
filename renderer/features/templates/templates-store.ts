import { create } from 'zustand';

export const GROUPINGS = ['none', 'source', 'level', 'hand'] as const;
export type Grouping = (typeof GROUPINGS)[number];

interface TemplatesStore {
  /** Template shown at the side; null: all that was set right. */
  readonly chosen: number | null;
  readonly words: string;
  readonly by: Grouping;
  readonly selected: ReadonlySet<number>;
  /** Branches of the tree that are folded. */
  readonly folded: ReadonlySet<string>;
  /** Whether later cases are told of what is set right. */
  readonly everywhere: boolean;
  set(change: Partial<TemplatesStore>): void;
}

/** What the screen of templates shows. Survives leaving the screen. */
export const useTemplates = create<TemplatesStore>()((set) => ({
  chosen: null,
  words: '',
  by: 'none',
  selected: new Set(),
  folded: new Set(),
  everywhere: true,
  set: (change) => set(change),
}));
