export { createCaseState, type CaseState, type Pin } from './case-state.ts';
export { createJournal, type CopyPlace, type Journal, type JournalEntry } from './journal.ts';
export type { JournalHead } from './journal-head.ts';
export { settledHead, type SettledHead } from './settled-head.ts';
export { submissionsOf } from './submissions.ts';
export { mergeJournal, type JournalMerge } from './merge-journal.ts';
export { verifyJournal, type JournalVerdict } from './verify-journal.ts';
export { PROJECTED_TABLES } from './projections.ts';
export { sortIncoming } from './incoming-entries.ts';
