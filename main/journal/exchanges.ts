import type { Database } from 'better-sqlite3';
import type { Exchange } from '#shared/model/answer.ts';
import { JOURNAL_PAYLOADS } from '#shared/model/journal-entry.ts';
import { undoneEntries } from './applied-entries.ts';
import { timeOfClock } from './clock.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

/** A question and its answer, who asked, and when (RFC 3339 UTC). */
export type StoredExchange = Exchange & { readonly author: string; readonly at: string };

/** What was asked of the assistant, oldest first; without what was asked again or taken out since. */
export function exchangesOf(database: Database): StoredExchange[] {
  const undone = undoneEntries(database);
  const rows = database
    .prepare<[], StoredEntry>(
      `SELECT * FROM journal WHERE kind IN ('assistant.answered', 'assistant.removed') ORDER BY clock, id`,
    )
    .all()
    .filter(({ id }) => !undone.has(id));
  const removed = new Set(
    rows
      .filter(({ kind }) => kind === 'assistant.removed')
      .map((row) => JOURNAL_PAYLOADS['assistant.removed'].parse(bodyOf(row).payload).id),
  );
  const exchanges = rows.flatMap((row): StoredExchange[] => {
    if (row.kind !== 'assistant.answered') return [];
    const { payload, author } = bodyOf(row);
    const exchange = JOURNAL_PAYLOADS['assistant.answered'].parse(payload);
    return [{ ...exchange, author: author.name, at: timeOfClock(row.clock) }];
  });
  const replaced = new Set(exchanges.map(({ replaces }) => replaces));
  return exchanges.filter(({ id }) => !removed.has(id) && !replaced.has(id));
}
