import { UNKNOWN_MESSAGE, type BlockColumns } from './block-columns.ts';
import { ASK, HIT, MISS } from './template-course.ts';

/** What a line is of its record, in bits: not its first; not its last; its last, which ends in a character that is not of it. */
export const LATER = 1;
export const GOES_ON = 2;
export const CUT = 4;
/** What a line can be: all are below. */
export const LINE_PARTS = 8;

/** Told of the first of several lines: nothing is found in it, and the message may begin behind it. */
export const MISS_UNPLACED = 3;

/** Of a line end of two characters the first stands in the line. */
const TWO = 2;

/** What the lines of a block are of its records. */
export interface RecordLines {
  /** One a line; one for all of them: they are records, each. */
  readonly parts: Uint8Array | number;
  /** Where the message begins in a first line; `UNKNOWN_MESSAGE`: it does not stand in it, or it is no first line. Null: all are quoted. */
  readonly messageAt: Int32Array | null;
}

/** Null: the text has other lines than the records. @param lines how many it has */
export function recordLines(columns: BlockColumns, lines: number): RecordLines | null {
  const { records, lineOffsets } = columns;
  if (!columns.areLines) {
    if (lineOffsets[records] !== lines) return null;
    const messageAt = new Int32Array(lines).fill(UNKNOWN_MESSAGE);
    placeFirst(columns.messageAt, lineOffsets, messageAt);
    return { parts: partsOf(columns.gaps, lineOffsets), messageAt };
  }
  if (lines !== records) return null;
  const messageAt = columns.areQuoted ? null : columns.messageAt;
  return { parts: partsOfLines(columns), messageAt };
}

function partsOfLines(columns: BlockColumns): Uint8Array | number {
  const { gap } = columns;
  return gap === null ? partsByGap(columns.gaps) : gap === TWO ? CUT : 0;
}

// Functions of their own, so that they are fast from the first block on.

function partsByGap(gaps: Uint8Array | Uint32Array): Uint8Array {
  const parts = new Uint8Array(gaps.length);
  for (let i = 0; i < parts.length; i++) if (gaps[i] === TWO) parts[i] = CUT;
  return parts;
}

function partsOf(gaps: Uint8Array | Uint32Array, lineOffsets: Uint32Array): Uint8Array {
  const parts = new Uint8Array(lineOffsets[gaps.length] as number).fill(LATER | GOES_ON);
  for (let i = 0; i < gaps.length; i++) {
    const first = lineOffsets[i] as number;
    const last = (lineOffsets[i + 1] as number) - 1;
    parts[first] = GOES_ON;
    parts[last] = (first === last ? 0 : LATER) | (gaps[i] === TWO ? CUT : 0);
  }
  return parts;
}

function placeFirst(ofRecords: Int32Array, lineOffsets: Uint32Array, messageAt: Int32Array): void {
  for (let i = 0; i < ofRecords.length; i++) {
    messageAt[lineOffsets[i] as number] = ofRecords[i] as number;
  }
}

/**
 * What is told of records by what is told of their lines: what is found in one of them is found in the message, if that begins in the
 * first.
 */
export function toldOfRecords(ofLines: Uint8Array, lineOffsets: Uint32Array): Uint8Array {
  const told = new Uint8Array(lineOffsets.length - 1);
  for (let i = 0; i < told.length; i++) {
    const from = lineOffsets[i] as number;
    const to = lineOffsets[i + 1] as number;
    told[i] = to - from === 1 ? (ofLines[from] as number) : toldOfLines(ofLines, from, to);
  }
  return told;
}

function toldOfLines(ofLines: Uint8Array, from: number, to: number): number {
  const first = ofLines[from] as number;
  if (first === HIT || first === ASK) return first;
  let told = MISS;
  for (let line = from + 1; line < to; line++) {
    const ofLine = ofLines[line] as number;
    if (ofLine === HIT) return first === MISS ? HIT : ASK;
    if (ofLine === ASK) told = ASK;
  }
  return told;
}

/**
 * Asks for records of several lines whose message may be longer than what is told of.
 *
 * @param longestLine characters that no line has more of
 */
export function askLong(
  told: Uint8Array,
  columns: BlockColumns,
  longestLine: number,
  longest: number,
): void {
  const { lines } = columns;
  const most = Math.floor(longest / (longestLine + 1));
  for (let i = 0; i < told.length; i++) {
    const count = lines[i] as number;
    if (count > 1 && count > most && lengthOf(columns, i) > longest) told[i] = ASK;
  }
}

function lengthOf({ offsets, ends }: BlockColumns, record: number): number {
  return (ends[record] as number) - (offsets[record] as number);
}
