import { create } from 'zustand';
import type { Output } from '#shared/contract/index.ts';
import type { RecordRef } from '#shared/model/record.ts';

export type Finding = Output<'evidence.findings'>[number];

/** A finding that is being written: a new one, with the records it is to cite, or one to be changed. */
export interface FindingDraft {
  readonly finding: Finding | null;
  readonly refs: readonly RecordRef[];
  readonly title: string;
  /** Keys of issues. */
  readonly issues: readonly string[];
}

interface FindingStore {
  readonly draft: FindingDraft | null;
  write(draft: Partial<FindingDraft>): void;
  close(): void;
}

/** The finding that is being written, from whichever screen. */
export const useFinding = create<FindingStore>()((set) => ({
  draft: null,
  write: (draft) => set({ draft: { finding: null, refs: [], title: '', issues: [], ...draft } }),
  close: () => set({ draft: null }),
}));
