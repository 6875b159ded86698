export {
  createJournal,
  verifyJournal,
  type Journal,
  type JournalEntry,
  type JournalVerdict,
} from './journal.ts';
