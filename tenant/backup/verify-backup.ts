import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../shared/model/failure.ts';
import type { BackupFolder, BaseBackup } from './backup-folder.ts';
import { ARCHIVE, archiveName } from './base-backup.ts';
import { opened } from './sealed-stream.ts';
import { chainOf, readWal, unpacked, type ArchivedSegment } from './wal-archive.ts';
import { positionOf } from './wal-names.ts';

/** A piece of a file of a base backup; `begins`: it is the first of that file, which may be empty. */
export interface FilePiece {
  readonly path: string;
  readonly begins: boolean;
  readonly bytes: Buffer;
}

/**
 * The files of a base backup, each checked against the manifest's hash when it ends. Throws BACKUP_DAMAGED, which may come
 * after pieces that were given already.
 */
export async function* filesOf(
  { folder, manifest }: BaseBackup,
  { keys }: BackupFolder,
): AsyncGenerator<FilePiece> {
  const whole = createHash('sha256');
  const source = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of createReadStream(join(folder, ARCHIVE))) {
      whole.update(chunk as Buffer);
      yield chunk as Buffer;
    }
  };
  const bytes = unpacked(opened(keys, archiveName(manifest.id), source()));
  let held = Buffer.alloc(0);
  const more = async (): Promise<Buffer> => {
    const next = await bytes.next();
    if (next.done === true) throw damaged(manifest.id, 'it ends too early');
    return next.value;
  };
  for (const { path, bytes: length, sha256 } of manifest.files) {
    const hash = createHash('sha256');
    let left = length;
    yield { path, begins: true, bytes: Buffer.alloc(0) };
    while (left > 0) {
      if (held.length === 0) held = Buffer.from(await more());
      const piece = held.subarray(0, left);
      held = held.subarray(piece.length);
      left -= piece.length;
      hash.update(piece);
      yield { path, begins: false, bytes: piece };
    }
    if (hash.digest('hex') !== sha256) throw damaged(manifest.id, `${path} is not as it was`);
  }
  if (held.length > 0 || (await bytes.next()).done !== true) {
    throw damaged(manifest.id, 'it goes on too long');
  }
  if (whole.digest('hex') !== manifest.archive.sha256) {
    throw damaged(manifest.id, 'its hash is another one');
  }
}

/** Reads a base backup and a chain of log whole. Throws BACKUP_DAMAGED for a single byte that is not as it was written. */
export async function verifyBackup(
  base: BaseBackup,
  chain: readonly ArchivedSegment[],
  folder: BackupFolder,
): Promise<void> {
  // Reading them to the end is what checks them.
  for await (const piece of filesOf(base, folder)) void piece;
  for (const { name } of chain) {
    let bytes = 0;
    for await (const chunk of readWal(name, folder)) bytes += chunk.length;
    if (bytes !== base.manifest.walSegmentBytes) throw damaged(name, 'it is not whole');
  }
}

/** Reads every base backup and all log from the first of them to the end of a timeline. Throws BACKUP_DAMAGED. */
export async function verifyBackups(
  bases: readonly BaseBackup[],
  timeline: number,
  folder: BackupFolder,
): Promise<void> {
  for (const base of bases) {
    const { startLsn, walSegmentBytes } = base.manifest;
    const isFirst = base === bases[0];
    const start = positionOf(startLsn, walSegmentBytes);
    await verifyBackup(
      base,
      isFirst ? await chainOf(folder, timeline, start, walSegmentBytes) : [],
      folder,
    );
  }
}

function damaged(name: string, reason: string): Failure {
  return new Failure(
    'BACKUP_DAMAGED',
    `The backup ${name} is damaged: ${reason}. Nothing was changed. Use an older backup, or the folder's own copy elsewhere.`,
    { name },
  );
}
