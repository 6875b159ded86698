import { columnKey, type NamedLayout, type TableFormat } from './table-format.ts';
import { ParsedTime } from './time-steps.ts';

/** The columns that hold a record's time, level and message. */
export interface FoundColumns {
  readonly time: readonly number[];
  readonly layouts: readonly string[];
  /** -1: none. */
  readonly level: number;
  readonly message: number;
}

type Rows = readonly (readonly string[])[];

/** Share of a column's cells that must read as what the column is taken for. */
const ENOUGH = 0.5;
const ENOUGH_UNNAMED = 0.9;

/** Names that speak of a time, and those that only measure or qualify one. */
const TIMELIKE = /time|date|created|when|stamp/;
const NO_TIME = /zone|taken|out$|elapsed|duration|update.?policy|uptime|runtime/;

/** Finds the columns by their names, which what stands in them must bear out, else by what stands in them. */
export function findColumns(
  format: TableFormat,
  columns: readonly string[],
  rows: Rows,
  date: string,
): FoundColumns {
  const keys = columns.map(columnKey);
  return {
    ...timeColumns(format, keys, rows, date),
    level: levelColumn(format, keys, rows),
    message: format.message.map((key) => keys.indexOf(key)).find((at) => at >= 0) ?? -1,
  };
}

function timeColumns(
  { time, layouts }: TableFormat,
  keys: readonly string[],
  rows: Rows,
  date: string,
): Pick<FoundColumns, 'time' | 'layouts'> {
  const every = layouts.map(({ source }) => source);
  const named = time
    .map((names) => names.map((name) => keys.indexOf(name)))
    .filter((columns) => !columns.includes(-1));
  const alike = keys.flatMap((key, at) => (TIMELIKE.test(key) && !NO_TIME.test(key) ? [[at]] : []));
  for (const columns of [...named, ...alike]) {
    const best = bestLayout(layouts, timesOf(rows, columns, date));
    if (best !== null && best.share >= ENOUGH)
      return { time: columns, layouts: first(best, every) };
  }
  // A header without rows: what its names say has to do.
  if (rows.length === 0) return { time: named[0] ?? [], layouts: every };
  const telling = layouts.filter(({ source }) => !source.startsWith('epoch'));
  for (const at of keys.keys()) {
    const best = bestLayout(telling, timesOf(rows, [at], date));
    if (best !== null && best.share >= ENOUGH_UNNAMED) {
      return { time: [at], layouts: first(best, every) };
    }
  }
  return { time: [], layouts: every };
}

function first(best: { source: string }, every: readonly string[]): string[] {
  return [best.source, ...every.filter((source) => source !== best.source)];
}

function timesOf(rows: Rows, columns: readonly number[], date: string): string[] {
  return rows.map((row) => joinTime(row, columns, date)).filter((text) => text !== '');
}

/** The text of a row's time; empty when it has none. */
export function joinTime(row: readonly string[], columns: readonly number[], date: string): string {
  let joined = '';
  for (const column of columns) {
    const cell = row[column]?.trim() ?? '';
    if (cell === '' || cell === '-') continue;
    joined += joined === '' ? cell : ` ${cell}`;
  }
  return joined === '' || date === '' ? joined : `${date} ${joined}`;
}

/** The layout that reads most of the texts, the first of those that read as many. */
function bestLayout(
  layouts: readonly NamedLayout[],
  texts: readonly string[],
): { source: string; share: number } | null {
  const parsed = new ParsedTime();
  let best: { source: string; share: number } | null = null;
  for (const { source, layout } of layouts) {
    const read = texts.filter((text) => layout(text, 0, parsed) === text.length).length;
    const share = read / texts.length;
    if (read > 0 && (best === null || share > best.share)) best = { source, share };
  }
  return best;
}

function levelColumn({ level, words }: TableFormat, keys: readonly string[], rows: Rows): number {
  for (const key of level) {
    const at = keys.indexOf(key);
    if (at < 0) continue;
    const cells = rows.map((row) => row[at] ?? '').filter((cell) => cell !== '');
    const read = cells.filter((cell) => words(cell) !== 0).length;
    if (read >= cells.length * ENOUGH) return at;
  }
  return -1;
}
