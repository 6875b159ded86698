import type { FieldValue } from '#shared/model/record.ts';
import { ASK_RECORD } from '../../logstore/index.ts';
import type { JsonHeader, RecordHeader, RecordReader } from '../formats/index.ts';
import type { FieldRows } from './field-rows.ts';
import type { Kernel, KernelPlaces } from './kernel.ts';
import { OtherColumns } from './other-columns.ts';

/**
 * Puts fields of records that the kernel does not read itself into rows: those of secondary formats, and of lines that are odd. A file
 * into which four programs write had no columns of three of them, so that `service:payment` was asked of each of their records.
 */
export class OtherRows {
  private readonly kernel: Kernel;
  private readonly places: KernelPlaces;
  private readonly rows: FieldRows;
  private readonly columns = new OtherColumns();
  private reader: RecordReader | null = null;
  private json: JsonHeader | null = null;
  private isChosen = false;
  private textEnd = 0;
  /** Of each column, the numbers of the values met. */
  private numbers: Map<FieldValue, number>[] = [];

  constructor(kernel: Kernel, places: KernelPlaces, rows: FieldRows) {
    this.kernel = kernel;
    this.places = places;
    this.rows = rows;
  }

  begin(reader: RecordReader, json: JsonHeader | null): void {
    this.reader = reader;
    this.json = json;
    this.isChosen = false;
    this.textEnd = this.places.VALUE_TEXTS;
    this.numbers = [];
  }

  /**
   * Writes the row of a record by its first line.
   *
   * @param text gives so many characters of the block from that line on
   * @returns whether it was told now which fields of secondary formats become columns, for which one of their records is needed
   */
  put(
    line: string,
    { by = null }: RecordHeader,
    memory: Buffer,
    text: (characters: number) => string,
  ): boolean {
    const chooses = by !== null && !this.isChosen;
    if (chooses) this.choose(memory, text);
    this.write(line, by?.reader ?? this.reader, memory);
    return chooses;
  }

  /** Writes the row of a record that a reader reads, where only it tells what the row holds, else nothing. */
  write(line: string, reader: RecordReader | null, memory: Buffer): void {
    const { names } = this.rows;
    if (names.length === 0) return;
    const values = reader?.firstLineFields?.(line, names) ?? null;
    if (values === null) return;
    const row = this.places.ROW_READ;
    for (let column = 0; column < values.length; column++) {
      const value = values[column];
      memory[row + column] = value === undefined ? 0 : this.numberOf(column, value, memory);
    }
  }

  private choose(memory: Buffer, text: (characters: number) => string): void {
    this.isChosen = true;
    const { reader, json } = this;
    if (reader === null) return;
    for (const name of this.columns.of({ reader, byKeys: json !== null }, text)) {
      this.rows.add(name, this.mayHold(reader, name), memory);
    }
  }

  /** Whether a record that the kernel reads may have a field that it puts into no column. */
  private mayHold(reader: RecordReader, name: string): boolean {
    if (this.json === null) return reader.holds(name) !== 'never';
    // It knows all keys of a line, but not what stands further inside.
    return name.includes('.') || this.json.shownBy([], null) === null;
  }

  private numberOf(column: number, value: FieldValue, memory: Buffer): number {
    const known = (this.numbers[column] ??= new Map<FieldValue, number>());
    let number = known.get(value);
    if (number === undefined) {
      number = this.numberNew(column, value, memory);
      if (number !== ASK_RECORD) known.set(value, number);
    }
    return number;
  }

  private numberNew(column: number, value: FieldValue, memory: Buffer): number {
    const { VALUE_TEXTS, VALUE_TEXTS_BYTES } = this.places;
    const bytes = Buffer.from(JSON.stringify(value));
    const from = this.textEnd;
    // The kernel reads eight bytes at a time.
    if (from + bytes.length + 8 > VALUE_TEXTS + VALUE_TEXTS_BYTES) return ASK_RECORD;
    memory.set(bytes, from);
    const number = this.kernel.numberValue(column, from, from + bytes.length);
    if (number !== ASK_RECORD) this.textEnd += bytes.length;
    return number;
  }
}
