import type { Database } from 'better-sqlite3';
import { erasuresOf, standingSeals, type SourceSeal } from '../../journal/index.ts';
import { createSkeletonDigests } from './skeleton-digests.ts';
import { createStoredBlocks } from './stored-blocks.ts';

/** A source and what was signed of it. */
export interface CheckedSource {
  readonly id: number;
  readonly key: string;
  readonly path: string;
  /** Of its original, hex, as signed; null: it was not read to its end. */
  readonly sha256: string | null;
  /** Whether the case is said to keep its original. */
  readonly keepsOriginal: boolean;
  /** Seals that this copy may hold it by: the one that it says it holds first. */
  readonly seals: readonly SourceSeal[];
  /** What this copy knows of having read it; null: it has no records of it. */
  readonly read: SourceCounts | null;
  /** Whether this very copy has signed records of it which nobody took out. */
  readonly mustBeHere: boolean;
}

export interface SourceCounts {
  readonly bytes: number;
  readonly records: number;
  readonly unparsed: number;
}

/** A block as it lies in the case file. */
export interface FoundBlock extends SourceCounts {
  readonly id: number;
  /** Base64url; null: it is damaged. */
  readonly hash: string | null;
}

/** What the case thread offers for checking records against what was signed. */
export type RecordCheckOperations = {
  /** All sources, and one of no name for blocks that belong to none. */
  sourcesToCheck(input: null): CheckedSource[];
  /** Hashes blocks of a source behind another (null: from the first); `next` null: these were the last. */
  hashBlocks(input: { sourceId: number; after: number | null }): {
    blocks: FoundBlock[];
    next: number | null;
    bytes: number;
  };
};

/** So much of the file is hashed at a time, between which others are served. */
const STEP_BYTES = 16 * 1024 * 1024;

/** The operations over the case's own connection. */
export function createRecordCheck(database: Database): RecordCheckOperations {
  let stored = createStoredBlocks(database, createSkeletonDigests(database));
  const sources = database.prepare<[], SourceRow>(
    `SELECT source.id, key, path, sha256, sealed, state, bytes, records, unparsed
     FROM source LEFT JOIN source_read ON source_read.source_id = source.id ORDER BY source.id`,
  );
  const strays = database.prepare<[], { id: number }>(
    `SELECT DISTINCT source_id AS id FROM block
     WHERE staged = 0 AND source_id NOT IN (SELECT id FROM known_source)`,
  );
  const blocks = database.prepare<[{ sourceId: number; after: number | null }], BlockRow>(
    `SELECT id, size, records, unparsed FROM block
     WHERE source_id = @sourceId AND staged = 0 AND (@after IS NULL OR
       (first_line, id) > (SELECT first_line, id FROM block WHERE id = @after))
     ORDER BY first_line, id`,
  );
  return {
    sourcesToCheck() {
      // What was remembered of skeletons is not what lies there now.
      stored = createStoredBlocks(database, createSkeletonDigests(database));
      const standing = standingSeals(database);
      const device = database
        .prepare<[], { value: string }>(`SELECT value FROM meta WHERE key = 'device'`)
        .get()?.value;
      const erased = new Set(erasuresOf(database).flatMap(({ sources: keys }) => keys));
      const kept = keptOriginals(database);
      const known = sources.all().map(({ id, key, path, sha256, sealed, state, ...counts }) => {
        const seals = [...(standing.get(key) ?? [])].sort(
          (a, b) => Number(b.entry === sealed) - Number(a.entry === sealed),
        );
        const mine = seals.some((seal) => seal.device === device && seal.blocks.length > 0);
        const mustBeHere = mine && !erased.has(key);
        const read = state === null ? null : counts;
        return { id, key, path, sha256, keepsOriginal: kept.has(key), seals, read, mustBeHere };
      });
      const nothing = { sha256: null, keepsOriginal: false, seals: [], read: null };
      const none = { key: '', path: '', ...nothing, mustBeHere: false };
      return [...known, ...strays.all().map(({ id }) => ({ id, ...none }))];
    },
    hashBlocks({ sourceId, after }) {
      const found: FoundBlock[] = [];
      let read = 0;
      for (const { id, size, ...counts } of blocks.iterate({ sourceId, after })) {
        if (read >= STEP_BYTES)
          return { blocks: found, next: found.at(-1)?.id ?? null, bytes: read };
        const { digest, bytes } = stored.digest(id);
        found.push({ id, hash: digest?.toString('base64url') ?? null, bytes: size, ...counts });
        read += bytes;
      }
      return { blocks: found, next: null, bytes: read };
    },
  };
}

/** Keys of the sources whose originals were taken into the case and not out of it again. */
function keptOriginals(database: Database): ReadonlySet<string> {
  const taken = database
    .prepare<[], { key: string }>(
      `SELECT payload ->> '$.source' AS key FROM custody
       WHERE kind = 'intake' AND payload ->> '$.keeping' = 'case'`,
    )
    .all();
  const gone = new Set(erasuresOf(database).flatMap(({ originals }) => originals));
  return new Set(taken.map(({ key }) => key).filter((key) => !gone.has(key)));
}

interface BlockRow {
  readonly id: number;
  readonly size: number;
  readonly records: number;
  readonly unparsed: number;
}

interface SourceRow extends SourceCounts {
  readonly id: number;
  readonly key: string;
  readonly path: string;
  readonly sha256: string | null;
  readonly sealed: string | null;
  readonly state: string | null;
}
