import type { Database } from 'better-sqlite3';
import { JOURNAL_PAYLOADS, type JournalPayload } from '#shared/model/journal-entry.ts';
import { timeOfClock } from './clock.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

/** A block of a source as it was signed. */
export type SealedBlock = JournalPayload<'source.sealed'>['blocks'][number];

/** All blocks of a source that a copy of the case held, as its author signed them. */
export interface SourceSeal {
  /** Id of its entry. */
  readonly entry: string;
  /** Key of the source. */
  readonly source: string;
  /** The copy in which it was written. */
  readonly device: string;
  readonly author: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  /** Whether the source was read to its end. */
  readonly ended: boolean;
  readonly blocks: readonly SealedBlock[];
}

/**
 * The seals that a copy of the case may hold its sources by, by the source's key, oldest first: all but those in whose
 * place a copy that held them has put another.
 */
export function standingSeals(database: Database): ReadonlyMap<string, readonly SourceSeal[]> {
  const seals = new Map<string, SourceSeal>();
  const gone = new Set<string>();
  for (const row of rowsOf(database)) {
    const { payload, author } = bodyOf(row);
    const { of, instead, kept, ...sealed } = JOURNAL_PAYLOADS['source.sealed'].parse(payload);
    const before = of === null ? undefined : seals.get(of);
    if (of !== null && instead) gone.add(of);
    seals.set(row.id, {
      ...sealed,
      entry: row.id,
      device: row.device,
      author: author.name,
      at: timeOfClock(row.clock),
      blocks: [...(before?.blocks.slice(0, kept) ?? []), ...sealed.blocks],
    });
  }
  const standing = new Map<string, SourceSeal[]>();
  for (const seal of seals.values()) {
    if (gone.has(seal.entry)) continue;
    standing.set(seal.source, [...(standing.get(seal.source) ?? []), seal]);
  }
  return standing;
}

/** Seals in whose place another was put, by their entries. */
export function replacedSeals(database: Database): ReadonlySet<string> {
  return new Set(
    rowsOf(database).flatMap((row) => {
      const { of, instead } = JOURNAL_PAYLOADS['source.sealed'].parse(bodyOf(row).payload);
      return of !== null && instead ? [of] : [];
    }),
  );
}

/** What an entry that goes on from a seal needs of it; null: there is no such seal. */
export function sealOf(
  database: Database,
  entry: string,
): { readonly blocks: number; readonly ended: boolean } | null {
  const row = database
    .prepare<[string], StoredEntry>(`SELECT * FROM journal WHERE id = ? AND kind = 'source.sealed'`)
    .get(entry);
  if (row === undefined) return null;
  const { kept, blocks, ended } = JOURNAL_PAYLOADS['source.sealed'].parse(bodyOf(row).payload);
  return { blocks: kept + blocks.length, ended };
}

/** In the order of their clocks: whoever goes on from a seal has seen it, so that it comes first. */
function rowsOf(database: Database): StoredEntry[] {
  return database
    .prepare<[], StoredEntry>(
      `SELECT * FROM journal WHERE kind = 'source.sealed' ORDER BY clock, id`,
    )
    .all();
}
