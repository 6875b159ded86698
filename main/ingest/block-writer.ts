import type { Database } from 'better-sqlite3';
import {
  COLUMNS_CODEC,
  createPartWriter,
  piecesOf,
  writeKinds,
  type PackedBlock,
  type PiecedBlob,
  type TimesBack,
} from '../logstore/index.ts';
import type { ParsedChunk } from './parse-chunk.ts';
import { blockDigest } from './seal/block-digest.ts';
import type { SkeletonNumbers } from './skeleton-numbers.ts';

/** Where in its source a block begins. */
export interface BlockPlace {
  readonly firstLine: number;
  readonly firstOrdinal: number;
  /** Latest time before it, as logged, microseconds UTC. */
  readonly lastUs: number | null;
  /** The time that was logged last before it, however late others were. */
  readonly priorUs: number | null;
}

/** A block to be stored. */
export interface NewBlock {
  readonly sourceId: number;
  readonly staged: boolean;
  readonly parsed: ParsedChunk;
  readonly midLine: boolean;
  /** JSON of what its rows are read with, when it is of a table. */
  readonly shape: string | null;
}

export type BlockWriter = ReturnType<typeof createBlockWriter>;

/** Writes blocks with their skeletons. Not transactions by themselves. */
export function createBlockWriter(database: Database, skeletons: SkeletonNumbers) {
  const statements = prepare(database);
  const writeParts = createPartWriter(database);

  const after = (row: BlockRow): BlockPlace => ({
    firstLine: row.first_line + row.lines,
    firstOrdinal: row.first_ordinal + row.records,
    lastUs: row.time_max_us ?? row.fallback_us,
    priorUs: row.last_us,
  });

  return {
    /** Where the next block of a source begins. */
    end(sourceId: number, staged: boolean): BlockPlace {
      const last = statements.last.get(sourceId, Number(staged));
      return last === undefined ? START : after(last);
    },
    isEmpty: (sourceId: number): boolean => statements.last.get(sourceId, 0) === undefined,
    /** Where a block that is there begins. */
    begin(blockId: number): BlockPlace {
      const row = statements.one.get(blockId);
      if (row === undefined) throw new RangeError(`there is no block ${blockId}`);
      return {
        firstLine: row.first_line,
        firstOrdinal: row.first_ordinal,
        lastUs: row.fallback_us,
        priorUs: row.prior_us,
      };
    },
    /** Stores a block; gives its id and where the next one begins. */
    insert(
      at: BlockPlace,
      { sourceId, staged, parsed, midLine, shape }: NewBlock,
    ): { id: number; next: BlockPlace; back: number; backUs: number } {
      const { block, kinds } = parsed;
      const ids = parsed.skeletons.map(({ hash, text, slots }) =>
        skeletons.number(hash, text, slots),
      );
      const header = writeKinds(
        kinds.map((kind) => ({ ...kind, skeletonId: ids[kind.skeletonId] ?? 0 })),
      );
      const row = {
        // The rest of a line that was cut stands on the line where the line began.
        firstLine: at.firstLine - (midLine ? 1 : 0),
        lines: block.lines + (midLine ? 1 : 0),
        firstOrdinal: at.firstOrdinal,
        records: block.records,
        timeMinUs: block.timeMinUs,
        timeMaxUs: block.timeMaxUs,
        fallbackUs: at.lastUs,
        unparsed: block.unparsed,
        size: block.size,
        ...stepsBack(block.back, at.priorUs),
        header,
        filter: block.filter,
        varying: block.varying,
        shape,
      };
      const { lastInsertRowid } = statements.insert.run({
        sourceId,
        staged: Number(staged),
        ...row,
        others: block.others.size === 0 ? null : JSON.stringify(Object.fromEntries(block.others)),
        digest: digestOf(row, block, skeletons),
      });
      const cut = (blob: PiecedBlob, codec: string | null, whole: Uint8Array) => {
        const pieces = piecesOf(blob, codec, whole);
        writeParts(lastInsertRowid, blob, pieces);
        return pieces[0];
      };
      const columns = cut('columns', COLUMNS_CODEC, block.columns);
      statements.columns.run(lastInsertRowid, COLUMNS_CODEC, columns);
      if (block.times !== null) statements.times.run(lastInsertRowid, block.times);
      if (block.fields !== null) {
        statements.fields.run(lastInsertRowid, cut('fields', null, block.fields));
      }
      const text = cut('text', block.textCodec, block.text);
      statements.text.run(lastInsertRowid, block.textCodec, block.size, text);
      return {
        back: row.back,
        backUs: row.backUs,
        id: Number(lastInsertRowid),
        next: {
          firstLine: row.firstLine + row.lines,
          firstOrdinal: row.firstOrdinal + row.records,
          lastUs: block.timeMaxUs ?? at.lastUs,
          priorUs: row.lastUs,
        },
      };
    },
  };
}

