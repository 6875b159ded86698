import type { Database } from 'better-sqlite3';
import { replacedSeals, sealOf, type Journal, type SealedBlock } from '../../journal/index.ts';
import type { SkeletonNumbers } from '../skeleton-numbers.ts';
import { createStoredBlocks } from './stored-blocks.ts';

/** So much comes to a source that grows before it is sealed again. */
const UNSEALED_BYTES = 4 * 1024 * 1024;
/** Blocks of this size are hardly ever merged into others. */
const WHOLE_BYTES = 1024 * 1024;

export type SourceSeals = ReturnType<typeof createSourceSeals>;

/**
 * Signs into the journal which records this copy of the case holds of a source. Not transactions by themselves: a seal
 * is written in the one that changes the blocks.
 */
export function createSourceSeals(
  database: Database,
  journal: Journal,
  skeletons: SkeletonNumbers,
  keyOf: (sourceId: number) => string,
) {
  const statements = prepare(database);
  const stored = createStoredBlocks(database, (id) => skeletons.digest(id));
  /** How long sources that grow were when that was last looked at. */
  const sealedBytes = new Map<number, number>();

  /** The seal by which a source is held; null: it is held by none. */
  function held(sourceId: number): { of: string; count: number; ended: boolean } | null {
    const of = statements.held.get(sourceId)?.sealed ?? null;
    const seal = of === null ? null : sealOf(database, of);
    return of === null || seal === null ? null : { of, count: seal.blocks, ended: seal.ended };
  }

  /** Seals the first blocks of a source (null: all), of which those from a number on may be others than were sealed. */
  function write(sourceId: number, from: number, upTo: number | null, ended: boolean): void {
    const before = held(sourceId);
    const kept = Math.min(from, before?.count ?? 0);
    const most = upTo === null ? NO_LIMIT : Math.max(0, upTo - kept);
    const blocks = statements.blocks.all({ sourceId, kept, most }).map(sealed);
    const isSame = before?.count === kept && before.ended === ended;
    if (blocks.length === 0 && (before === null ? !ended : isSame)) return;
    const entry = journal.append('source.sealed', {
      source: keyOf(sourceId),
      of: before?.of ?? null,
      instead: before !== null,
      kept,
      ended,
      blocks,
    });
    statements.hold.run(entry, sourceId);
  }

  /** A block as it is signed; one from before digests were kept is hashed as it lies there. */
  function sealed({ id, digest, records }: BlockRow): SealedBlock {
    const hash = digest ?? stored.digest(id).digest ?? Buffer.alloc(0);
    return { hash: hash.toString('base64url'), records };
  }

  return {
    /** Seals all blocks of a source that was read anew, or is held otherwise than before. */
    anew(sourceId: number, ended: boolean): void {
      write(sourceId, 0, null, ended);
    },
    /** Seals what came behind the blocks that are sealed. */
    extend(sourceId: number, ended: boolean): void {
      write(sourceId, Infinity, null, ended);
    },
    /** Says of a source that its blocks are others from a number on: those are not sealed until more have come. */
    cut(sourceId: number, from: number): void {
      const before = held(sourceId);
      if (before !== null && from < before.count) write(sourceId, from, from, false);
    },
    /** Seals of a source that grows, whenever much has come, what is not merged into other blocks any more. */
    grew(sourceId: number): void {
      const bytes = statements.bytes.get(sourceId)?.bytes ?? 0;
      const sealedAt = sealedBytes.get(sourceId) ?? bytes;
      if (bytes - sealedAt < UNSEALED_BYTES) {
        sealedBytes.set(sourceId, sealedAt);
        return;
      }
      sealedBytes.set(sourceId, bytes);
      const upTo = statements.whole.get({ sourceId, size: WHOLE_BYTES })?.count ?? 0;
      if (upTo > (held(sourceId)?.count ?? 0)) write(sourceId, Infinity, upTo, false);
    },
    countOf: (sourceId: number): number => statements.count.get(sourceId)?.count ?? 0,
    /** How many blocks of a source come before one. */
    placeOf: (blockId: number): number => statements.place.get({ blockId })?.count ?? 0,
  };
}

/**
 * Says of sources that this copy goes on holding what it held, where entries of another copy, which were taken in, say
 * that something took its place there. Call it in the transaction that takes them in.
 */
export function holdSeals(database: Database, journal: Journal): void {
  const replaced = replacedSeals(database);
  const held = database
    .prepare<[], { id: number; key: string; sealed: string }>(
      `SELECT source.id, key, sealed FROM source_read JOIN source ON source.id = source_id
       WHERE sealed IS NOT NULL`,
    )
    .all();
  const hold = prepare(database).hold;
  for (const { id, key, sealed } of held) {
    const seal = replaced.has(sealed) ? sealOf(database, sealed) : null;
    if (seal === null) continue;
    const { blocks: kept, ended } = seal;
    const facts = { source: key, of: sealed, instead: false, kept, ended, blocks: [] };
    hold.run(journal.append('source.sealed', facts), id);
  }
}

/**
 * Signs of sources that they hold what is here, where the seal that came with their records is none of this journal: they
 * were taken from a file whose journal was left alone. Call it in the transaction that takes them.
 */
export function sealTaken(database: Database, journal: Journal, skeletons: SkeletonNumbers): void {
  const taken = database
    .prepare<[], { id: number; key: string }>(
      `SELECT source.id, key FROM source_read JOIN source ON source.id = source_id
       WHERE sealed IS NOT NULL AND sealed NOT IN (SELECT id FROM journal)`,
    )
    .all();
  const keys = new Map(taken.map(({ id, key }) => [id, key]));
  const seals = createSourceSeals(database, journal, skeletons, (id) => keys.get(id) ?? '');
  for (const { id } of taken) seals.anew(id, true);
}

interface BlockRow {
  id: number;
  digest: Buffer | null;
  records: number;
}

/** What SQLite takes for no limit. */
const NO_LIMIT = -1;

function prepare(database: Database) {
  const inForce = 'source_id = @sourceId AND staged = 0';
  return {
    held: database.prepare<[number], { sealed: string | null }>(
      'SELECT sealed FROM source_read WHERE source_id = ?',
    ),
    hold: database.prepare<[string, number]>(
      'UPDATE source_read SET sealed = ? WHERE source_id = ?',
    ),
    blocks: database.prepare<{ sourceId: number; kept: number; most: number }, BlockRow>(
      `SELECT id, digest, records FROM block WHERE ${inForce} ORDER BY first_line, id
       LIMIT @most OFFSET @kept`,
    ),
    whole: database.prepare<{ sourceId: number; size: number }, { count: number }>(
      `SELECT COUNT(*) AS count FROM block WHERE ${inForce} AND (first_line, id) <=
         (SELECT first_line, id FROM block WHERE ${inForce} AND size >= @size
          ORDER BY first_line DESC, id DESC LIMIT 1)`,
    ),
    count: database.prepare<[number], { count: number }>(
      'SELECT COUNT(*) AS count FROM block WHERE source_id = ? AND staged = 0',
    ),
    bytes: database.prepare<[number], { bytes: number }>(
      'SELECT bytes FROM source_read WHERE source_id = ?',
    ),
    place: database.prepare<{ blockId: number }, { count: number }>(
      `SELECT COUNT(*) AS count FROM block JOIN block AS at ON at.id = @blockId
       WHERE block.source_id = at.source_id AND block.staged = 0
         AND (block.first_line, block.id) < (at.first_line, at.id)`,
    ),
  };
}
