export {
  createJournal,
  rebuildProjections,
  verifyJournal,
  type Journal,
  type JournalEntry,
  type JournalVerdict,
} from './journal.ts';
