import type { Level } from './level.ts';

/**
 * Names one record of an open case: the source it came from and its ordinal in that source,
 * counting from 0. Survives closing the case; re-reading a source with another format renumbers it,
 * so what must outlive that (a pin) also keeps the physical line.
 */
export interface RecordRef {
  readonly sourceId: number;
  readonly ordinal: number;
}

/** A value found in a record. Nested JSON arrives flattened under dotted names; arrays as JSON text. */
export type FieldValue = string | number | boolean | null;
export type Fields = Readonly<Record<string, FieldValue>>;

/**
 * When a record happened. `us` is whole microseconds since 1970 UTC (exact in a double until 2255),
 * `ns` the nanoseconds beyond it (0 to 999), `digits` how many digits of the second's fraction
 * the log really gave (0 to 9), so that nothing is invented when it is printed.
 */
export interface RecordTime {
  readonly us: number;
  readonly ns: number;
  readonly digits: number;
}

/** One line of the record table. */
export interface RecordRow {
  readonly ref: RecordRef;
  /** Physical line of its source on which the record starts, from 1. */
  readonly line: number;
  /** How many physical lines it spans. */
  readonly lines: number;
  readonly time: RecordTime | null;
  readonly level: Level;
  /** The message, all its lines, cut at `MESSAGE_PREVIEW` characters; `cut` says so. */
  readonly message: string;
  readonly cut: boolean;
  readonly templateId: number;
}

/** Neighbouring rows of a view that are of one source, skeleton and level, folded into one. */
export interface FoldedRun {
  /** Its first row in the view. */
  readonly row: number;
  readonly count: number;
  /** The record of that row. */
  readonly head: RecordRow;
  /** The record at its other end; null: it is one record. */
  readonly tail: { readonly ref: RecordRef; readonly time: RecordTime | null } | null;
}

/** Characters of a message that a table row carries; the record's detail has the whole. */
export const MESSAGE_PREVIEW = 2000;

const FRACTION_UNIT = 1_000_000;

/** RFC 3339 in UTC with exactly the fraction digits that the log gave (`2024-05-01T10:00:00.123456Z`). */
export function formatTimeUtc(time: RecordTime): string {
  const seconds = Math.floor(time.us / FRACTION_UNIT);
  const date = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (time.digits === 0) return `${date}Z`;
  const micros = time.us - seconds * FRACTION_UNIT;
  const fraction = String(micros).padStart(6, '0') + String(time.ns).padStart(3, '0');
  return `${date}.${fraction.slice(0, time.digits)}Z`;
}
