import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../resources/formats');

/** Where two formats explain a line as well the earlier one wins: what is told by its text stands before keys and columns. */
const LAST_KINDS = ['json', 'table'];

/**
 * What stands in the files of `resources/formats`, unchecked, in the order in which formats are tried. The bundle has its own of
 * this file: what comes out here when it is built (`vite.main.config.ts`).
 *
 * @throws SyntaxError for a file that is no JSON
 */
export function builtInFiles(): readonly unknown[] {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Record<string, unknown>);
  const place = ({ id, kind }: Record<string, unknown>): string =>
    `${LAST_KINDS.indexOf(String(kind)) + 1} ${String(id)}`;
  return files.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
