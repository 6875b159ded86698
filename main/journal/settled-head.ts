import type { Database } from 'better-sqlite3';
import { timeOfClock } from './clock.ts';
import { headOf, type JournalHead } from './journal-head.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

/** Up to where a report of the case speaks. */
export interface SettledHead extends JournalHead {
  /** Time of the latest of its entries, RFC 3339 UTC. */
  readonly at: string;
  readonly authors: readonly string[];
  /** How many entries there are of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
}

/**
 * Where the journal ended before a report of it was written: entries that only note that reports left, at its end, do
 * not change what a report says, so that the same case gives the same report again.
 */
export function settledHead(database: Database): SettledHead {
  const rows = database
    .prepare<[], StoredEntry>('SELECT * FROM journal ORDER BY seq')
    .all()
    .map((row) => ({ row, body: bodyOf(row) }));
  const last = rows.findLastIndex(({ body }) => !isLeaving(body));
  const leaves = new Set<string>();
  const authors = new Set<string>();
  const kinds = new Map<string, number>();
  let clock = '0-0';
  for (const { row, body } of rows.slice(0, last + 1)) {
    if (body.prev !== null) leaves.delete(body.prev);
    leaves.add(row.hash.toString('base64url'));
    authors.add(body.author.name);
    kinds.set(body.kind, (kinds.get(body.kind) ?? 0) + 1);
    if (row.clock > clock) clock = row.clock;
  }
  return {
    ...headOf(last + 1, leaves),
    at: timeOfClock(clock),
    authors: [...authors].sort(),
    kinds: Object.fromEntries([...kinds].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function isLeaving({ kind, payload }: ReturnType<typeof bodyOf>): boolean {
  if (kind === 'copy.opened') return true;
  if (kind === 'custody.left') return payload['what'] === 'report';
  return kind === 'custody.checked' && payload['why'] === 'report';
}
