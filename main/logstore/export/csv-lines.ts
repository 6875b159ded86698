import { fieldColumn, fieldOfColumn, RECORD_COLUMNS } from '#shared/model/export.ts';
import type { FieldValue, Fields, RecordTime } from '#shared/model/record.ts';
import type { ExportedRecord, WriteRecord } from './exported-record.ts';

const TAKEN: ReadonlySet<string> = new Set(RECORD_COLUMNS);

/** What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Column of a field. */
export const csvFieldColumn = (field: string): string => fieldColumn(field, TAKEN);

/** The first line. */
export function csvHeader(columns: readonly string[], formulaSafe: boolean): string {
  return row(columns, formulaSafe);
}

/**
 * Records as CSV (RFC 4180: CRLF after each row, cells with quotation marks, commas or line breaks in
 * quotation marks). A field that a record has not, and a null, are empty cells. With `formulaSafe` an
 * apostrophe is put before cells that a spreadsheet would run as a formula (numbers are left).
 */
export function csvLines(
  columns: readonly string[],
  formulaSafe: boolean,
  writeTime: (time: RecordTime) => string,
): WriteRecord {
  const cells = columns.map((column) => cellOf(column, writeTime));
  const needsFields = columns.some((column) => !TAKEN.has(column));
  return (record) => {
    const fields = needsFields ? record.fields() : NO_FIELDS;
    return row(
      cells.map((cell) => cell(record, fields)),
      formulaSafe,
    );
  };
}

const NO_FIELDS: Fields = {};

function cellOf(
  column: string,
  writeTime: (time: RecordTime) => string,
): (record: ExportedRecord, fields: Fields) => string {
  switch (column) {
    case 'time':
      return ({ time }) => (time === null ? '' : writeTime(time));
    case 'level':
      return ({ level }) => level;
    case 'source':
      return ({ source }) => source;
    case 'line':
      return ({ line }) => String(line);
    case 'message':
      return (record) => record.message();
    case 'template':
      return ({ template }) => template;
    default: {
      const field = fieldOfColumn(column);
      return (_record, fields) => valueText(Object.hasOwn(fields, field) ? fields[field] : null);
    }
  }
}

function valueText(value: FieldValue | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

function row(cells: readonly string[], formulaSafe: boolean): string {
  let line = '';
  for (const [at, cell] of cells.entries()) {
    const safe = formulaSafe && FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
    line += at === 0 ? quoted(safe) : `,${quoted(safe)}`;
  }
  return `${line}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
