import type { Database } from 'better-sqlite3';
import { JOURNAL_PAYLOADS } from '#shared/model/journal-entry.ts';
import type { PlaybookRun } from '#shared/model/playbook-run.ts';
import { undoneEntries } from './applied-entries.ts';
import { timeOfClock } from './clock.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

/** A run of a playbook, who ran it, and when it ended (RFC 3339 UTC). */
export type EndedPlaybook = PlaybookRun & { readonly author: string; readonly at: string };

/** Playbooks that were run to their end, the latest first. */
export function playbookRunsOf(database: Database): EndedPlaybook[] {
  const undone = undoneEntries(database);
  return database
    .prepare<[], StoredEntry>(
      `SELECT * FROM journal WHERE kind = 'playbook.ended' ORDER BY clock DESC, id DESC`,
    )
    .all()
    .filter(({ id }) => !undone.has(id))
    .map((row) => {
      const { payload, author } = bodyOf(row);
      const run = JOURNAL_PAYLOADS['playbook.ended'].parse(payload);
      return { ...run, author: author.name, at: timeOfClock(row.clock) };
    });
}
