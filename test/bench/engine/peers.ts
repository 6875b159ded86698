import { createReadStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { runMeasured, type MeasuredRun } from './run-measured.ts';

/** A tool that is measured beside us. `version` is null where it is not on the machine. */
export interface Peer {
  readonly name: string;
  readonly version: string | null;
}

const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  lnav: ['-V'],
  rg: ['--version'],
  grep: ['--version'],
  gzip: ['--version'],
  zstd: ['--version'],
};

/** The command-line peers, those that are missing with a null version. */
export async function findPeers(): Promise<Peer[]> {
  return Promise.all(
    Object.entries(VERSIONS).map(async ([name, args]) => {
      const run = await runMeasured(name, args).catch(() => null);
      const version = /\d+\.\d+(?:\.\d+)*/.exec(run?.output ?? '')?.[0] ?? null;
      return { name, version };
    }),
  );
}

/** lnav's time to an indexed file: it reads the file, counts its records by SQL, and ends. */
export const lnavIndex = (file: string): Promise<MeasuredRun> =>
  runMeasured('lnav', ['-n', '-c', ';SELECT count(*) FROM all_logs', file]);

/** Copying a file through zstd on all cores. */
export const zstdCopy = (file: string, out: string): Promise<MeasuredRun> =>
  runMeasured('zstd', ['-3', '-T0', '-q', '-c', file], out);

/** Bytes of a file under a compressor. */
export async function packedSize(
  command: string,
  args: readonly string[],
  file: string,
  out: string,
): Promise<number> {
  await runMeasured(command, [...args, '-c', file], out);
  const { size } = statSync(out);
  rmSync(out);
  return size;
}

/** Counting the lines of a plain file that a text stands in. */
export const rgLiteral = (text: string, file: string): Promise<MeasuredRun> =>
  runMeasured('rg', ['-j2', '-i', '-F', '-c', text, file]);

export const rgRegex = (source: string, file: string): Promise<MeasuredRun> =>
  runMeasured('rg', ['-j2', '-i', '-c', source, file]);

export const grepLiteral = (text: string, file: string): Promise<MeasuredRun> =>
  runMeasured('grep', ['-i', '-F', '-c', text, file]);

/** How an index of a database does: time to make it, time to count a word, bytes. */
export interface IndexFigures {
  readonly ingestMs: number;
  readonly countMs: number;
  readonly bytes: number;
  readonly megabytesRead: number;
}

/** SQLite's full text index over the lines of a file, up to a limit (it takes minutes for what we take seconds). */
export async function fts5(file: string, folder: string, word: string): Promise<IndexFigures> {
  const limit = 64_000_000;
  const path = join(folder, 'fts5.db');
  const database = new Database(path);
  database.exec('PRAGMA journal_mode = WAL; CREATE VIRTUAL TABLE line USING fts5(text)');
  const insert = database.prepare('INSERT INTO line (text) VALUES (?)');
  const started = performance.now();
  let read = 0;
  database.exec('BEGIN');
  for await (const line of createInterface({ input: createReadStream(file, { end: limit - 1 }) })) {
    insert.run(line);
    read += line.length + 1;
  }
  database.exec('COMMIT');
  const ingestMs = performance.now() - started;
  const asked = performance.now();
  database.prepare('SELECT count(*) FROM line WHERE line MATCH ?').get(word);
  const countMs = performance.now() - asked;
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  const bytes = statSync(path).size;
  rmSync(path);
  return { ingestMs, countMs, bytes, megabytesRead: read / 1e6 };
}

/** What the bench uses of DuckDB's Node API. */
interface DuckDbModule {
  readonly version: () => string;
  readonly DuckDBInstance: {
    create(path: string): Promise<{
      connect(): Promise<{ run(sql: string): Promise<unknown>; closeSync(): void }>;
      closeSync(): void;
    }>;
  };
}

/**
 * DuckDB, when it is installed (`npm install --no-save @duckdb/node-api`). No dependency: its packages of some
 * platforms are missing in mirrors of the registry, and then the lockfile cannot name them for any.
 */
export async function findDuckDb(): Promise<DuckDbModule | null> {
  const name = '@duckdb/node-api';
  return import(name).catch(() => null) as Promise<DuckDbModule | null>;
}

/** DuckDB with the lines in a table of one column. */
export async function duckdb(
  module: DuckDbModule,
  file: string,
  folder: string,
  word: string,
): Promise<IndexFigures> {
  const path = join(folder, 'lines.duckdb');
  const instance = await module.DuckDBInstance.create(path);
  const connection = await instance.connect();
  const started = performance.now();
  await connection.run(
    `CREATE TABLE line AS SELECT * FROM read_csv('${file}', columns = {'text': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '', header = false, auto_detect = false)`,
  );
  await connection.run('CHECKPOINT');
  const ingestMs = performance.now() - started;
  const asked = performance.now();
  await connection.run(`SELECT count(*) FROM line WHERE text ILIKE '%${word}%'`);
  const countMs = performance.now() - asked;
  connection.closeSync();
  instance.closeSync();
  const bytes = statSync(path).size;
  rmSync(path);
  return { ingestMs, countMs, bytes, megabytesRead: statSync(file).size / 1e6 };
}
