import { open, type FileHandle } from 'node:fs/promises';
import { Failure } from '#shared/model/failure.ts';
import { openCheckpoint } from '../audit/index.ts';
import type { Connection } from './connection.ts';
import { createTeam } from './team.ts';

/** What an export holds: entries from `first` on. */
interface Exported {
  readonly first: number;
  readonly entries: number;
}

/**
 * Writes the log from an entry on, or from the earliest that is in no archive, to a file that `error-iq verify` checks. Throws
 * FILE_EXISTS, FILE_UNWRITABLE, NOT_FOUND when it has not so many.
 */
export async function exportAudit(
  connection: Connection,
  path: string,
  since = 0,
): Promise<Exported> {
  const team = createTeam(connection);
  const { key, checkpoint } = await team.auditHead(0);
  const size = openCheckpoint(checkpoint, key)?.size ?? 0;
  const first = Math.max(since, (await team.auditEntries(since)).first);
  const version =
    first === 0 ? { version: 1 } : { version: 2, before: await team.auditFrontier(first) };
  const file = await newFile(path);
  try {
    const head = { format: 'error-iq-audit', ...version, key, checkpoint };
    await file.write(`${JSON.stringify(head)}\n`);
    for (let from = first; from < size;) {
      const { bodies } = await team.auditEntries(from);
      const page = bodies.slice(0, size - from);
      if (page.length === 0) break;
      await file.write(page.map((body) => `${body}\n`).join(''));
      from += page.length;
    }
  } finally {
    await file.close();
  }
  return { first, entries: size - first };
}

/** Makes a file that is not there yet. Throws FILE_EXISTS, FILE_UNWRITABLE. */
export function newFile(path: string): Promise<FileHandle> {
  return open(path, 'wx').catch((error: unknown) => {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new Failure(
      isThere ? 'FILE_EXISTS' : 'FILE_UNWRITABLE',
      isThere
        ? `${path} exists already; it was not touched. Name another file.`
        : `${path} cannot be written. Check the folder and its rights.`,
      { path },
      { cause: error },
    );
  });
}
