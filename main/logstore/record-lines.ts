import { UNKNOWN_MESSAGE, type BlockColumns } from './block-columns.ts';
import { holdsByte } from './holds-byte.ts';
import {
  joinTold,
  largestOf,
  sumColumns,
  type LinesOfRecords,
  type PlacedLines,
} from './line-passes.ts';
import { ASK, HIT } from './template-course.ts';

/** What a line is of its record, in bits: not its first; not its last; its last, which ends in a character that is not of it. */
export const LATER = 1;
export const GOES_ON = 2;
export const CUT = 4;
/** What a line can be: all are below. */
export const LINE_PARTS = 8;

/** Null: the text has other lines than the records. @param lines how many it has */
export function recordLines(columns: BlockColumns, lines: number): LinesOfRecords | null {
  const { records, areLines, gap } = columns;
  if (areLines ? lines !== records : sumOf(columns.lines) !== lines) return null;
  return {
    counts: areLines ? null : columns.lines,
    lines,
    get places() {
      return columns.storedMessageAt.places;
    },
    least: columns.storedMessageAt.least,
    get gaps() {
      return gap ?? columns.gaps;
    },
  };
}

function sumOf(counts: Uint8Array | Uint32Array): number {
  if (counts instanceof Uint8Array) {
    const [sum = 0] = sumColumns(counts, [{ lines: counts.length, columns: 1 }]);
    return sum;
  }
  return counts.reduce((sum, count) => sum + count, 0);
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
 *
 * @param ofLines MISS, HIT or ASK, of those lines that need be read
 * @param placed what those are of their records
 */
export function toldOfRecords(
  ofLines: Uint8Array,
  placed: PlacedLines,
  columns: BlockColumns,
  limits: RecordLimits,
): Uint8Array {
  const told = joinTold(ofLines, placed, columns.records);
  if (!columns.areLines) {
    askLong(columns, limits, told);
    askWhereBehind(ofLines, placed, columns, limits, told);
  }
  if (!columns.areQuoted) askUnknown(columns, told);
  return told;
}

function askUnknown({ storedMessageAt: { places, least } }: BlockColumns, told: Uint8Array): void {
  const unknown = UNKNOWN_MESSAGE - least;
  if (places instanceof Uint8Array && !holdsByte(places, unknown)) return;
  for (let i = 0; i < told.length; i++) if (places[i] === unknown) told[i] = ASK;
}

/** Asks for records whose message may be longer than what is told of. */
function askLong(
  columns: BlockColumns,
  { longest, longestLine }: RecordLimits,
  told: Uint8Array,
): void {
  const { lines } = columns;
  const mostLines = Math.floor(longest / (longestLine + 1));
  if (lines instanceof Uint8Array && largestOf(lines) <= mostLines) return;
  for (let i = 0; i < told.length; i++) {
    const count = lines[i] as number;
    if (count > 1 && count > mostLines && lengthOf(columns, i) > longest) told[i] = ASK;
  }
}

function lengthOf({ offsets, ends }: BlockColumns, record: number): number {
  return (ends[record] as number) - (offsets[record] as number);
}

/** What is found in a line behind the first is not in the message if that begins further on. */
function askWhereBehind(
  ofLines: Uint8Array,
  { parts, records }: PlacedLines,
  columns: BlockColumns,
  limits: RecordLimits,
  told: Uint8Array,
): void {
  for (let i = 0; i < ofLines.length; i++) {
    if (ofLines[i] !== HIT || ((parts[i] as number) & (LATER | GOES_ON)) === 0) continue;
    const record = records[i] as number;
    const { lineOffsets, messageAt } = columns;
    if (told[record] !== HIT) continue;
    const isIn = limits.isIn(lineOffsets[record] as number, messageAt[record] as number);
    if (!isIn) told[record] = ASK;
  }
}
