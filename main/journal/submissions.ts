import type { Database } from 'better-sqlite3';
import { JOURNAL_PAYLOADS, type JournalPayload } from '#shared/model/journal-entry.ts';
import { timeOfClock } from './clock.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

/** A report as it was submitted, and who noted that. */
export type StoredSubmission = JournalPayload<'report.submitted'> & {
  readonly author: string;
  /** When it was noted, RFC 3339 UTC. */
  readonly at: string;
};

/** What was submitted of all reports, oldest first. */
export function submissionsOf(database: Database): StoredSubmission[] {
  return database
    .prepare<[], StoredEntry>(
      `SELECT * FROM journal WHERE kind = 'report.submitted' ORDER BY clock, id`,
    )
    .all()
    .map((row) => {
      const { payload, author } = bodyOf(row);
      const submitted = JOURNAL_PAYLOADS['report.submitted'].parse(payload);
      return { ...submitted, author: author.name, at: timeOfClock(row.clock) };
    });
}
