export { createCaseState, type CaseState, type Pin } from './case-state.ts';
export { createJournal, type CopyPlace, type Journal, type JournalEntry } from './journal.ts';
export type { JournalHead } from './journal-head.ts';
export { settledHead, type SettledHead } from './settled-head.ts';
export { exchangesOf } from './exchanges.ts';
export { playbookRunsOf, type EndedPlaybook } from './playbook-runs.ts';
export { textsThatChange, type ChangingEntry } from './changed-content.ts';
export { erasuresOf, type Erasure } from './erasures.ts';
export { markersOf, type DeploymentMarker } from './markers.ts';
export { submissionsOf } from './submissions.ts';
export { caseRoot, mergeJournal, type JournalMerge } from './merge-journal.ts';
export { verifyJournal, type JournalVerdict } from './verify-journal.ts';
export { PROJECTED_TABLES } from './projections.ts';
export { contentsOf, tombstoneOf, type Tombstone } from './take-erasures.ts';
export { sortIncoming } from './incoming-entries.ts';
export {
  replacedSeals,
  sealOf,
  standingSeals,
  type SealedBlock,
  type SourceSeal,
} from './seals.ts';
