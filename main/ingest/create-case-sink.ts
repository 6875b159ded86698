import { createHash, randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { SourceState } from '#shared/model/source.ts';
import { BlockParts, CODEC, unpack, unpackText } from '../logstore/index.ts';
import type { Journal } from '../journal/index.ts';
import { createIntakeNotes } from './note-intake.ts';
import { createAskedRequests } from './asked-requests.ts';
import type { SkeletonNumbers } from './skeleton-numbers.ts';
import type { CaseSink, ReadFacts, StepOperations } from './case-sink.ts';
import { createBlockWriter } from './block-writer.ts';
import { createDuplicateOperations } from './duplicate-operations.ts';
import { createTailOperations } from './follow/tail-operations.ts';
import { blobsOfSteps, runSteps } from './read-steps.ts';
import { createSourceSeals } from './seal/source-seals.ts';

/** The operations of the case thread that reading uses. Each is one transaction. */
export function createCaseSink(
  database: Database,
  journal: Journal,
  skeletons: SkeletonNumbers,
): CaseSink {
  const blocks = createBlockWriter(database, skeletons);
  const parts = new BlockParts(database);
  const statements = prepare(database);
  const requests = createAskedRequests(database);
  const noteIntake = createIntakeNotes(database, journal);

  const addSource: CaseSink['addSource'] = ({ askedId, path, origin, size, mtimeUs }) => {
    const source = randomUUID();
    const facts = { path, origin: JSON.stringify(origin), size, mtimeUs };
    journal.append('source.added', { source, ...facts });
    if (askedId !== null) requests.note(askedId, facts.origin);
    return statements.sourceId.get(source)?.id ?? 0;
  };

  /** The source's name in the journal. */
  function keyOf(sourceId: number): string {
    const row = statements.sourceKey.get(sourceId);
    if (row === undefined) throw new RangeError(`there is no source ${sourceId}`);
    return row.key;
  }

  const seals = createSourceSeals(database, journal, skeletons, keyOf);
  const duplicates = createDuplicateOperations(database, journal, {
    addSource,
    keyOf,
    seals,
    noteIntake,
  });

  const operations: SingleOperations = {
    ...requests.operations,
    addSource,
    beginRead({ sourceId, staged, facts }) {
      if (staged) statements.discard.run(sourceId, 1);
      // A staged reading leaves what is there in force until it is done.
      else if (blocks.isEmpty(sourceId)) {
        statements.begin.run({ sourceId, ...readRow(facts) });
      } else statements.resume.run(sourceId);
      if (staged) {
        const before = statements.outcome.get(sourceId) ?? { state: 'cancelled', error: null };
        const note: Staged = { facts, ...before };
        statements.stage.run({ sourceId, note: JSON.stringify(note) });
      }
    },
    finishRead(input) {
      const { sourceId, staged, state, original, acquisition, head, firstYear, error } = input;
      const { again, seconds } = input;
      const before = staged ? stagedOf(sourceId) : null;
      if (before !== null && state !== 'done') {
        statements.discard.run(sourceId, 1);
        statements.unstage.run({ sourceId, state: before.state, error: before.error });
        return;
      }
      if (before !== null && before.facts.overlap !== null) {
        duplicates.noteOverlap(sourceId, before.facts.overlap);
      }
      if (before !== null) putStagedInPlace(sourceId, before.facts);
      // Read again from what the case holds, it is as whole as it was before.
      const isAsBefore = before !== null && original === null;
      statements.finish.run({
        sourceId,
        seconds,
        head,
        firstYear,
        state: isAsBefore ? before.state : state,
        error: isAsBefore ? before.error : error === null ? null : JSON.stringify(error),
        again: again === null ? null : JSON.stringify(again),
      });
      if (before !== null) seals.anew(sourceId, true);
      else seals.extend(sourceId, state === 'done');
      if (state !== 'done') return;
      const read = statements.totals.get(sourceId);
      const source = statements.sourceKey.get(sourceId)?.key;
      if (read === undefined || source === undefined) return;
      journal.append('source.read', { source, sha256: original?.sha256 ?? null, ...read });
      if (original !== null) noteIntake({ sourceId, source, original, acquisition });
    },
    discardRead({ sourceId, staged }) {
      statements.discard.run(sourceId, Number(staged));
    },
    ...duplicates.operations,
    ...createTailOperations(database, journal, { blocks, keyOf, seals }),
    addSkipped({ path, failure }) {
      const { code, message } = failure;
      statements.skip.run({ path, code, message, at: new Date().toISOString() });
    },
    keptPiece({ sourceId, seq }) {
      const piece = statements.keptPiece.get(sourceId, seq);
      return piece === undefined ? null : Uint8Array.from(unpack(piece.codec, piece.data));
    },
    storedText({ sourceId, after }) {
      const row = statements.nextText.get({ sourceId, after });
      if (row === undefined) return null;
      const { id: blockId, codec, data, records, timeMaxUs } = row;
      const text = unpackText(codec, data, parts.of(blockId, 'text'));
      return { blockId, text: new Uint8Array(text), records, timeMaxUs };
    },
  };

  const steps: StepOperations = {
    commitBlock({ sourceId, staged, parsed, midLine, shape }) {
      const at = blocks.end(sourceId, staged);
      const { back, backUs } = blocks.insert(at, { sourceId, staged, parsed, midLine, shape });
      if (!staged) statements.progress.run({ ...parsed.block, back, backUs, sourceId });
    },
    dropLast({ sourceId }) {
      statements.dropLast.run({ sourceId });
      statements.sum.run({ sourceId });
      seals.cut(sourceId, seals.countOf(sourceId));
    },
    keepSkeletons({ skeletons: given }) {
      for (const { hash, text, slots } of given) skeletons.number(hash, text, slots);
    },
    keepPiece({ sourceId, seq, size, data }) {
      if (seq === 0) statements.forgetOriginal.run(sourceId);
      statements.keepPiece.run(sourceId, seq, CODEC, size, data);
    },
    addDuplicate: duplicates.addDuplicate,
  };

  /** What is noted of a reading. An own format's definition is kept once, however many sources it read. */
  function readRow({ definition, overlap, ...given }: ReadFacts) {
    const facts = { ...given, duplicate: overlap === null ? null : JSON.stringify(overlap) };
    if (definition === null) return { ...facts, formatHash: null };
    const formatHash = createHash('sha256').update(definition).digest('hex');
    statements.keepFormat.run(formatHash, definition);
    return { ...facts, formatHash };
  }

  function stagedOf(sourceId: number): Staged | null {
    const note = statements.staged.get(sourceId)?.staged ?? null;
    return note === null ? null : JSON.parse(note);
  }

  function putStagedInPlace(sourceId: number, facts: ReadFacts): void {
    statements.discard.run(sourceId, 0);
    statements.unstageBlocks.run(sourceId);
    statements.begin.run({ sourceId, ...readRow(facts) });
    statements.sum.run({ sourceId });
  }

  return inTransactions(database, journal, { operations, steps }, () => skeletons.load());
}

type SingleOperations = Omit<CaseSink, 'takeSteps'>;

/** Every operation runs as a whole or not at all. */
function inTransactions(
  database: Database,
  journal: Journal,
  given: { operations: SingleOperations; steps: StepOperations },
  undone: () => void,
): CaseSink {
  const { operations } = given;
  const { addSource, beginRead, finishRead, discardRead, addSkipped } = operations;
  const all = { ...operations, ...given.steps };
  return {
    ...operations,
    takeSteps({ steps }) {
      let added: number[];
      try {
        added = journal.together(() => runSteps(all, steps));
      } catch (error) {
        undone();
        throw error;
      }
      // This thread makes too little garbage to be rid of them soon.
      for (const blob of blobsOfSteps(steps)) blob.transfer(0);
      return added;
    },
    addSource: database.transaction(addSource),
    beginRead: database.transaction(beginRead),
    finishRead: (input) => journal.together(() => finishRead(input)),
    discardRead: database.transaction(discardRead),
    addSkipped: database.transaction(addSkipped),
    hideRead: database.transaction(operations.hideRead),
    showHidden: database.transaction(operations.showHidden),
    countAnyway: database.transaction(operations.countAnyway),
    replaceBlocks: database.transaction(operations.replaceBlocks),
    noteFollow: database.transaction(operations.noteFollow),
  };
}

/** How a reading ended: state, and JSON of its failure. */
interface Outcome {
  state: SourceState;
  error: string | null;
}

/** What is noted while a source is read again: the new facts, and how it had ended before. */
interface Staged extends Outcome {
  facts: ReadFacts;
}

interface StoredText {
  id: number;
  records: number;
  timeMaxUs: number | null;
  size: number;
  codec: string;
  data: Buffer;
}

interface Totals {
  bytes: number;
  lines: number;
  records: number;
  format: string;
}

function prepare(database: Database) {
  const sums = `
    bytes = (SELECT COALESCE(SUM(size), 0) FROM block WHERE source_id = @sourceId AND staged = 0),
    records = (SELECT COALESCE(SUM(records), 0) FROM block WHERE source_id = @sourceId AND staged = 0),
    unparsed = (SELECT COALESCE(SUM(unparsed), 0) FROM block WHERE source_id = @sourceId AND staged = 0),
    lines = (SELECT COALESCE(MAX(first_line + lines) - 1, 0) FROM block WHERE source_id = @sourceId AND staged = 0),
    back = (SELECT COALESCE(SUM(back), 0) FROM block WHERE source_id = @sourceId AND staged = 0),
    back_us = (SELECT COALESCE(MAX(back_us), 0) FROM block WHERE source_id = @sourceId AND staged = 0),
    time_min_us = (SELECT MIN(time_min_us) FROM block WHERE source_id = @sourceId AND staged = 0),
    time_max_us = (SELECT MAX(time_max_us) FROM block WHERE source_id = @sourceId AND staged = 0)`;
  return {
    sourceId: database.prepare<[string], { id: number }>('SELECT id FROM source WHERE key = ?'),
    sourceKey: database.prepare<[number], { key: string }>(
      'SELECT key FROM source_number WHERE id = ?',
    ),
    begin: database.prepare(
      `INSERT INTO source_read (source_id, state, format, format_hash, format_score, encoding, zone, year_hint, duplicate)
       VALUES (@sourceId, 'reading', @format, @formatHash, @formatScore, @encoding, @zone, @yearHint, @duplicate)
       ON CONFLICT (source_id) DO UPDATE SET state = 'reading', format = @format, format_hash = @formatHash,
         format_score = @formatScore, encoding = @encoding, zone = @zone, year_hint = @yearHint,
         bytes = 0, lines = 0, records = 0, unparsed = 0, back = 0, back_us = 0, time_min_us = NULL, time_max_us = NULL,
         error = NULL, seconds = 0, staged = NULL, first_year = NULL,
         duplicate = @duplicate`,
    ),
    keepFormat: database.prepare<[string, string]>(
      'INSERT OR IGNORE INTO user_format (hash, definition) VALUES (?, ?)',
    ),
    resume: database.prepare<[number]>(
      "UPDATE source_read SET state = 'reading', error = NULL WHERE source_id = ?",
    ),
    stage: database.prepare(
      "UPDATE source_read SET state = 'reading', staged = @note WHERE source_id = @sourceId",
    ),
    outcome: database.prepare<[number], Outcome>(
      'SELECT state, error FROM source_read WHERE source_id = ?',
    ),
    unstage: database.prepare(
      `UPDATE source_read SET state = @state, error = @error, staged = NULL, again = NULL
       WHERE source_id = @sourceId`,
    ),
    staged: database.prepare<[number], { staged: string | null }>(
      'SELECT staged FROM source_read WHERE source_id = ?',
    ),
    unstageBlocks: database.prepare<[number]>('UPDATE block SET staged = 0 WHERE source_id = ?'),
    discard: database.prepare<[number, number]>(
      'DELETE FROM block WHERE source_id = ? AND staged = ?',
    ),
    dropLast: database.prepare(
      `DELETE FROM block WHERE id = (SELECT id FROM block WHERE source_id = @sourceId AND staged = 0
         ORDER BY first_line DESC, id DESC LIMIT 1)`,
    ),
    progress: database.prepare(
      `UPDATE source_read SET bytes = bytes + @size, lines = lines + @lines,
         records = records + @records, unparsed = unparsed + @unparsed,
         back = back + @back, back_us = MAX(back_us, @backUs),
         time_min_us = MIN(COALESCE(time_min_us, @timeMinUs), COALESCE(@timeMinUs, time_min_us)),
         time_max_us = MAX(COALESCE(time_max_us, @timeMaxUs), COALESCE(@timeMaxUs, time_max_us))
       WHERE source_id = @sourceId`,
    ),
    sum: database.prepare(`UPDATE source_read SET ${sums} WHERE source_id = @sourceId`),
    finish: database.prepare(
      `UPDATE source_read SET state = @state, error = @error, seconds = @seconds, staged = NULL,
         again = @again, head = COALESCE(@head, head), first_year = COALESCE(@firstYear, first_year)
       WHERE source_id = @sourceId`,
    ),
    totals: database.prepare<[number], Totals>(
      'SELECT bytes, lines, records, format FROM source_read WHERE source_id = ?',
    ),
    skip: database.prepare(
      `INSERT INTO skipped (path, code, message, at) SELECT @path, @code, @message, @at WHERE NOT EXISTS
         (SELECT 1 FROM skipped WHERE path = @path AND code = @code AND message = @message)`,
    ),
    forgetOriginal: database.prepare<[number]>('DELETE FROM original WHERE source_id = ?'),
    keepPiece: database.prepare(
      'INSERT INTO original (source_id, seq, codec, size, data) VALUES (?, ?, ?, ?, ?)',
    ),
    keptPiece: database.prepare<[number, number], { codec: string; data: Buffer }>(
      'SELECT codec, data FROM original WHERE source_id = ? AND seq = ?',
    ),
    nextText: database.prepare<[{ sourceId: number; after: number | null }], StoredText>(
      `SELECT block.id, records, time_max_us AS timeMaxUs, block_text.codec, block_text.data FROM block
       JOIN block_text ON block_text.block_id = block.id
       WHERE source_id = @sourceId AND staged = 0 AND (@after IS NULL OR
         (first_line, block.id) > (SELECT first_line, id FROM block WHERE id = @after))
       ORDER BY first_line, block.id LIMIT 1`,
    ),
  };
}
