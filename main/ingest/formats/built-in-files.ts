import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../resources/formats');

/** Where two formats explain a line as well the earlier one wins: what is told by its text stands before keys and columns. */
const LAST_KINDS = ['search', 'json', 'table'];

type File = Readonly<Record<string, unknown>>;

/**
 * What stands in the files of `resources/formats`, unchecked, in the order in which formats are tried. The bundle has its own of
 * this file: what comes out here when it is built (`vite.main.config.ts`).
 *
 * @throws SyntaxError for a file that is no JSON
 */
export function builtInFiles(): readonly unknown[] {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as File)
    .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const generic = files.find(({ id }) => id === 'generic') ?? {};
  return files.map((file) => (file['kind'] === 'search' ? withTimesOf(generic, file) : file));
}

function placeOf({ id, kind }: File): string {
  return `${LAST_KINDS.indexOf(String(kind)) + 1} ${String(id)}`;
}

/** All formats of last resort look for the times that one of them lists; some read dates in another order. */
function withTimesOf({ layouts, dates }: File, file: File): File {
  if (file['id'] === 'generic-month-first') return { ...file, layouts: monthFirst(layouts), dates };
  if (file['id'] !== 'generic-day-first') return { ...file, layouts, dates };
  return { ...file, layouts: dayFirst(layouts), dates: dayFirst(dates) };
}

function dayFirst(layouts: unknown): unknown {
  if (!Array.isArray(layouts)) return layouts;
  return layouts.map((layout) =>
    String(layout).replace('MM/dd/', 'dd/MM/').replace('M/d/', 'd/M/'),
  );
}

/** Layouts are tried in turn: with dashes, the month before the day is tried first. */
function monthFirst(layouts: unknown): unknown {
  if (!Array.isArray(layouts)) return layouts;
  const isMonthFirst = (layout: unknown): boolean => String(layout).startsWith('M-d-yyyy');
  return [...layouts.filter(isMonthFirst), ...layouts.filter((layout) => !isMonthFirst(layout))];
}
