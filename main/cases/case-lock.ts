import Sqlite from 'better-sqlite3';
import { hostname } from 'node:os';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Failure } from '#shared/model/failure.ts';

/** Exclusive use of a case among processes, until released. */
export interface CaseLock {
  release(): void;
}

/**
 * Takes a case for this process. An empty database beside it is held locked: the system lets go of
 * it when the process dies, however it dies, so there is never a stale lock. Who holds it stands in
 * `NAME.eiq-user`, for the message only. Throws CASE_IN_USE.
 */
export function lockCase(path: string): CaseLock {
  const lockPath = `${path}-lock`;
  const userPath = `${path}-user`;
  const lock = new Sqlite(lockPath, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw inUse(path, userPath);
  }
  writeFileSync(userPath, `${process.pid} ${hostname()}`, { mode: 0o600 });
  return {
    release() {
      rmSync(userPath, { force: true });
      lock.close();
      rmSync(lockPath, { force: true });
    },
  };
}

function inUse(path: string, userPath: string): Failure {
  let by = 'another process';
  try {
    const [pid, host] = readFileSync(userPath, 'utf8').split(' ');
    by = `process ${pid} on ${host}`;
  } catch {
    // The holder has not written it yet, or is gone by now.
  }
  return new Failure(
    'CASE_IN_USE',
    `${path} is open in ${by}. Close it there first.`,
    { path, by },
    { retryable: true },
  );
}
