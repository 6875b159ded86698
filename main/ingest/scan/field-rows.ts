import type { FieldValue } from '#shared/model/record.ts';
import { ASK_RECORD, writeFieldColumns } from '../../logstore/index.ts';
import type { ShownAs } from '../formats/index.ts';
import type { KernelPlaces } from './kernel.ts';

/** How `kernel/field-values.ts` writes what becomes of a field. */
const NO_COLUMN = 255;
const ASK_COLUMN = 128;
/** Bytes of a row, one a column. */
const ROW_BYTES = 16;
const MOST_VALUES = ASK_RECORD - 1;
/** A column is kept when each of its values stands in so many records on average: otherwise it costs more than it saves. */
const LEAST_SHARE = 16;

/** Collects the columns of fields while a block is scanned. */
export class FieldRows {
  private readonly places: KernelPlaces;
  private readonly columns = new Map<string, number>();
  private batches: Uint8Array[] = [];
  private records = 0;

  constructor(places: KernelPlaces) {
    this.places = places;
  }

  clear(): void {
    this.columns.clear();
    this.batches = [];
    this.records = 0;
  }

  /** Columns of the fields of a shape, as the kernel keeps them. */
  columnsOf(keys: readonly string[], shows: readonly ShownAs[] | null): Uint8Array {
    return Uint8Array.from(keys, (key, index) => {
      const shown = shows?.[index] ?? 'none';
      const column = shown === 'none' ? null : this.columnOf(key);
      if (column === null) return NO_COLUMN;
      return shown === 'value' ? column : ASK_COLUMN | column;
    });
  }

  private columnOf(name: string): number | null {
    const known = this.columns.get(name);
    if (known !== undefined) return known;
    if (this.columns.size === this.places.FIELD_COLUMNS) return null;
    const column = this.columns.size;
    this.columns.set(name, column);
    return column;
  }

  take(rows: Uint8Array, records: number): void {
    this.batches.push(Uint8Array.from(rows.subarray(0, records * ROW_BYTES)));
    this.records += records;
  }

  /** The columns that are worth keeping, as bytes; null: there are none. */
  finish(memory: Buffer, words: Int32Array): Uint8Array<ArrayBuffer> | null {
    const kept = [...this.columns]
      .map(([name, column]) => ({ name, column, values: this.valuesOf(column, memory, words) }))
      .filter(({ values }) => values !== null && values.length * LEAST_SHARE <= this.records);
    if (kept.length === 0) return null;
    return writeFieldColumns(
      kept.map(({ name, column, values }) => ({
        name,
        values: values ?? [],
        numbers: this.column(column),
      })),
    );
  }

  /** In the order of their numbers; null: there are too many. */
  private valuesOf(column: number, memory: Buffer, words: Int32Array): FieldValue[] | null {
    const { VALUES, VALUE_COUNTS, VALUE_SLOTS } = this.places;
    const count = words[VALUE_COUNTS / 4 + column] ?? 0;
    if (count === 0 || count > MOST_VALUES) return null;
    const values: FieldValue[] = [];
    const table = VALUES / 4 + column * VALUE_SLOTS * 4;
    for (let slot = 0; slot < VALUE_SLOTS; slot++) {
      const [at = 0, facts = 0, number = 0] = words.subarray(
        table + slot * 4,
        table + slot * 4 + 3,
      );
      if (number === 0) continue;
      const text = memory.toString('utf8', at, at + (facts >> 1));
      values[number - 1] = (facts & 1) === 1 ? text : (JSON.parse(text) as FieldValue);
    }
    return values;
  }

  private column(column: number): Uint8Array {
    const numbers = new Uint8Array(this.records);
    let at = 0;
    for (const rows of this.batches) {
      for (let row = column; row < rows.length; row += ROW_BYTES) numbers[at++] = rows[row] ?? 0;
    }
    return numbers;
  }
}
