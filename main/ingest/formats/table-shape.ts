import { findColumns } from './table-columns.ts';
import { columnKey, type TableFormat } from './table-format.ts';
import { cellsOf, RowEnds, type RowStyle } from './table-rows.ts';

/**
 * What the rows of a table are read with: found once, from its header and some rows, and kept with
 * them, because neither a chunk in the middle of a file nor a single record shows it.
 */
export interface TableShape extends RowStyle {
  readonly columns: readonly string[];
  /** The line that named them, as it stands; empty for a file without header. */
  readonly header: string;
  /** Columns whose cells, joined by blanks, are the time; none: no column is one. */
  readonly time: readonly number[];
  /** What stands before them: the date that a W3C header gives for all rows. */
  readonly date: string;
  /** Layouts in the order to try, which tells day before month from month before day. */
  readonly layouts: readonly string[];
  readonly level: number;
  readonly message: number;
  /** Cells that say "nothing here". */
  readonly absent: readonly string[];
}

/** A table recognised in a sample, and how sure that is. */
export interface FoundTable {
  readonly shape: TableShape;
  /** Share of the sample's rows that fit the header. */
  readonly score: number;
  readonly evidence: number;
}

const HEADER_WITHIN = 60;
const SAMPLE_ROWS = 300;
const LONGEST_NAME = 80;

/** How a sample reads as a table of this format; null when it does not. */
export function recogniseTable(format: TableFormat, sample: string): FoundTable | null {
  const { definition } = format;
  if (definition.dialect !== 'delimited') return recogniseDirectives(format, sample);
  const named = findHeader(format, sample);
  if (named === null) return recogniseFixed(format, sample);
  const rows = rowsOf(sample, named.end, named.style);
  const header = withTrailingCells(named, rows);
  const fitting = rows.filter((row) => row.length === header.columns.length).length;
  const score = rows.length === 0 ? 1 : fitting / rows.length;
  const found = shapeOf(format, header, rows);
  const known = format.required.length > 0;
  if (!known && !isConvincing(found, score, rows)) return null;
  return score < 0.5 ? null : { shape: found, score, evidence: 2 + format.required.length };
}

interface Header {
  readonly style: RowStyle;
  readonly columns: readonly string[];
  readonly line: string;
  /** Where the rows begin. */
  readonly end: number;
  readonly date: string;
  readonly absent: readonly string[];
}

/** Shape of a table whose header is known, with the columns that the rows show. */
function shapeOf(
  format: TableFormat,
  header: Header,
  rows: readonly (readonly string[])[],
): TableShape {
  return {
    ...header.style,
    columns: header.columns,
    header: header.line,
    date: header.date,
    absent: header.absent,
    ...findColumns(format, header.columns, rows, header.date),
  };
}

function findHeader(format: TableFormat, sample: string): Header | null {
  const known = format.required.length > 0;
  let at = 0;
  for (let count = 0; count < HEADER_WITHIN && at < sample.length; count++) {
    const newline = sample.indexOf('\n', at);
    const end = newline < 0 ? sample.length : newline;
    const line = sample.slice(at, end).replace(/\r$/, '');
    at = end + 1;
    if (line.trim() === '' || (!known && line.startsWith('#'))) continue;
    const header = headerOf(format, line, at);
    if (header !== null || !known) return header;
  }
  return null;
}

function headerOf(format: TableFormat, line: string, end: number): Header | null {
  for (const separator of format.definition.separators) {
    if (!line.includes(separator)) continue;
    const style = { separator, quotes: separator !== ' ' };
    const names = cellsOf(line, style).map((name) => name.trim());
    const keys = new Set(names.map(columnKey));
    if (!format.required.every((key) => keys.has(key))) continue;
    if (format.required.length === 0 && !areNames(names)) continue;
    const columns = unique([...names, ...format.definition.unnamed]);
    return { style, columns, line, end, date: '', absent: [] };
  }
  return null;
}

/** The header for rows that all end with the same number of empty cells more than it names: a comma that is only written below. */
function withTrailingCells(header: Header, rows: readonly (readonly string[])[]): Header {
  const { columns } = header;
  const length = rows[0]?.length ?? 0;
  const isTrailing = rows.every(
    (row) => row.length === length && row.slice(columns.length).every((cell) => cell === ''),
  );
  if (length <= columns.length || !isTrailing) return header;
  const more = Array.from({ length: length - columns.length }, () => '');
  return { ...header, columns: unique([...columns, ...more]) };
}

/** Words that may name columns: not numbers, times or sentences, and each once. */
function areNames(cells: readonly string[]): boolean {
  const named = cells.at(-1) === '' ? cells.slice(0, -1) : cells;
  if (named.length < 2 || new Set(named).size !== named.length) return false;
  return named.every(
    (name) =>
      name.length <= LONGEST_NAME &&
      /^[\p{L}_@$%*(]/u.test(name) &&
      !/[{}=<>\\]|:\s|\.\s|\d[:.]\d/.test(name) &&
      name.split(/\s+/).length <= 6,
  );
}

function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name, index) => {
    const base = name === '' ? `column ${index + 1}` : name;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return count === 1 ? base : `${base} ${count}`;
  });
}

