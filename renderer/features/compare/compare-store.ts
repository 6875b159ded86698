import { create } from 'zustand';
import type { Side } from '#shared/model/comparison.ts';

interface CompareStore {
  /** Null: nothing was chosen yet. */
  readonly sides: { readonly a: Side; readonly b: Side } | null;
  compare(a: Side, b: Side): void;
  forget(): void;
}

/** What the Compare screen compares. */
export const useCompare = create<CompareStore>()((set) => ({
  sides: null,
  compare: (a, b) => set({ sides: { a, b } }),
  forget: () => set({ sides: null }),
}));

/** Everything outside a stretch of time against the stretch. */
export function explainStretch(fromUs: number, toUs: number): void {
  const b = { query: '', fromUs, toUs };
  useCompare.getState().compare({ ...b, outside: true }, b);
}
