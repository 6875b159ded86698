import type { Database } from 'better-sqlite3';
import { JOURNAL_PAYLOADS, type JournalPayload } from '#shared/model/journal-entry.ts';
import { undoneEntries } from './applied-entries.ts';
import { timeOfClock } from './clock.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

/** A deployment that somebody marked in the case, who, and when (RFC 3339 UTC). */
export type DeploymentMarker = JournalPayload<'marker.added'> & {
  readonly author: string;
  readonly markedAt: string;
};

/** The deployments that were marked, earliest first; without those that were taken out. */
export function markersOf(database: Database): DeploymentMarker[] {
  const undone = undoneEntries(database);
  const rows = database
    .prepare<[], StoredEntry>(
      `SELECT * FROM journal WHERE kind IN ('marker.added', 'marker.removed') ORDER BY clock, id`,
    )
    .all()
    .filter(({ id }) => !undone.has(id));
  const removed = new Set(
    rows
      .filter(({ kind }) => kind === 'marker.removed')
      .map((row) => JOURNAL_PAYLOADS['marker.removed'].parse(bodyOf(row).payload).id),
  );
  return rows
    .flatMap((row): DeploymentMarker[] => {
      if (row.kind !== 'marker.added') return [];
      const { payload, author } = bodyOf(row);
      const marker = JOURNAL_PAYLOADS['marker.added'].parse(payload);
      return [{ ...marker, author: author.name, markedAt: timeOfClock(row.clock) }];
    })
    .filter(({ id }) => !removed.has(id))
    .sort((a, b) => a.us - b.us);
}
