import { create } from 'zustand';

/** Which report is worked on. */
export interface ChosenReport {
  readonly framework: string;
  readonly stage: string;
}

interface ReportsStore {
  readonly chosen: ChosenReport;
  /** A version that was submitted; null: the one that is worked on. */
  readonly submission: number | null;
  /** What is shown where there is no place for both. */
  readonly pane: 'fields' | 'preview';
  choose(chosen: ChosenReport): void;
  show(submission: number | null): void;
  setPane(pane: 'fields' | 'preview'): void;
}

/** What the reports screen shows; kept while other screens are looked at. */
export const useReports = create<ReportsStore>()((set) => ({
  chosen: { framework: 'post-incident', stage: 'review' },
  submission: null,
  pane: 'fields',
  choose: (chosen) => set({ chosen, submission: null, pane: 'fields' }),
  show: (submission) => set({ submission, pane: 'preview' }),
  setPane: (pane) => set({ pane }),
}));
