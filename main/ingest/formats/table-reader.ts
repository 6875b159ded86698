import type { TableDefinition } from '#shared/model/format.ts';
import type { Fields, FieldValue } from '#shared/model/record.ts';
import {
  expand,
  fieldIn,
  fieldOfText,
  fieldsOf,
  heldBy,
  type FieldPresence,
} from './field-values.ts';
import { levelInMessage } from './level-reading.ts';
import {
  keepAsText,
  type CompiledFormat,
  type DetectingReader,
  type ReaderOptions,
  type RecordHeader,
} from './record-reader.ts';
import { clearTime, RecordTimes } from './record-time.ts';
import { RowSentence } from './row-sentence.ts';
import { joinTime } from './table-columns.ts';
import { columnKey, compileTableFormat, type TableFormat } from './table-format.ts';
import { cellsOf, RowEnds } from './table-rows.ts';
import { isFieldsLine, recogniseTable, shapeOfDirectives, type TableShape } from './table-shape.ts';

/** What a cell beyond the last column is called, before its number. */
const UNNAMED = 'column ';

/** @throws SyntaxError for a layout or an expression that is not well formed. */
export function compileTable(
  definition: TableDefinition,
  general: TableDefinition,
): CompiledFormat {
  const format = compileTableFormat(definition, general);
  return {
    id: definition.id,
    title: definition.title,
    lastResort: false,
    multiline: false,
    own: definition.own,
    mayRead: () => true,
    open: (options) => new TableReader(format, options),
    sentence: definition.sentence,
    table: {
      recognise: (sample) => recogniseTable(format, sample),
      directives:
        definition.dialect === 'delimited'
          ? null
          : (directives, rows) => shapeOfDirectives(format, directives, rows),
    },
  };
}

class TableReader implements DetectingReader {
  private readonly format: TableFormat;
  private readonly shape: TableShape | null;
  private readonly times: RecordTimes;
  /** Column and reading of each declared source of levels. */
  private readonly levels: readonly (TableFormat['levelFrom'][number] & { readonly at: number })[];
  private readonly own: ReadonlySet<number>;
  private readonly rowEnds = new RowEnds();
  private readonly sentence: RowSentence | null;

  constructor(format: TableFormat, options: ReaderOptions) {
    const { definition } = format;
    const shape = options.shape ?? null;
    const layouts = shape?.layouts ?? [];
    this.format = format;
    this.shape = shape;
    this.times = new RecordTimes(
      layouts.flatMap(
        (source) => format.layouts.find((known) => known.source === source)?.layout ?? [],
      ),
      {
        ...options,
        zone: definition.zone ?? options.zone,
        zeroIsNone: definition.zeroIsNone,
      },
    );
    const { sentence } = format;
    this.sentence =
      shape === null || sentence.length === 0 ? null : new RowSentence(sentence, shape);
    const keys = (shape?.columns ?? []).map(columnKey);
    this.levels = format.levelFrom.map((from) => ({ ...from, at: keys.indexOf(from.field) }));
    this.own = new Set([...(shape?.time ?? []), shape?.level ?? -1, shape?.message ?? -1]);
  }

  get year(): number | null {
    return this.times.year;
  }

  rowEnd(text: string, at: number): number {
    const { shape } = this;
    if (shape === null) return -1;
    const end = this.rowEnds.find(text, at, shape);
    const newline = text.indexOf('\n', at);
    if (newline < 0 || end <= newline) return end;
    // A mark that happens to stand there must not swallow the rows up to the next one.
    const { length } = shape.columns;
    const isWhole = cellsOf(text.slice(at, end), shape).length === length;
    return isWhole || cellsOf(text.slice(at, newline), shape).length !== length ? end : newline;
  }

  read(row: string, header: RecordHeader): boolean {
    const { shape } = this;
    if (shape === null) {
      keepAsText(row, header);
      return true;
    }
    if (this.isPassedOver(row, shape)) return false;
    const cells = cellsOf(row, shape);
    const time = joinTime(cells, shape.time, shape.date);
    if (time === '' || !this.times.read(time, header)) clearTime(header);
    header.message = this.messageOf(row, cells, shape);
    header.messageAt = -1;
    header.level = this.levelOf(cells, header.message, shape);
    header.explained = !Number.isNaN(header.timeUs) || cells.length === shape.columns.length;
    return true;
  }

