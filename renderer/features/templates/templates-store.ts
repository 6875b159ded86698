import { create } from 'zustand';

export const GROUPINGS = ['none', 'source', 'level', 'hand', 'seen'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** The picture of templates over time, as the case keeps it. */
export interface KeptOver {
  readonly casePath: string;
  readonly open: boolean;
  readonly ids: readonly number[];
}

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
  /** What the picture over time shows in the case at this path, in this order; null: nothing was brought back yet. */
  readonly over: KeptOver | null;
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
  over: null,
  set: (change) => set(change),
}));