/** Whether what looks like a header is one although no format knows it. */
function isConvincing(
  shape: TableShape,
  score: number,
  rows: readonly (readonly string[])[],
): boolean {
  if (rows.length === 0 || score < 0.9) return false;
  if (shape.time.length > 0) return true;
  // A list of words is no table; some column must hold numbers under a name that is none.
  if (shape.columns.length < 3) return false;
  return shape.columns.some((_, column) => {
    const filled = rows.map((row) => row[column] ?? '').filter((cell) => cell !== '');
    return filled.length > 0 && filled.every((cell) => /^-?[\d.]+$/.test(cell));
  });
}

/** The sample's first rows from `at` on; the last one may be cut off, so it is not among them unless it is the only one. */
function rowsOf(sample: string, start: number, style: RowStyle): string[][] {
  const rows: string[][] = [];
  const ends = new RowEnds();
  let at = start;
  while (at < sample.length && rows.length < SAMPLE_ROWS) {
    const end = ends.find(sample, at, style);
    const row = sample.slice(at, end).replace(/\r$/, '');
    const isWhole = end < sample.length || rows.length === 0;
    if (row.trim() !== '' && !row.startsWith('#') && isWhole) rows.push(cellsOf(row, style));
    at = end + 1;
  }
  return rows;
}

function recogniseFixed(format: TableFormat, sample: string): FoundTable | null {
  const { fixed, separators } = format.definition;
  const separator = separators[0] ?? ',';
  if (fixed === undefined) return null;
  const style = { separator, quotes: separator !== ' ' };
  const rows = rowsOf(sample, 0, style);
  const fits = rows.filter(
    (row) =>
      row.length >= fixed.least &&
      row.length <= fixed.columns.length &&
      format.cells.every(({ column, pattern }) => pattern.test(row[column] ?? '')),
  );
  const score = rows.length === 0 ? 0 : fits.length / rows.length;
  if (score < 0.6) return null;
  const header = { style, columns: fixed.columns, line: '', end: 0, date: '', absent: [] };
  return { shape: shapeOf(format, header, fits), score, evidence: 2 + format.cells.length };
}

function recogniseDirectives(format: TableFormat, sample: string): FoundTable | null {
  const head = /^(?:[^#\n][^\n]*\n)?(?:(?:#[^\n]*|[ \t]*\r?)\n)+/.exec(sample)?.[0];
  const header = head === undefined ? null : directiveHeader(format, head);
  if (header === null) return null;
  const first = sample.slice(0, sample.indexOf('\n')).trimEnd();
  if (first !== '' && !first.startsWith('#') && !isFieldsLine(header.line, first)) return null;
  const keys = new Set(header.columns.map(columnKey));
  if (!format.required.every((key) => keys.has(key))) return null;
  const rows = rowsOf(sample, header.end, header.style);
  return {
    shape: shapeOf(format, header, rows),
    score: 1,
    evidence: 8 + format.required.length,
  };
}

/** Whether a line names the columns again without `#Fields:`, as Exchange writes above the directives of some of its logs. */
export function isFieldsLine(directive: string, line: string): boolean {
  return directive.endsWith(line) && /^#fields:\s*$/i.test(directive.slice(0, -line.length));
}

/** The shape that rows under new directives have; null when those name no columns. */
export function shapeOfDirectives(
  format: TableFormat,
  directives: string,
  rows: string,
): TableShape | null {
  const header = directiveHeader(format, directives);
  return header === null ? null : shapeOf(format, header, rowsOf(rows, 0, header.style));
}

function directiveHeader(format: TableFormat, head: string): Header | null {
  const isZeek = format.definition.dialect === 'zeek';
  const told = new Map<string, string>();
  for (const line of head.split(/\r?\n/)) {
    const name = (isZeek ? /^#(\w+)(?!:)\b/ : /^#([\w-]+):/).exec(line)?.[1];
    if (name !== undefined) told.set(name.toLowerCase(), line);
  }
  const line = told.get('fields');
  if (line === undefined) return null;
  return isZeek ? zeekHeader(line, told, head.length) : w3cHeader(line, told, head.length);
}

function w3cHeader(line: string, told: ReadonlyMap<string, string>, end: number): Header | null {
  const names = line.replace(/^#fields:\s*/i, '').trim();
  const separator = names.includes(',') ? ',' : null;
  const columns = names.split(separator ?? /\s+/).map((name) => name.trim());
  if (names === '') return null;
  const date = /\d{4}-\d\d-\d\d/.exec(told.get('date') ?? '')?.[0] ?? '';
  const hasDate = columns.some((name) => columnKey(name).includes('date'));
  return {
    style: { separator, quotes: true },
    columns: unique(columns),
    line,
    end,
    date: hasDate ? '' : date,
    absent: ['-'],
  };
}

function zeekHeader(line: string, told: ReadonlyMap<string, string>, end: number): Header | null {
  const named = /^#separator\s+(\S+)/.exec(told.get('separator') ?? '')?.[1] ?? '\\x09';
  const separator = named.replaceAll(/\\x([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const [, ...columns] = line.split(separator);
  if (columns.length === 0 || separator.length !== 1) return null;
  const value = (name: string) => told.get(name)?.split(separator)[1];
  return {
    style: { separator, quotes: false },
    columns: unique(columns),
    line,
    end,
    date: '',
    absent: [value('unset_field') ?? '-', value('empty_field') ?? '(empty)'],
  };
}
