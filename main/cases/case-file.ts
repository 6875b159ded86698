import { existsSync, renameSync, rmSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { Failure } from '#shared/model/failure.ts';
import { migrate, refuseNewer, versionOf } from './migrate.ts';

/** What it takes to open a case file. `key` is 32 bytes. */
export interface CaseFileAccess {
  readonly path: string;
  readonly key: Uint8Array;
  readonly readonly: boolean;
}

/**
 * Pages that a connection which only reads keeps, in KB; as SQLite comes it would be 16,000. What is read again is remembered
 * by whoever reads, decoded: four connections filled theirs with pages of blobs that were read once, 64 MB of the 125 that
 * the app had in small pieces while it searched, and pieces between others are not given back to the system.
 */
const READER_PAGES_KB = 2000;

/**
 * Makes an empty case file. It is built under another name and renamed, so that a half-made case
 * never stands at `path`. Throws CASE_EXISTS, FOLDER_NOT_WRITABLE, DISK_FULL.
 */
export function createCaseFile(path: string, key: Uint8Array, header: Uint8Array): void {
  if (existsSync(path)) {
    throw new Failure('CASE_EXISTS', `${path} exists already. Choose another name.`, { path });
  }
  const half = `${path}.new`;
  removeFiles(half);
  try {
    const database = new Sqlite(half);
    try {
      applyKey(database, key, header);
      database.pragma('page_size = 16384');
      database.pragma('journal_mode = WAL');
      migrate(database, half);
    } finally {
      database.close();
    }
    renameSync(half, path);
  } catch (error) {
    removeFiles(half);
    throw failureOf(error, path);
  }
}

/**
 * Opens a case file with a raw key. Throws CASE_NOT_FOUND, CASE_KEY_WRONG, CASE_DAMAGED,
 * CASE_TOO_NEW. The writing connection brings an older file to the present version.
 */
export function openCaseFile({ path, key, readonly }: CaseFileAccess): Database {
  if (!existsSync(path)) {
    throw new Failure('CASE_NOT_FOUND', `There is no case at ${path}.`, { path });
  }
  let database: Database | null = null;
  try {
    database = new Sqlite(path, { readonly, fileMustExist: true });
    applyKey(database, key, null);
    refuseNewer(versionOf(database), path);
    database.pragma('foreign_keys = ON');
    // Sorting and temporary tables must never reach the disk in clear.
    database.pragma('temp_store = MEMORY');
    database.pragma('trusted_schema = OFF');
    database.pragma('busy_timeout = 5000');
    if (!readonly) {
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = NORMAL');
      migrate(database, path);
    } else {
      database.pragma(`cache_size = -${READER_PAGES_KB}`);
    }
    return database;
  } catch (error) {
    database?.close();
    throw failureOf(error, path);
  }
}

/** Removes a case and all that belongs to it. */
export function deleteCaseFile(path: string): void {
  removeFiles(path);
}

function removeFiles(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-lock', '-lock-journal', '-user']) {
    rmSync(`${path}${suffix}`, { force: true });
  }
}

function applyKey(database: Database, key: Uint8Array, header: Uint8Array | null): void {
  const salt = header === null ? '' : Buffer.from(header).toString('hex');
  database.pragma(`cipher = 'aegis'`);
  database.pragma(`key = 'raw:${Buffer.from(key).toString('hex')}${salt}'`);
}

/**
 * What an error of SQLite means for a case, as a Failure; other errors as they are. SQLite's own
 * messages are not passed on.
 */
export function failureOf(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_NOTADB') {
    return new Failure(
      'CASE_KEY_WRONG',
      `${path} does not open with this key or passphrase, or its beginning is damaged.`,
      { path },
    );
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return new Failure(
      'CASE_DAMAGED',
      `${path} is damaged: a part of it does not carry its seal. Nothing was changed. Restore it from a copy.`,
      { path },
    );
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return new Failure(
      'DISK_FULL',
      `The disk is full. Everything up to the last step is kept in ${path}. Make room and go on.`,
      { path },
      { retryable: true },
    );
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new Failure(
      'DISK_ERROR',
      `The disk refused to read or write ${path}. What was stored before is kept. Check the disk and go on.`,
      { path },
      { retryable: true },
    );
  }
  if (['SQLITE_CANTOPEN', 'SQLITE_READONLY', 'EACCES', 'EPERM', 'EROFS', 'ENOENT'].includes(code)) {
    return new Failure(
      'FOLDER_NOT_WRITABLE',
      `${path} cannot be written. Choose a folder that you may write to.`,
      { path },
    );
  }
  return error;
}
