import type { FieldValue, RecordRef } from '#shared/model/record.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import type { SubjectOf } from './count-series.ts';
import { ASK_RECORD, type FieldColumn } from './field-columns.ts';
import type { Slices } from './slices.ts';

/** How often one subject was logged with one value of a field, slice of time by slice of time. */
export interface ValueRow {
  readonly subject: number;
  readonly field: string;
  readonly value: FieldValue;
  readonly sources: Set<number>;
  readonly counts: Uint32Array;
  /** One record of each slice that has any, in no order. */
  readonly samples: Map<number, RecordRef>;
}

/** A field of a subject with more values than this is an id, or as good as one. */
const MOST_VALUES = 40;

/** Rows by subject, then field, then value; a field with too many values is `null`. */
type Rows = Map<number, Map<string, Map<FieldValue, ValueRow> | null>>;

/**
 * Counts subjects by the values of their fields and time, from the columns of fields alone: no text is opened, and what has
 * no column, or a value that no column has room for, is in no row. Subjects that `subjectOf` gives as 0 are left out.
 */
export function countValues(blocks: CaseBlocks, slices: Slices, subjectOf: SubjectOf): ValueRow[] {
  const rows: Rows = new Map();
  for (const block of blocks.all()) {
    if (!block.timed) continue;
    const { kinds } = block;
    const subjects = Array.from({ length: kinds.size }, (_, kind) =>
      subjectOf(kinds.skeletonIds[kind] ?? 0, kinds.levels[kind] ?? 0),
    );
    if (subjects.every((subject) => subject === 0)) continue;
    const fields = blocks.fields(block);
    if (fields.size === 0) continue;
    const columns = blocks.columns(block);
    const places = Int32Array.from(columns.timeUs, (us) => {
      const slice = Math.floor((us - slices.fromUs) / slices.widthUs);
      return slice >= 0 && slice < slices.buckets ? slice : -1;
    });
    const ofRecord = Float64Array.from(columns.kinds, (kind) => subjects[kind] ?? 0);
    for (const column of fields.values()) {
      addColumn(column, block, ofRecord, places, slices.buckets, rows);
    }
  }
  return [...rows.values()].flatMap((fields) =>
    [...fields.values()].flatMap((values) => (values === null ? [] : [...values.values()])),
  );
}

function addColumn(
  { name, values, numbers }: FieldColumn,
  { sourceId, firstOrdinal }: Pick<BlockFacts, 'sourceId' | 'firstOrdinal'>,
  ofRecord: Float64Array,
  places: Int32Array,
  buckets: number,
  rows: Rows,
): void {
  const known = new Map<number, ValueRow | null>();
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] ?? 0;
    const subject = ofRecord[i] ?? 0;
    const place = places[i] ?? -1;
    if (number === 0 || number === ASK_RECORD || subject === 0 || place < 0) continue;
    const cell = subject * ASK_RECORD + number;
    let row = known.get(cell);
    if (row === undefined) {
      row = rowOf(rows, subject, name, values[number - 1] ?? null, buckets);
      row?.sources.add(sourceId);
      known.set(cell, row);
    }
    if (row === null) continue;
    const count = row.counts[place] ?? 0;
    if (count === 0) row.samples.set(place, { sourceId, ordinal: firstOrdinal + i });
    row.counts[place] = count + 1;
  }
}

function rowOf(
  rows: Rows,
  subject: number,
  field: string,
  value: FieldValue,
  buckets: number,
): ValueRow | null {
  let fields = rows.get(subject);
  if (fields === undefined) rows.set(subject, (fields = new Map()));
  let values = fields.get(field);
  if (values === undefined) fields.set(field, (values = new Map()));
  if (values === null) return null;
  let row = values.get(value);
  if (row === undefined) {
    if (values.size >= MOST_VALUES) {
      fields.set(field, null);
      return null;
    }
    row = {
      subject,
      field,
      value,
      sources: new Set(),
      counts: new Uint32Array(buckets),
      samples: new Map(),
    };
    values.set(value, row);
  }
  return row;
}
