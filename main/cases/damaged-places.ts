import type { Database } from 'better-sqlite3';

/** Tables of which a row belongs to a block of records, and the column that says to which. */
const OF_BLOCKS: Readonly<Record<string, string>> = {
  block: 'id',
  block_columns: 'block_id',
  block_text: 'block_id',
  block_times: 'block_id',
  block_fields: 'block_id',
  block_part: 'block_id',
};

interface BlockPlace {
  readonly sourceId: number;
  readonly first: number;
  readonly records: number;
}

/**
 * What stands in the rows of a damaged table that cannot be read, in words: entries of the journal, records of a source,
 * an original. Reads every row of it by its number. Empty where that cannot be told: the page that was hit tells where
 * others are, or nobody but us knows what the table holds.
 */
export function damagedPlaces(database: Database, table: string): string[] {
  if (table === 'journal') return entriesIn(database);
  if (table === 'original') return originalsIn(database);
  const key = OF_BLOCKS[table];
  return key === undefined ? [] : recordsIn(database, table, key);
}

function entriesIn(database: Database): string[] {
  // Entries are numbered without a gap. Counting them reads their index; the last of them may be what was hit.
  const last = firstReadable(database, [
    'SELECT COUNT(*) FROM journal',
    'SELECT MAX(seq) FROM journal',
  ]);
  const read = database.prepare('SELECT * FROM journal WHERE seq = ?');
  const lost = rangeTo(last).filter((seq) => readable(() => read.get(seq) ?? null) === null);
  return runsOf(lost).map(([from, to]) =>
    from === to ? `entry ${from}` : `entries ${from} to ${to}`,
  );
}

function recordsIn(database: Database, table: string, key: string): string[] {
  const last = firstReadable(database, [
    'SELECT MAX(id) FROM block',
    'SELECT MAX(block_id) FROM block_text',
    'SELECT MAX(block_id) FROM block_columns',
  ]);
  const read = database.prepare(`SELECT * FROM ${table} WHERE ${key} = ?`);
  // The first columns of a row can stand on a page that is whole, and what is large on others.
  const place = database.prepare<[number], BlockPlace>(
    'SELECT source_id AS sourceId, first_ordinal AS first, records FROM block WHERE id = ?',
  );
  const spans: { sourceId: number; from: number; to: number }[] = [];
  for (const id of rangeTo(last)) {
    // A number that no row has is no damage; a block has several parts.
    if (readable(() => read.all(id)) !== null) continue;
    const block = readable(() => place.get(id) ?? null);
    if (block === null || block.records === 0) continue;
    const { sourceId, first, records } = block;
    const before = spans.at(-1);
    if (before?.sourceId === sourceId && before.to === first) before.to = first + records;
    else spans.push({ sourceId, from: first + 1, to: first + records });
  }
  return spans.map(
    ({ sourceId, from, to }) =>
      `records ${from.toLocaleString('en')} to ${to.toLocaleString('en')} of ${pathOf(database, sourceId)}`,
  );
}

function originalsIn(database: Database): string[] {
  const pieces = readable(() =>
    database
      .prepare<[], { sourceId: number; seq: number }>(
        'SELECT source_id AS sourceId, seq FROM original ORDER BY source_id, seq',
      )
      .all(),
  );
  const read = database.prepare('SELECT * FROM original WHERE source_id = ? AND seq = ?');
  const lost = (pieces ?? []).filter(
    ({ sourceId, seq }) => readable(() => read.get(sourceId, seq) ?? null) === null,
  );
  return [...new Set(lost.map(({ sourceId }) => sourceId))].map(
    (sourceId) => `the original of ${pathOf(database, sourceId)}`,
  );
}

function pathOf(database: Database, sourceId: number): string {
  const read = database.prepare<[number], { path: string }>(
    'SELECT path FROM known_source WHERE id = ?',
  );
  return readable(() => read.get(sourceId)?.path ?? null) ?? `source ${sourceId}`;
}

/** Null: a page that it needs does not carry its seal. Throws what SQLite throws for other reasons. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^(?:SQLITE_CORRUPT|CASE_DAMAGED)/.test(code)) return null;
    throw error;
  }
}

/** The first number that can be read; 0: none can. */
function firstReadable(database: Database, queries: readonly string[]): number {
  for (const sql of queries) {
    const found = readable(() => Number(database.prepare(sql).pluck().get() ?? 0));
    if (found !== null) return found;
  }
  return 0;
}

const rangeTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

/** Numbers in order as stretches of those that follow each other. */
function runsOf(numbers: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}
