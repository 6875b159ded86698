import type { Database } from 'better-sqlite3';
import { Failure } from '#shared/model/failure.ts';
import { CASE_VERSION, openCaseFile, versionOf } from './cases/index.ts';
import { forgetErased, forgetUnusedSkeletons, overwriteFreed } from './forget-erased.ts';
import { holdSeals, sealTaken, takeSource, type SkeletonNumbers } from './ingest/index.ts';
import { erasuresOf, mergeJournal, type Journal, type JournalMerge } from './journal/index.ts';

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
  const merged = readingOther({ path, key, readonly: true }, skeletons, (other) => {
    if (versionOf(other) < CASE_VERSION) {
      throw new Failure(
        'MERGE_OTHER_OLD',
        `${path} was last opened with an older Error-IQ. Open it once with this one, then merge it.`,
        { path },
      );
    }
    return database.transaction(() => {
      const { dirty, erasures, ...taken } = mergeJournal(database, journal, other, path);
      forgetRemoved(database);
      forgetErased(database, erasures);
      const records = takeRecords(database, other, skeletons, dirty);
      holdSeals(database, journal);
      if (erasures.length > 0) forgetUnusedSkeletons(database, skeletons);
      return { ...taken, ...records, erasures: erasures.length };
    })();
  });
  if (merged.erasures > 0) overwriteFreed(database);
  return merged;
}

/** Opens another file for as long as something is taken from it. When that fails, what was taken is taken back. */
function readingOther<T>(
  file: OtherCopy & { readonly readonly: boolean },
  skeletons: SkeletonNumbers,
  take: (other: Database) => T,
): T {
  const other = openCaseFile(file);
  try {
    return take(other);
  } catch (error) {
    skeletons.load();
    throw error;
  } finally {
    other.close();
  }
}

/** Raw logs of this case that somebody shared: a file like a copy, of which nothing but records is taken. */
export interface SharedRecords extends OtherCopy {
  /** Keys of sources that are taken. */
  readonly sources: readonly string[];
  /** Erasures that the file was made after. */
  readonly erasures: readonly string[];
}

/** What came of taking them in. */
export type RecordsTaken = Pick<CopyMerge, 'sources' | 'withheld'>;

/**
 * Takes what was read of sources that this case has not read out of a file of shared raw logs. Its journal is left alone;
 * records that its seals do not speak of, as those of a masked file, are signed by this copy. All of it or nothing. A source
 * that something was erased from since the file was made is withheld. Throws what opening the file throws.
 */
export function takeSharedRecords(
  database: Database,
  journal: Journal,
  skeletons: SkeletonNumbers,
  { path, key, sources, erasures }: SharedRecords,
): RecordsTaken {
  // The file is this profile's own, so an older one may be brought to this version.
  return readingOther({ path, key, readonly: false }, skeletons, (other) => {
    const known = new Set(erasures);
    const since = erasuresOf(database).filter(({ entry }) => !known.has(entry));
    const dirty = new Set(since.flatMap(({ sources: touched }) => touched));
    const chosen = new Set(sources);
    return database.transaction(() => {
      const taken = takeRecords(database, other, skeletons, dirty, chosen);
      sealTaken(database, journal, skeletons);
      holdSeals(database, journal);
      return taken;
    })();
  });
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
  chosen: ReadonlySet<string> | null = null,
): RecordsTaken {
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
    if (chosen?.has(mine.key) === false) continue;
    if (dirty.has(mine.key)) {
      withheld++;
      continue;
    }
    takeSource({ database: other, sourceId: held.id }, { database, sourceId: mine.id }, skeletons);
    sources++;
  }
  return { sources, withheld };
}
