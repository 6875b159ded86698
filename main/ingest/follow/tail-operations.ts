import type { Database } from 'better-sqlite3';
import { BlockParts, unpackText } from '../../logstore/index.ts';
import type { Journal } from '../../journal/index.ts';
import type { BlockWriter } from '../block-writer.ts';
import type { CaseSink, FollowedFrom, TailBlock } from '../case-sink.ts';
import type { SourceSeals } from '../seal/source-seals.ts';

/** Blocks whose records stand in other blocks by now; searches that were asked before still read them. */
const REPLACED = 2;
/** So many of a source are kept for searches that still read them: with four steps a second, ten seconds' worth. */
const KEPT_REPLACED = 40;

type TailOperations = Pick<
  CaseSink,
  'replaceBlocks' | 'noteFollow' | 'followedFrom' | 'smallBlocks' | 'blockText'
>;

/** What the case thread does for sources that grow. Not transactions by themselves. */
export function createTailOperations(
  database: Database,
  journal: Journal,
  {
    blocks,
    keyOf,
    seals,
  }: { blocks: BlockWriter; keyOf(sourceId: number): string; seals: SourceSeals },
): TailOperations {
  const statements = prepare(database);
  const parts = new BlockParts(database);
  return {
    replaceBlocks({ sourceId, replaces, blocks: added, point }) {
      const [first] = replaces;
      if (first !== undefined) seals.cut(sourceId, seals.placeOf(first));
      let at = first === undefined ? blocks.end(sourceId, false) : blocks.begin(first);
      const ids: number[] = [];
      // Before the old ones go: SQLite would give the highest id again, and searches know blocks by theirs.
      for (const { parsed, shape } of added) {
        const { id, next, back, backUs } = blocks.insert(at, {
          sourceId,
          staged: false,
          parsed,
          midLine: false,
          shape,
        });
        at = next;
        ids.push(id);
        statements.add.run({ ...parsed.block, back, backUs, sourceId });
      }
      for (const id of replaces) {
        statements.takeAway.run({ id, sourceId });
        statements.replace.run(REPLACED, id);
      }
      statements.forget.run({ sourceId, staged: REPLACED, kept: KEPT_REPLACED });
      if (point !== null) statements.point.run(JSON.stringify(point), sourceId);
      seals.grew(sourceId);
      return ids;
    },
    noteFollow({ sourceId, state, event, bytes, sha256, point }) {
      statements.state.run(state, sourceId);
      if (point !== null) statements.point.run(JSON.stringify(point), sourceId);
      journal.append('source.followed', { source: keyOf(sourceId), event, bytes, sha256 });
      seals.extend(sourceId, state === 'done');
    },
    followedFrom({ sourceId }) {
      const row = statements.from.get(sourceId);
      const last = statements.lastBlock.get(sourceId) ?? null;
      const point: FollowedFrom['point'] = row?.point == null ? null : JSON.parse(row.point);
      return { point, bytes: row?.bytes ?? 0, last };
    },
    smallBlocks: ({ sourceId, below }) => statements.small.all(sourceId, below).toReversed(),
    blockText({ blockId }) {
      const row = statements.text.get(blockId);
      if (row === undefined) throw new RangeError(`block ${blockId} has no text`);
      return new Uint8Array(unpackText(row.codec, row.data, parts.of(blockId, 'text')));
    },
  };
}

function prepare(database: Database) {
  const facts = 'id, size, records, shape, time_min_us AS fromUs';
  return {
    add: database.prepare(
      `UPDATE source_read SET bytes = bytes + @size, lines = lines + @lines,
         records = records + @records, unparsed = unparsed + @unparsed,
         back = back + @back, back_us = MAX(back_us, @backUs),
         time_min_us = MIN(COALESCE(time_min_us, @timeMinUs), COALESCE(@timeMinUs, time_min_us)),
         time_max_us = MAX(COALESCE(time_max_us, @timeMaxUs), COALESCE(@timeMaxUs, time_max_us))
       WHERE source_id = @sourceId`,
    ),
    takeAway: database.prepare(
      `UPDATE source_read SET (bytes, lines, records, unparsed, back) =
         (SELECT source_read.bytes - size, source_read.lines - block.lines,
            source_read.records - block.records, source_read.unparsed - block.unparsed,
            source_read.back - block.back
          FROM block WHERE block.id = @id)
       WHERE source_id = @sourceId`,
    ),
    replace: database.prepare<[number, number]>('UPDATE block SET staged = ? WHERE id = ?'),
    forget: database.prepare(
      `DELETE FROM block WHERE source_id = @sourceId AND staged = @staged AND id <
         (SELECT id FROM block WHERE source_id = @sourceId AND staged = @staged
          ORDER BY id DESC LIMIT 1 OFFSET @kept)`,
    ),
    point: database.prepare<[string, number]>(
      'UPDATE source_read SET point = ? WHERE source_id = ?',
    ),
    state: database.prepare<[string, number]>(
      'UPDATE source_read SET state = ?, error = NULL WHERE source_id = ?',
    ),
    from: database.prepare<[number], { point: string | null; bytes: number }>(
      'SELECT point, bytes FROM source_read WHERE source_id = ?',
    ),
    lastBlock: database.prepare<[number], TailBlock>(
      `SELECT ${facts} FROM block WHERE source_id = ? AND staged = 0
       ORDER BY first_line DESC, id DESC LIMIT 1`,
    ),
    small: database.prepare<[number, number], TailBlock>(
      `SELECT ${facts} FROM block WHERE source_id = ? AND staged = 0 AND records > 0 AND first_line >=
         COALESCE((SELECT MAX(first_line + lines) FROM block AS large WHERE large.source_id = block.source_id
           AND large.staged = 0 AND large.size >= ?), 0)
       ORDER BY first_line DESC, id DESC`,
    ),
    text: database.prepare<[number], { codec: string; data: Buffer }>(
      'SELECT codec, data FROM block_text WHERE block_id = ?',
    ),
  };
}