  /**
   * A line inside a quotation must not be taken for a row: it has to have all cells, and the time in its place. Where no
   * header names the columns, rows may leave out the last ones.
   */
  starts(line: string): boolean {
    const { shape } = this;
    if (shape === null) return true;
    if (this.isPassedOver(line, shape)) return false;
    const cells = cellsOf(line, shape);
    const { length } = shape.columns;
    const isWhole = shape.header === '' ? cells.length <= length : cells.length === length;
    if (!isWhole && line.length < LONGEST_HEAD) return false;
    if (shape.time.length === 0) return true;
    return this.times.reads(joinTime(cells, shape.time, shape.date));
  }

  /** What stands above the rows of a table is told by its shape. */
  leads(): boolean {
    return false;
  }

  /** A line alone does not show that it is a row: tables are recognised as a whole. */
  evidence(): number {
    return 0;
  }

  standsAlone(): number {
    return 0;
  }

  message(text: string): string {
    if (this.shape === null) return text;
    const row = this.rowOf(text, this.shape);
    return this.messageOf(row, cellsOf(row, this.shape), this.shape);
  }

  levelIn(message: string): number {
    const { definition, words } = this.format;
    return definition.levelInMessage ? levelInMessage(message, words) : 0;
  }

  field(text: string, name: string): FieldValue | undefined {
    return fieldIn(this.fields(text), name);
  }

  fields(text: string): Fields {
    const { shape } = this;
    if (shape === null) return {};
    const cells = cellsOf(this.rowOf(text, shape), shape);
    const entries = new Map<string, FieldValue>();
    const { absent } = this.format.definition;
    const length = Math.max(cells.length, shape.columns.length);
    for (let at = 0; at < length; at++) {
      const cell = cells[at]?.trim() ?? '';
      if (cell === '' || shape.absent.includes(cell) || absent.includes(cell)) continue;
      if (this.isHeaders(at, cells, shape)) continue;
      entries.set(shape.columns[at] ?? UNNAMED + String(at + 1), fieldOfText(cell));
    }
    for (const { field, as } of this.format.definition.expand) {
      const held = entries.get(field);
      if (typeof held !== 'string') continue;
      entries.delete(field);
      expand(held, as, entries);
    }
    return fieldsOf(entries);
  }

  holds(field: string): FieldPresence {
    if (this.shape?.columns.includes(field) === true || field.startsWith(UNNAMED)) return 'may';
    return heldBy(this.format.definition.expand);
  }

  /** Whether a cell has become the record's time, level or message. */
  private isHeaders(at: number, cells: readonly string[], shape: TableShape): boolean {
    if (!this.own.has(at)) return false;
    if (at === shape.level) return this.format.words(cells[at] ?? '') !== 0;
    if (at === shape.message) return true;
    return this.times.reads(joinTime(cells, shape.time, shape.date));
  }

  /** Headers that come again and what stands between rows. */
  private isPassedOver(row: string, shape: TableShape): boolean {
    if (row.trim() === '') return true;
    if (this.format.definition.dialect === 'delimited') return row === shape.header;
    return row.charCodeAt(0) === HASH || isFieldsLine(shape.header, row);
  }

  /** The row of a record's text, without the directives that may follow it. */
  private rowOf(text: string, shape: TableShape): string {
    const end = new RowEnds().find(text, 0, shape);
    return text.charCodeAt(end - 1) === RETURN ? text.slice(0, end - 1) : text.slice(0, end);
  }

  private messageOf(row: string, cells: readonly string[], shape: TableShape): string {
    const cell = cells[shape.message];
    if (cell !== undefined && cell !== '') return cell;
    return this.sentence?.say(cells) ?? row;
  }

  private levelOf(cells: readonly string[], message: string, shape: TableShape): number {
    const { words } = this.format;
    for (const { at, read } of this.levels) {
      const level = at < 0 ? 0 : read(cells[at] ?? '', words);
      if (level !== 0) return level;
    }
    const level = shape.level < 0 ? 0 : words(cells[shape.level] ?? '');
    return level === 0 ? this.levelIn(message) : level;
  }
}

/** Of a longer line only the beginning may be at hand. */
const LONGEST_HEAD = 4096;

const HASH = 35;
const RETURN = 13;
