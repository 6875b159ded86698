import { UNKNOWN_MESSAGE, type BlockColumns } from './block-columns.ts';
import { recordsOfLines } from './record-passes.ts';
import { ASK, HIT, MISS } from './template-course.ts';

/** What a line is of its record, in bits: not its first; not its last; its last, which ends in a character that is not of it. */
export const LATER = 1;
export const GOES_ON = 2;
export const CUT = 4;
/** What a line can be: all are below. */
export const LINE_PARTS = 8;

/** Of a line end of two characters the first stands in the line. */
const TWO = 2;

/** What the lines of a block are of its records. */
export interface RecordLines {
  /** The record of each line; null: they are records, each. */
  readonly ofLines: Uint32Array | null;
  /** What lines are of their records: one for all of them, or one a line of those that are asked for. */
  parts(lines: Uint32Array): Uint8Array | number;
  /** Where the message begins in lines that are the first of a record, `UNKNOWN_MESSAGE` in others. Null: all messages are quoted. */
  messageAt(lines: Uint32Array): Int32Array | null;
}

/** Null: the text has other lines than the records. @param lines how many it has */
export function recordLines(columns: BlockColumns, lines: number): RecordLines | null {
  const { records, areLines } = columns;
  if (areLines ? lines !== records : columns.lineOffsets[records] !== lines) return null;
  if (areLines && columns.areQuoted) {
    return { ofLines: null, parts: () => partsOfRecords(columns), messageAt: () => null };
  }
  const ofLines = areLines ? null : recordsOfLines(columns.lineOffsets);
  const placed = (asked: Uint32Array): Int32Array =>
    ofLines === null ? valuesAt(columns.messageAt, asked) : placesIn(columns, ofLines, asked);
  return {
    ofLines,
    parts: (asked) =>
      ofLines === null
        ? partsOfRecords(columns, asked)
        : partsOf(columns.lineOffsets, gapIn(columns), ofLines, asked),
    messageAt: placed,
  };
}

/** @param asked records that are asked for; left out: where it is the same for all of them */
function partsOfRecords(
  columns: BlockColumns,
  asked: Uint32Array | null = null,
): Uint8Array | number {
  const { gap } = columns;
  if (gap !== null || asked === null) return gap === TWO ? CUT : 0;
  return cutParts(columns.gaps, asked);
}

/** The gap behind each record, opened where it is not the same of all. */
function gapIn(columns: BlockColumns): (record: number) => number {
  const { gap } = columns;
  if (gap !== null) return () => gap;
  const { gaps } = columns;
  return (record) => gaps[record] as number;
}

// Functions of their own, so that they are fast from the first block on.

function cutParts(gaps: Uint8Array | Uint32Array, asked: Uint32Array): Uint8Array {
  const parts = new Uint8Array(asked.length);
  for (let i = 0; i < parts.length; i++) parts[i] = gaps[asked[i] as number] === TWO ? CUT : 0;
  return parts;
}

function partsOf(
  lineOffsets: Uint32Array,
  gapOf: (record: number) => number,
  ofLines: Uint32Array,
  asked: Uint32Array,
): Uint8Array {
  const parts = new Uint8Array(asked.length);
  for (let i = 0; i < parts.length; i++) {
    const line = asked[i] as number;
    const record = ofLines[line] as number;
    const later = lineOffsets[record] === line ? 0 : LATER;
    const isLast = lineOffsets[record + 1] === line + 1;
    parts[i] = later | (isLast ? (gapOf(record) === TWO ? CUT : 0) : GOES_ON);
  }
  return parts;
}

function valuesAt(values: Int32Array, asked: Uint32Array): Int32Array {
  const result = new Int32Array(asked.length);
  for (let i = 0; i < result.length; i++) result[i] = values[asked[i] as number] as number;
  return result;
}

function placesIn(
  { messageAt, lineOffsets }: BlockColumns,
  ofLines: Uint32Array,
  asked: Uint32Array,
): Int32Array {
  const places = new Int32Array(asked.length).fill(UNKNOWN_MESSAGE);
  for (let i = 0; i < places.length; i++) {
    const line = asked[i] as number;
    const record = ofLines[line] as number;
    if (lineOffsets[record] === line) places[i] = messageAt[record] as number;
  }
  return places;
}

/** What is told of records besides by their lines. */
export interface RecordLimits {
  /** Characters that no line has more of. */
  readonly longestLine: number;
  /** Characters of a message of several lines up to which it is told what is found in it. */
  readonly longest: number;
  /** Whether a message that begins in this place of a record begins in this line, the first of it. */
  readonly isIn: (line: number, messageAt: number) => boolean;
}

/**
 * What is told of records by what is told of their lines: what is found in one of them is found in the message, if that begins in the
 * first and stands in them as it is.
 */
export function toldOfRecords(
  ofLines: Uint8Array,
  columns: BlockColumns,
  limits: RecordLimits,
): Uint8Array {
  if (columns.areLines) {
    if (!columns.areQuoted) askUnknown(columns.messageAt, ofLines);
    return ofLines;
  }
  const told = new Uint8Array(columns.records);
  joinLines(ofLines, columns, limits, told);
  askUnknown(columns.messageAt, told);
  return told;
}

function askUnknown(messageAt: Int32Array, told: Uint8Array): void {
  for (let i = 0; i < told.length; i++) if (messageAt[i] === UNKNOWN_MESSAGE) told[i] = ASK;
}

function joinLines(
  ofLines: Uint8Array,
  columns: BlockColumns,
  limits: RecordLimits,
  told: Uint8Array,
): void {
  const { lineOffsets, messageAt } = columns;
  const { longestLine, longest } = limits;
  const mostLines = Math.floor(longest / (longestLine + 1));
  for (let i = 0; i < told.length; i++) {
    const from = lineOffsets[i] as number;
    const count = (lineOffsets[i + 1] as number) - from;
    const first = ofLines[from] as number;
    if (count === 1) told[i] = first;
    else if (count > mostLines && lengthOf(columns, i) > longest) told[i] = ASK;
    else told[i] = toldOfLines(ofLines, from, count);
    // What is found in a line behind the first is not in the message if that begins further on.
    if (count > 1 && told[i] === HIT && !limits.isIn(from, messageAt[i] as number)) told[i] = ASK;
  }
}

function lengthOf({ offsets, ends }: BlockColumns, record: number): number {
  return (ends[record] as number) - (offsets[record] as number);
}

function toldOfLines(ofLines: Uint8Array, from: number, count: number): number {
  const first = ofLines[from] as number;
  if (first === ASK) return ASK;
  let told = MISS;
  for (let line = from; line < from + count; line++) {
    const ofLine = ofLines[line] as number;
    if (ofLine === HIT) return HIT;
    if (ofLine === ASK) told = ASK;
  }
  return told;
}
