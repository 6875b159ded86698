import { create } from 'zustand';
import type { RuleLevel } from '#shared/model/rule.ts';

/** What the panel at the side shows. */
export type RulePanel =
  | { readonly kind: 'packs' }
  | { readonly kind: 'rule'; readonly key: string }
  /** `file`: of the own rule that is being changed; null: it is a new one. `text` is what the editor began with. */
  | {
      readonly kind: 'edit';
      readonly file: string | null;
      readonly text: string;
      /** Another each time that an editor is opened. */
      readonly session: number;
    };

interface RulesStore {
  readonly panel: RulePanel;
  readonly words: string;
  readonly lowest: RuleLevel | null;
  readonly hitsOnly: boolean;
  /** How far a run has come; null: none is under way. */
  readonly running: { readonly done: number; readonly of: number } | null;
  set(change: Partial<RulesStore>): void;
  show(panel: RulePanel): void;
  edit(file: string | null, text: string): void;
}

let sessions = 0;

/** What the screen of rules shows. Survives leaving the screen. */
export const useRules = create<RulesStore>()((set) => ({
  panel: { kind: 'packs' },
  words: '',
  lowest: null,
  hitsOnly: false,
  running: null,
  set: (change) => set(change),
  show: (panel) => set({ panel }),
  edit: (file, text) => set({ panel: { kind: 'edit', file, text, session: ++sessions } }),
}));
