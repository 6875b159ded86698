import { levelOf } from '#shared/model/level.ts';
import {
  MESSAGE_PREVIEW,
  type Fields,
  type FieldValue,
  type FoldedRun,
  type RecordRow,
} from '#shared/model/record.ts';
import { UNKNOWN_MESSAGE, type BlockColumns } from './block-columns.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import type { AddedWords } from './literal-need.ts';
import type { RecordKey } from './view-order.ts';
import type { RecordRun } from './view-runs.ts';

/** How the text of a source's records is read; given by whoever knows formats. */
export interface SourceText {
  readonly path: string;
  message(text: string): string;
  fields(text: string): Fields;
  /** What `fields` has of that name. */
  field(text: string, name: string): FieldValue | undefined;
  /**
   * Whether records may have a field of that name: `named`, only those in whose text it stands, each part of a dotted name for
   * itself; `never`: none of them.
   *
   * @param others secondary formats that read some of them
   */
  holds(field: string, others: readonly string[]): 'may' | 'named' | 'never';
  readonly added: AddedWords;
  /** A record is a line of JSON whose keys, and kinds of values, tell which of these is its message, if it stands in it as it is. */
  readonly byKeys: boolean;
}

/** What the search threads know of a case besides its blocks. */
export interface CaseKnowledge {
  /** `shape`: of the block that the records stand in. */
  source(sourceId: number, shape: string | null): SourceText;
  /** Template of a skeleton; the skeleton's own id while it has not been mined. */
  templateOf(skeletonId: number): number;
  /** Key of the issue that a skeleton's records belong to, if any. */
  issueOf(skeletonId: number): string | null;
  /** Keys of the detection rules that found some of `count` records from ordinal `first` of a source on. */
  detected(sourceId: number, first: number, count: number): readonly string[];
  /** Text of a skeleton, see `main/ingest/skeleton`. */
  skeletonText(skeletonId: number): string;
}

/** Text of one record as it stands in its source, without the last line end. */
export function rawText(blocks: CaseBlocks, block: BlockFacts, index: number): string {
  const columns = blocks.columns(block);
  return blocks.text(block).slice(columns.offsets[index], columns.ends[index]);
}

/** The whole message of one record. */
export function messageOf(
  blocks: CaseBlocks,
  block: BlockFacts,
  index: number,
  source: SourceText,
): string {
  const at = blocks.columns(block).messageAt[index] ?? UNKNOWN_MESSAGE;
  return messageIn(rawText(blocks, block, index), at, source);
}

/** The message in the text of a record, see `RecordFacts.messageAt`. */
export function messageIn(raw: string, messageAt: number, source: SourceText): string {
  return messageAt >= 0 ? raw.slice(messageAt) : source.message(raw);
}

/**
 * One line of the record table.
 *
 * @param raw its text, where it is at hand
 */
export function rowOf(
  key: RecordKey,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
  raw: string = rawText(blocks, key.block, key.index),
): RecordRow {
  const { block, index } = key;
  const columns = blocks.columns(block);
  const source = knowledge.source(block.sourceId, block.shape);
  const message = messageIn(raw, columns.messageAt[index] ?? UNKNOWN_MESSAGE, source);
  const kind = columns.kinds[index] ?? 0;
  return {
    ref: refOf(key),
    line: block.firstLine + (columns.lineOffsets[index] ?? 0),
    lines: columns.lines[index] ?? 1,
    time: timeOf(columns, index),
    level: levelOf(block.kinds.levels[kind] ?? 0),
    message: message.slice(0, MESSAGE_PREVIEW),
    cut: message.length > MESSAGE_PREVIEW,
    templateId: knowledge.templateOf(block.kinds.skeletonIds[kind] ?? 0),
  };
}

/** A run as a row of the table that its first or its last record heads. */
export function foldedRun(
  { row, count, first, last }: RecordRun,
  headed: 'first' | 'last',
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): FoldedRun {
  const [head, tail] = headed === 'first' ? [first, last] : [last, first];
  return {
    row,
    count,
    head: rowOf(head, blocks, knowledge),
    tail:
      count === 1
        ? null
        : { ref: refOf(tail), time: timeOf(blocks.columns(tail.block), tail.index) },
  };
}

function refOf({ block, index }: RecordKey): RecordRow['ref'] {
  return { sourceId: block.sourceId, ordinal: block.firstOrdinal + index };
}

function timeOf(columns: BlockColumns, index: number): RecordRow['time'] {
  if (columns.timed[index] !== 1) return null;
  return {
    us: columns.timeUs[index] ?? 0,
    ns: columns.timeNs[index] ?? 0,
    digits: columns.timeDigits[index] ?? 0,
  };
}
