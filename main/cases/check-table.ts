import type { Database } from 'better-sqlite3';

/** Stands for the list of tables itself, and for the list of free pages. */
const SCHEMA = 'sqlite_schema';

/** The tables of a case file, its own list first: all that {@link tableIsWhole} is to be asked about. */
export function tablesOf(database: Database): string[] {
  const tables = database
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
    .all();
  return [SCHEMA, ...tables.map(({ name }) => name)];
}

/**
 * Whether every page of a table and of its indexes carries its seal and stands where it belongs. Reads all of them, so
 * it finds also what no question would ever have read. Throws what SQLite throws for other reasons, a disk that cannot
 * be read say.
 */
export function tableIsWhole(database: Database, table: string): boolean {
  try {
    const found = database.pragma(`quick_check('${table.replaceAll("'", "''")}')`, {
      simple: true,
    });
    return found === 'ok';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('SQLITE_CORRUPT')) return false;
    throw error;
  }
}
