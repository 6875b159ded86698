import { zipSync } from 'fflate';
import type { ReportData } from '../data/report-data.ts';

type Cell = string | number | boolean | null | undefined;
interface CsvTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The answers of a report as one CSV (RFC 4180, UTF-8 with a mark so that spreadsheets read it as such). */
export function renderCsv(data: ReportData): string {
  return csvText(answersTable(data));
}

/** All tables of a report, each a CSV, in one zip. The same report gives the same bytes. */
export function renderCsvZip(data: ReportData): Uint8Array {
  const files = tablesOf(data).map((table) => [
    `${table.name}.csv`,
    // A fixed time: the zip's own would make every one different. It has local time, so noon keeps the day.
    [new TextEncoder().encode(csvText(table)), { mtime: new Date(1980, 0, 1, 12) }],
  ]);
  return zipSync(Object.fromEntries(files), { level: 6 });
}

function answersTable({ answers, framework, stage }: ReportData): CsvTable {
  return {
    name: 'answers',
    columns: ['framework', 'stage', 'field', 'label', 'law', 'mandatory', 'value', 'justified'],
    rows: answers.map((answer) => [
      framework.id,
      stage.id,
      answer.id,
      answer.label,
      answer.law,
      answer.mandatory,
      Array.isArray(answer.value) ? answer.value.join(';') : answer.value,
      answer.justified,
    ]),
  };
}

function tablesOf(data: ReportData): CsvTable[] {
  return [
    answersTable(data),
    table('deadlines', ['id', 'title', 'law', 'from', 'due', 'done', 'late'], data.clocks),
    table('times', ['name', 'at', 'within', 'basis', 'cites', 'author', 'setAt'], data.times),
    {
      name: 'findings',
      columns: [
        'number',
        'title',
        'kind',
        'confidence',
        'author',
        'at',
        'from',
        'to',
        'text',
        'assets',
        'techniques',
        'cites',
      ],
      rows: data.findings.map((finding, at) => [
        at + 1,
        finding.title,
        finding.kind,
        finding.confidence,
        finding.author,
        finding.at,
        finding.from,
        finding.to,
        finding.text,
        finding.assets.join(';'),
        finding.techniques.join(';'),
        finding.cites.join(';'),
      ]),
    },
    {
      name: 'records',
      columns: ['number', 'source', 'line', 'time', 'level', 'text'],
      rows: data.cited.map((record, at) => [
        at + 1,
        record.source,
        record.line,
        record.time,
        record.level,
        record.text,
      ]),
    },
    table('issues', ['key', 'title', 'level', 'state', 'count', 'first', 'last'], data.issues),
    table('templates', ['text', 'level', 'count', 'first', 'last'], data.templates),
    table(
      'sources',
      [
        'path',
        'size',
        'sha256',
        'format',
        'zone',
        'shiftSeconds',
        'lines',
        'records',
        'from',
        'to',
        'problem',
      ],
      data.sources,
    ),
    table('custody', ['at', 'who', 'what', 'source', 'where', 'sha256'], data.custody),
  ].filter(({ rows }) => rows.length > 0);
}

function table<K extends string>(
  name: string,
  columns: readonly K[],
  rows: readonly Readonly<Record<K, Cell>>[],
): CsvTable {
  return { name, columns, rows: rows.map((row) => columns.map((column) => row[column])) };
}

function csvText({ columns, rows }: CsvTable): string {
  return `\u{feff}${[columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

function csvCell(cell: Cell): string {
  const text = typeof cell === 'string' ? formulaSafe(cell) : String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Log text that a spreadsheet would run as a formula is kept from it, as OWASP advises. */
function formulaSafe(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
