import type { FieldValue } from '#shared/model/record.ts';
import { ASK_RECORD, writeFieldColumns } from '../../logstore/index.ts';
import type { ShownAs } from '../formats/index.ts';
import type { KernelPlaces } from './kernel.ts';

/** How `kernel/field-values.ts` writes what becomes of a field. */
export const NO_COLUMN = 255;
export const ASK_COLUMN = 128;
/** Bytes of a row, one a column. */
const ROW_BYTES = 16;
const MOST_VALUES = ASK_RECORD - 1;
/** A column is kept when each of its values stands in so many records on average: otherwise it costs more than it saves. */
const LEAST_SHARE = 16;

/** What the text of a field comes to in a format that the kernel knows, the source's own being 0; undefined: the record has not the field. */
type ValueOf = (format: number, field: string, text: string) => FieldValue | undefined;

/** What a value is, in the low bits of its facts: JSON, or from 1 on the text of a format; see `kernel/field-values.ts`. */
const FACT_BITS = 4;
const JSON_VALUE = 0;

/** Collects the columns of fields while a block is scanned. */
export class FieldRows {
  private readonly places: KernelPlaces;
  private readonly columns = new Map<string, number>();
  /** Kept from block to block: it would be garbage of a parse thread that has hardly any other. */
  private rows = new Uint8Array(0);
  private kinds = new Uint32Array(0);
  private records = 0;
  /** Names of the columns, in their order; made anew with each. */
  names: readonly string[] = [];

  constructor(places: KernelPlaces) {
    this.places = places;
  }

  /** Begins a block, with a column of each field in their order. */
  begin(names: readonly string[], memory: Buffer): void {
    this.columns.clear();
    this.names = [];
    this.records = 0;
    memory.fill(0, this.places.ROW_BEFORE, this.places.ROW_BEFORE + ROW_BYTES);
    for (const name of names) this.columnOf(name);
  }

  /**
   * Makes a column of a further field, if there is room for one.
   *
   * @param asked of records that the kernel reads only they tell what they have in it, those before too; otherwise they have it not
   */
  add(name: string, asked: boolean, memory: Buffer): void {
    if (this.columns.has(name)) return;
    const column = this.columnOf(name);
    if (column === null || !asked) return;
    const { ROW_BEFORE, ROW_OPEN, BATCH_ROWS, BATCH } = this.places;
    memory[ROW_BEFORE + column] = ASK_RECORD;
    memory[ROW_OPEN + column] = ASK_RECORD;
    for (let i = 0; i < BATCH; i++) memory[BATCH_ROWS + i * ROW_BYTES + column] = ASK_RECORD;
    for (let i = 0; i < this.records; i++) this.rows[i * ROW_BYTES + column] = ASK_RECORD;
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
    this.names = [...this.names, name];
    return column;
  }

  /** @param kinds of these records */
  take(rows: Uint8Array, kinds: Int32Array, records: number): void {
    const at = this.records * ROW_BYTES;
    this.records += records;
    if (this.records > this.kinds.length) {
      const larger = new Uint32Array(Math.max(this.records, 2 * this.kinds.length));
      larger.set(this.kinds);
      this.kinds = larger;
    }
    this.kinds.set(kinds.subarray(0, records), this.records - records);
    const size = this.records * ROW_BYTES;
    if (size > this.rows.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.rows.length));
      larger.set(this.rows);
      this.rows = larger;
    }
    this.rows.set(rows.subarray(0, size - at), at);
  }

  /** The columns that are worth keeping, of a block with so many kinds of records, as bytes; null: there are none. */
  finish(
    memory: Buffer,
    words: Int32Array,
    kindCount: number,
    valueOf: ValueOf,
  ): Uint8Array<ArrayBuffer> | null {
    const kept = [...this.columns].flatMap(([name, column]) => {
      const met = this.valuesOf(column, memory, words, (format, text) =>
        valueOf(format, name, text),
      );
      if (met === null || met.length * LEAST_SHARE > this.records) return [];
      // Two formats may say the same value in their own way.
      const values = [...new Set(met)].filter((value) => value !== undefined);
      if (values.length === 0) return [];
      const numbers = this.column(column);
      return [
        {
          name,
          values,
          numbers: values.length === met.length ? numbers : renumbered(numbers, met, values),
        },
      ];
    });
    const column = this.kinds.subarray(0, this.records);
    return kept.length === 0 ? null : writeFieldColumns(kept, { column, size: kindCount });
  }

  /** In the order of their numbers; null: there are too many. */
  private valuesOf(
    column: number,
    memory: Buffer,
    words: Int32Array,
    valueOf: (format: number, text: string) => FieldValue | undefined,
  ): (FieldValue | undefined)[] | null {
    const { VALUES, VALUE_COUNTS, VALUE_SLOTS } = this.places;
    const count = words[VALUE_COUNTS / 4 + column] ?? 0;
    if (count === 0 || count > MOST_VALUES) return null;
    const values: (FieldValue | undefined)[] = [];
    const table = VALUES / 4 + column * VALUE_SLOTS * 4;
    for (let slot = 0; slot < VALUE_SLOTS; slot++) {
      const place = table + slot * 4;
      const number = words[place + 2] ?? 0;
      if (number === 0) continue;
      const at = words[place] ?? 0;
      const facts = words[place + 1] ?? 0;
      const text = memory.toString('utf8', at, at + (facts >> FACT_BITS));
      const nature = facts & ((1 << FACT_BITS) - 1);
      const isJson = nature === JSON_VALUE;
      values[number - 1] = isJson ? (JSON.parse(text) as FieldValue) : valueOf(nature - 1, text);
    }
    return values;
  }

  private column(column: number): Uint8Array {
    const { rows } = this;
    const numbers = new Uint8Array(this.records);
    for (let i = 0; i < numbers.length; i++) numbers[i] = rows[i * ROW_BYTES + column] as number;
    return numbers;
  }
}

/** The numbers of a column once values that stand for none, or were met in two ways, are left out. */
function renumbered(
  numbers: Uint8Array,
  met: readonly (FieldValue | undefined)[],
  values: readonly FieldValue[],
): Uint8Array<ArrayBuffer> {
  const renamed = Uint8Array.from({ length: 256 }, (_, number) => number);
  const places = new Map<FieldValue | undefined, number>(
    values.map((value, at) => [value, at + 1]),
  );
  met.forEach((value, at) => {
    renamed[at + 1] = places.get(value) ?? 0;
  });
  const written = new Uint8Array(numbers.length);
  for (let i = 0; i < written.length; i++) written[i] = renamed[numbers[i] as number] as number;
  return written;
}
