import type { Database } from 'better-sqlite3';
import { Failure } from '#shared/model/failure.ts';
import { CASE_VERSION, openCaseFile, versionOf } from './cases/index.ts';
import { forgetErased, forgetUnusedSkeletons, overwriteFreed } from './forget-erased.ts';
import { holdSeals, takeSource, type SkeletonNumbers } from './ingest/index.ts';
import { mergeJournal, type Journal, type JournalMerge } from './journal/index.ts';

/** Another copy of a case. */
export interface OtherCopy {
  readonly path: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** What came of taking it in. */
export interface CopyMerge extends Omit<JournalMerge, 'dirty' | 'erasures'> {
  /** Sources whose records came with it. */
  readonly sources: number;
  /** Sources whose records were left out, because the other copy may hold what was erased from them here. */
  readonly withheld: number;
  /** Erasures that were new here: what they took out is gone from this copy too. */
  readonly erasures: number;
}

interface Held {
  readonly id: number;
  readonly key: string;
  readonly state: string | null;
}

const HELD = `
  SELECT source.id, key, state FROM source LEFT JOIN source_read ON source_read.source_id = source.id`;

/**
 * Takes another copy of the case into this one: entries, and what was read of sources that this one has not read.
 * All of it or nothing; the other file is only read. What was erased in either copy is gone from this one. Throws MERGE_OTHER_OLD and what `mergeJournal` throws.
 */
export function mergeCopy(
  database: Database,
  journal: Journal,
  skeletons: SkeletonNumbers,
  { path, key }: OtherCopy,
): CopyMerge {
  const other = openCaseFile({ path, key, readonly: true });
  try {
    if (versionOf(other) < CASE_VERSION) {
      throw new Failure(
        'MERGE_OTHER_OLD',
        `${path} was last opened with an older Error-IQ. Open it once with this one, then merge it.`,
        { path },
      );
    }
    const merged = database.transaction(() => {
      const { dirty, erasures, ...taken } = mergeJournal(database, journal, other, path);
      forgetRemoved(database);
      forgetErased(database, erasures);
      const records = takeRecords(database, other, skeletons, dirty);
      holdSeals(database, journal);
      if (erasures.length > 0) forgetUnusedSkeletons(database, skeletons);
      return { ...taken, ...records, erasures: erasures.length };
    })();
    if (merged.erasures > 0) overwriteFreed(database);
    return merged;
  } catch (error) {
    skeletons.load();
    throw error;
  } finally {
    other.close();
  }
}

/** What was read of sources that the other copy has removed. */
function forgetRemoved(database: Database): void {
  for (const table of ['block', 'source_read', 'original']) {
    database.exec(`DELETE FROM ${table} WHERE source_id NOT IN (SELECT id FROM source)`);
  }
}

function takeRecords(
  database: Database,
  other: Database,
  skeletons: SkeletonNumbers,
  dirty: ReadonlySet<string>,
): { sources: number; withheld: number } {
  const theirs = new Map(
    other
      .prepare<[], Held>(HELD)
      .all()
      .map((held) => [held.key, held]),
  );
  let sources = 0;
  let withheld = 0;
  for (const mine of database.prepare<[], Held>(HELD).all()) {
    const held = theirs.get(mine.key);
    if (mine.state !== null || held?.state !== 'done') continue;
    if (dirty.has(mine.key)) {
      withheld++;
      continue;
    }
    takeSource({ database: other, sourceId: held.id }, { database, sourceId: mine.id }, skeletons);
    sources++;
  }
  return { sources, withheld };
}
