export {
  createJournal,
  verifyJournal,
  type Journal,
  type JournalEntry,
  type JournalHead,
  type JournalVerdict,
} from './journal.ts';
