import type { Database } from 'better-sqlite3';
import { ENCODINGS, type Duplicate } from '#shared/model/source.ts';
import type { JournalPayload } from '#shared/model/journal-entry.ts';
import type { Journal } from '../journal/index.ts';
import type { CaseSink, KnownContent, ReadStream, StepOperations } from './case-sink.ts';
import type { NoteIntake } from './note-intake.ts';
import type { SourceSeals } from './seal/source-seals.ts';

/** Blocks of a source that is all in another one: kept, and not seen. */
const HIDDEN = 3;

type DuplicateOperations = Pick<
  CaseSink,
  'countAnyway' | 'streamOf' | 'contents' | 'streams' | 'blockBefore' | 'hideRead' | 'showHidden'
>;

interface DuplicateSink extends Pick<StepOperations, 'addDuplicate'> {
  readonly operations: DuplicateOperations;
  noteOverlap(sourceId: number, overlap: Duplicate): void;
}

interface StreamRow extends Omit<ReadStream, 'origin' | 'encoding' | 'isTable'> {
  readonly origin: string;
  readonly encoding: string;
  readonly isTable: number;
}

/** What the case thread does about sources that hold what others hold too. Not transactions by themselves. */
export function createDuplicateOperations(
  database: Database,
  journal: Journal,
  {
    addSource,
    keyOf,
    seals,
    noteIntake,
  }: Pick<CaseSink, 'addSource'> & {
    keyOf(sourceId: number): string;
    seals: SourceSeals;
    noteIntake: NoteIntake;
  },
): DuplicateSink {
  const statements = prepare(database);

  function note(sourceId: number, duplicate: Duplicate, sha256: string | null): void {
    statements.note.run(JSON.stringify(duplicate), sourceId);
    journal.append('source.duplicate', named(sourceId, duplicate, sha256));
  }

  function named(
    sourceId: number,
    { kind, of, bytes, lines }: Duplicate,
    sha256: string | null,
  ): JournalPayload<'source.duplicate'> {
    return { source: keyOf(sourceId), kind, of: keyOf(of), bytes, lines, sha256 };
  }

  const operations: DuplicateOperations = {
    countAnyway({ sourceId }) {
      journal.append('source.counted', { source: keyOf(sourceId) });
    },
    contents: () => statements.contents.all(),
    streams: () => statements.streams.all().map(streamOfRow),
    streamOf({ sourceId }) {
      const row = statements.stream.get(sourceId);
      if (row === undefined) throw new RangeError(`source ${sourceId} was not read`);
      return streamOfRow(row);
    },
    blockBefore: ({ sourceId, us }) => statements.blockBefore.get(sourceId, us)?.id ?? null,
    hideRead({ sourceId, kind, of }) {
      const { bytes, lines } = statements.amount.get(sourceId) ?? { bytes: 0, lines: 0 };
      statements.stage.run(HIDDEN, sourceId, 0);
      statements.empty.run(sourceId);
      note(sourceId, { kind, of, bytes, lines }, null);
      seals.anew(sourceId, true);
    },
    showHidden({ sourceId }) {
      if (statements.stage.run(0, sourceId, HIDDEN).changes === 0) return false;
      statements.full.run({ sourceId });
      seals.anew(sourceId, true);
      return true;
    },
  };
  return {
    operations,
    addDuplicate({ askedId, sourceId, path, origin, size, mtimeUs, of, original, acquisition }) {
      const id = sourceId ?? addSource({ askedId, path, origin, size, mtimeUs });
      statements.copyRead.run(id, of);
      const { bytes, lines } = statements.amount.get(of) ?? { bytes: 0, lines: 0 };
      note(id, { kind: 'same', of, bytes, lines }, original.sha256);
      seals.anew(id, true);
      noteIntake({ sourceId: id, source: keyOf(id), original, acquisition });
    },
    /** Notes in the journal that a source begins with what another one has; once, however often it is read again. */
    noteOverlap(sourceId, overlap) {
      if (statements.isNoted.get(sourceId) !== undefined) return;
      journal.append('source.duplicate', named(sourceId, overlap, null));
    },
  };
}

function streamOfRow({ origin, encoding, isTable, ...row }: StreamRow): ReadStream {
  return {
    ...row,
    origin: JSON.parse(origin),
    encoding: ENCODINGS.find((known) => known === encoding) ?? 'utf-8',
    isTable: isTable === 1,
  };
}

const SELECT_STREAMS = `
  SELECT source.id, path, origin, size, mtime_us AS mtimeUs, bytes, time_min_us AS fromUs,
    time_max_us AS toUs, format, definition, source_read.zone, encoding, year_hint AS yearHint,
    first_year AS firstYear,
    EXISTS (SELECT 1 FROM block WHERE block.source_id = source.id AND shape IS NOT NULL) AS isTable
  FROM source_read JOIN source ON source.id = source_id
    LEFT JOIN user_format ON user_format.hash = format_hash`;

function prepare(database: Database) {
  return {
    contents: database.prepare<[], KnownContent>(
      `SELECT source_id AS sourceId, head, sha256 FROM source_read JOIN source ON source.id = source_id
       WHERE state = 'done' AND head IS NOT NULL AND sha256 IS NOT NULL AND bytes > 0`,
    ),
    streams: database.prepare<[], StreamRow>(
      `${SELECT_STREAMS} WHERE state = 'done' AND duplicate IS NULL AND counted_anyway = 0`,
    ),
    stream: database.prepare<[number], StreamRow>(`${SELECT_STREAMS} WHERE source_id = ?`),
    blockBefore: database.prepare<[number, number], { id: number | null }>(
      `SELECT id FROM block WHERE source_id = ? AND staged = 0 AND time_max_us < ?
       ORDER BY first_line DESC, id DESC LIMIT 1`,
    ),
    copyRead: database.prepare<[number, number]>(
      `INSERT INTO source_read (source_id, state, format, format_hash, format_score, encoding, zone)
       SELECT ?, 'duplicate', format, format_hash, format_score, encoding, zone FROM source_read WHERE source_id = ?
       ON CONFLICT (source_id) DO UPDATE SET state = 'duplicate'`,
    ),
    amount: database.prepare<[number], { bytes: number; lines: number }>(
      'SELECT bytes, lines FROM source_read WHERE source_id = ?',
    ),
    note: database.prepare<[string, number]>(
      'UPDATE source_read SET duplicate = ? WHERE source_id = ?',
    ),
    isNoted: database.prepare<[number], unknown>(
      'SELECT 1 FROM source_read WHERE source_id = ? AND duplicate IS NOT NULL',
    ),
    stage: database.prepare<[number, number, number]>(
      'UPDATE block SET staged = ? WHERE source_id = ? AND staged = ?',
    ),
    empty: database.prepare<[number]>(
      `UPDATE source_read SET state = 'duplicate', bytes = 0, lines = 0, records = 0, unparsed = 0,
         back = 0, back_us = 0, time_min_us = NULL, time_max_us = NULL WHERE source_id = ?`,
    ),
    full: database.prepare<{ sourceId: number }>(
      `UPDATE source_read SET state = 'done', duplicate = NULL, (bytes, lines, records, unparsed, back, back_us, time_min_us, time_max_us) =
         (SELECT SUM(size), MAX(first_line + lines) - 1, SUM(records), SUM(unparsed), SUM(back), MAX(back_us), MIN(time_min_us), MAX(time_max_us)
          FROM block WHERE source_id = @sourceId AND staged = 0)
       WHERE source_id = @sourceId`,
    ),
  };
}
