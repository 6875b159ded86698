import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../shared/model/failure.ts';
import type { BackupKeys } from '../platform/index.ts';
import { readManifest, type Manifest } from './manifest.ts';

/** Where the backups of one cluster lie, and what opens them. */
export interface BackupFolder {
  readonly path: string;
  /** Base backups, a folder each. */
  readonly bases: string;
  /** Archived log. */
  readonly wal: string;
  readonly keys: BackupKeys;
}

/** How a file ends that is being written to the archive. */
export const UNFINISHED = '.new';

const CLUSTER = /^cluster-\d+$/;

/** Where the backups of a cluster are in the folder of backups. */
export function clusterIn(folder: string, systemIdentifier: string): string {
  return join(folder, `cluster-${systemIdentifier}`);
}

/** The folder of one cluster's backups; it is made when it is not there. */
export function backupFolderOf(
  folder: string,
  systemIdentifier: string,
  keys: BackupKeys,
): BackupFolder {
  const place = backupFolderAt(clusterIn(folder, systemIdentifier), keys);
  for (const path of [place.bases, place.wal]) mkdirSync(path, { recursive: true, mode: 0o700 });
  return place;
}

/** Where the backups lie that are to be restored from. Throws BACKUP_NONE, BACKUP_MANY. */
export function foundCluster(folder: string): string {
  const clusters = existsSync(folder)
    ? readdirSync(folder).filter((name) => CLUSTER.test(name))
    : [];
  const [only, ...others] = clusters;
  if (only === undefined) {
    throw new Failure(
      'BACKUP_NONE',
      `There is no backup in ${folder}. Name another folder by --from.`,
      {
        folder,
      },
    );
  }
  if (others.length > 0) {
    throw new Failure(
      'BACKUP_MANY',
      `${folder} holds backups of ${clusters.length} servers (${clusters.join(', ')}). Put the one that is meant into a folder of its own, and name that by --from.`,
      { folder },
    );
  }
  return join(folder, only);
}

/** The folder of one cluster's backups, which is there. */
export function backupFolderAt(path: string, keys: BackupKeys): BackupFolder {
  return {
    path,
    bases: join(path, 'base'),
    wal: join(path, 'wal'),
    keys,
  };
}

/** A base backup that is whole, by its manifest. */
export interface BaseBackup {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Base backups that the keys open, the oldest first. One that was broken off has no manifest and is none. Throws BACKUP_DAMAGED. */
export function basesIn({ bases, keys }: BackupFolder): BaseBackup[] {
  if (!existsSync(bases)) return [];
  return readdirSync(bases)
    .toSorted()
    .flatMap((name) => {
      const folder = join(bases, name);
      const manifest = readManifest(folder, keys);
      return manifest === null ? [] : [{ folder, manifest }];
    });
}

/** One that was begun so long ago and is not whole was broken off. */
const BROKEN_MS = 86_400_000;

/** Takes away what base backups, and moves of log to the archive, that were broken off have left. */
export function dropBroken(folder: BackupFolder, now: number): void {
  const whole = new Set(basesIn(folder).map((base) => base.folder));
  const parts = readdirSync(folder.bases).map((name) => join(folder.bases, name));
  const moves = readdirSync(folder.wal).filter((name) => name.endsWith(UNFINISHED));
  const broken = [
    ...parts.filter((path) => !whole.has(path)),
    ...moves.map((name) => join(folder.wal, name)),
  ];
  for (const path of broken) {
    // Another may have just ended it.
    const begun = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - begun > BROKEN_MS) rmSync(path, { recursive: true, force: true });
  }
}
