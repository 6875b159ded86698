import Sqlite from 'better-sqlite3';
import { dirname } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import { makePrivateFolder } from './private-folder.ts';

/** Another process holds the vault for a file's writing; who waits longer waits for something that hangs. */
const LONGEST_MS = 10_000;

/**
 * Runs work while no other process of this machine changes the vault at `path`. An empty database beside it is held
 * locked: the system lets go of it when a process dies, however it dies. Waits for its turn. Throws VAULT_BUSY.
 */
export function inTurn<T>(path: string, work: () => T): T {
  makePrivateFolder(dirname(path));
  const lock = new Sqlite(`${path}-lock`, { timeout: LONGEST_MS });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new Failure(
      'VAULT_BUSY',
      `${path} is being changed by another Error-IQ that does not come to its end. Nothing was changed; end that one and try again.`,
      { path },
      { cause, retryable: true },
    );
  }
  try {
    return work();
  } finally {
    lock.close();
  }
}
