import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Failure } from '#shared/model/failure.ts';
import { verifyAuditLines } from '../audit/index.ts';
import { newFile } from './audit-export.ts';
import type { Connection } from './connection.ts';
import { createTeam } from './team.ts';

const unpacked = promisify(gunzip);
/** Largest archive that is unpacked, bytes: many times what a server makes. */
const LARGEST_ARCHIVE = 512 * 1024 * 1024;

/** What an archive proves by itself. */
export interface ArchiveVerdict {
  readonly entries: number;
  /** When its first and its last entry were made. */
  readonly from: string | null;
  readonly to: string | null;
  /** The first thing that is wrong with it, in words; null: it holds. */
  readonly wrong: string | null;
}

/** The archive that begins with an entry, as `error-iq verify` reads it. Throws NOT_FOUND, AUDIT_ARCHIVE_DAMAGED. */
export async function openArchive(connection: Connection, first: number): Promise<Buffer> {
  const gzip = await createTeam(connection).auditArchive(first);
  return unpacked(gzip, { maxOutputLength: LARGEST_ARCHIVE }).catch((cause: unknown) => {
    throw new Failure(
      'AUDIT_ARCHIVE_DAMAGED',
      `The archive of the audit log from entry ${first} on cannot be unpacked. Ask your auditor for a copy that was fetched before, and your admin for a backup.`,
      { first },
      { cause },
    );
  });
}

/**
 * Checks that an archive begins with an entry, that its entries are those that its checkpoint was signed for, and that the
 * key is the one by which this machine knows the log (null: it has not seen it yet).
 */
export async function checkArchive(
  archive: Buffer,
  first: number,
  knownKey: string | null,
): Promise<ArchiveVerdict> {
  const verdict = await verifyAuditLines(Readable.from([archive]));
  const { entries, from, to, key, broken } = verdict;
  const wrong =
    broken !== null
      ? broken.seq === null
        ? broken.reason
        : `entry ${broken.seq}: ${broken.reason}`
      : verdict.first !== first
        ? `it begins with entry ${verdict.first}, not ${first}`
        : key !== knownKey
          ? 'it is not signed with the key by which this machine knows the log'
          : null;
  return { entries, from, to, wrong };
}

/** Name of the file that an archive is written to. */
export const archiveName = ({ first, upto }: { first: number; upto: number }): string =>
  `audit-${first}-${upto - 1}.jsonl`;

/**
 * Writes the archives of the log that are not there yet to a folder, each to a file that `error-iq verify` checks; gives the
 * new ones. Throws FILE_UNWRITABLE, AUDIT_ARCHIVE_DAMAGED.
 */
export async function fetchArchives(connection: Connection, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const made: string[] = [];
  for (const known of await createTeam(connection).auditArchives()) {
    const path = join(folder, archiveName(known));
    const file = await newFile(path).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'FILE_EXISTS') return null;
      throw error;
    });
    if (file === null) continue;
    try {
      await writeFile(file, await openArchive(connection, known.first));
    } finally {
      await file.close();
    }
    made.push(path);
  }
  return made;
}