type NewRow = Record<
  'firstLine' | 'lines' | 'firstOrdinal' | 'records' | 'unparsed' | 'size' | 'back' | 'backUs',
  number
> &
  Record<'timeMinUs' | 'timeMaxUs' | 'fallbackUs' | 'priorUs' | 'lastUs', number | null> & {
    readonly header: Uint8Array;
    readonly shape: string | null;
  };

/** What the case signs of a block, see `seal/block-digest.ts`. */
function digestOf(row: NewRow, block: PackedBlock, skeletons: SkeletonNumbers): Buffer {
  const whole = (data: Uint8Array | null) => ({ codec: null, data });
  return blockDigest(
    {
      facts: [
        row.firstLine,
        row.lines,
        row.firstOrdinal,
        row.records,
        row.timeMinUs,
        row.timeMaxUs,
        row.fallbackUs,
        row.unparsed,
        row.size,
        row.back,
        row.backUs,
        row.priorUs,
        row.lastUs,
        row.shape,
      ],
      header: row.header,
      parts: [
        whole(block.filter),
        whole(block.varying),
        { codec: COLUMNS_CODEC, data: block.columns },
        whole(block.times),
        whole(block.fields),
        { codec: block.textCodec, data: block.text },
      ],
    },
    (id) => skeletons.digest(id),
  );
}

interface BlockRow {
  first_line: number;
  lines: number;
  first_ordinal: number;
  records: number;
  time_max_us: number | null;
  fallback_us: number | null;
  prior_us: number | null;
  last_us: number | null;
}

const START: BlockPlace = { firstLine: 1, firstOrdinal: 0, lastUs: null, priorUs: null };

/** A block's steps back, that from the block before it included. */
export function stepsBack({ count, mostUs, firstUs, lastUs }: TimesBack, priorUs: number | null) {
  const step = priorUs === null || firstUs === null ? 0 : Math.max(0, priorUs - firstUs);
  return {
    back: count + (step > 0 ? 1 : 0),
    backUs: Math.max(mostUs, step),
    priorUs,
    lastUs: lastUs ?? priorUs,
  };
}

function prepare(database: Database) {
  const facts =
    'first_line, lines, first_ordinal, records, time_max_us, fallback_us, prior_us, last_us';
  return {
    last: database.prepare<[number, number], BlockRow>(
      `SELECT ${facts} FROM block WHERE source_id = ? AND staged = ?
       ORDER BY first_line DESC, id DESC LIMIT 1`,
    ),
    one: database.prepare<[number], BlockRow>(`SELECT ${facts} FROM block WHERE id = ?`),
    insert: database.prepare(
      `INSERT INTO block (source_id, staged, first_line, lines, first_ordinal, records, time_min_us,
         time_max_us, fallback_us, unparsed, size, back, back_us, prior_us, last_us, header, filter,
         varying, shape, others, digest)
       VALUES (@sourceId, @staged, @firstLine, @lines, @firstOrdinal, @records, @timeMinUs,
         @timeMaxUs, @fallbackUs, @unparsed, @size, @back, @backUs, @priorUs, @lastUs, @header, @filter,
         @varying, @shape, @others, @digest)`,
    ),
    columns: database.prepare('INSERT INTO block_columns (block_id, codec, data) VALUES (?, ?, ?)'),
    times: database.prepare('INSERT INTO block_times (block_id, data) VALUES (?, ?)'),
    fields: database.prepare('INSERT INTO block_fields (block_id, data) VALUES (?, ?)'),
    text: database.prepare(
      'INSERT INTO block_text (block_id, codec, size, data) VALUES (?, ?, ?, ?)',
    ),
  };
}
