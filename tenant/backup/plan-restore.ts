import { Failure } from '../../shared/model/failure.ts';
import { basesIn, type BackupFolder, type BaseBackup } from './backup-folder.ts';
import {
  chainOf,
  opensWal,
  stretchesTo,
  timelinesIn,
  walTime,
  type ArchivedSegment,
} from './wal-archive.ts';
import { positionBefore, positionOf } from './wal-names.ts';

/** What is asked for. */
export interface RestoreWish {
  /** The time to go back to; null: as far as the backups reach. */
  readonly to: Date | null;
  /** Which of the server's pasts, when it was put back before; null: the latest. */
  readonly timeline: number | null;
}

/** From which base and by which log a time is reached. */
export interface RestorePlan {
  readonly base: BaseBackup;
  readonly timeline: number;
  readonly to: Date | null;
  readonly chain: readonly ArchivedSegment[];
  /** Up to when the log reaches that is there without a gap. */
  readonly reaches: Date;
}

/** Finds the base and the log that lead to a time, of what the keys open. Throws BACKUP_NONE, BACKUP_TOO_LATE, BACKUP_TOO_EARLY, BACKUP_DAMAGED. */
export async function planRestore(
  folder: BackupFolder,
  { to, timeline: wanted }: RestoreWish,
): Promise<RestorePlan> {
  const bases = basesIn(folder);
  const newest = bases.at(-1);
  if (newest === undefined) {
    throw new Failure(
      'BACKUP_NONE',
      `There is no base backup in ${folder.path} that the master key opens. Nothing was changed.`,
    );
  }
  const { walSegmentBytes: size } = newest.manifest;
  const timeline = wanted ?? timelinesIn(folder, size).at(-1) ?? newest.manifest.timeline;
  const stretches = await stretchesTo(folder, timeline, size);
  const leading = bases.filter(({ manifest }) => {
    const stretch = stretches.find((one) => one.timeline === manifest.timeline);
    return stretch !== undefined && positionOf(manifest.stopLsn, size) <= stretch.to;
  });
  const base = leading.findLast(({ manifest }) => to === null || new Date(manifest.endedAt) <= to);
  if (base === undefined) {
    const first = leading[0]?.manifest.endedAt ?? newest.manifest.endedAt;
    throw new Failure(
      'BACKUP_TOO_LATE',
      `The backups begin at ${first}; there is none from before the time that was asked for. Nothing was changed.`,
      { begins: first },
    );
  }
  const start = positionOf(base.manifest.startLsn, size);
  const chain = await opensUpTo(folder, await chainOf(folder, timeline, start, size));
  const last = chain.at(-1);
  if (last === undefined || last.position < positionBefore(base.manifest.stopLsn, size)) {
    throw new Failure(
      'BACKUP_DAMAGED',
      `The log that belongs to the base backup ${base.manifest.id} is not in ${folder.wal}. Nothing was changed. Use an older backup by --to, or the folder's own copy elsewhere.`,
      { name: base.manifest.id },
    );
  }
  const ends = new Date(base.manifest.endedAt);
  const written = await walTime(folder, last.name);
  const reaches = written > ends ? written : ends;
  if (to !== null && to > reaches) {
    throw new Failure(
      'BACKUP_TOO_EARLY',
      `The backups reach to ${reaches.toISOString()}, which is before the time that was asked for. Nothing was changed. Leave --to out to go as far as they reach; what came after the master key was changed needs the one after it.`,
      { reaches: reaches.toISOString() },
    );
  }
  return { base, timeline, to, chain: await upTo(folder, chain, to), reaches };
}

/** The part of a chain before what came under a key that is not here: who has an earlier master key reads up to its end. */
async function opensUpTo(
  folder: BackupFolder,
  chain: readonly ArchivedSegment[],
): Promise<readonly ArchivedSegment[]> {
  let end = chain.length;
  while (end > 0 && !(await opensWal(folder, chain[end - 1]?.name ?? ''))) end--;
  return chain.slice(0, end);
}

/** What is needed of a chain to reach a time. */
async function upTo(
  folder: BackupFolder,
  chain: readonly ArchivedSegment[],
  to: Date | null,
): Promise<readonly ArchivedSegment[]> {
  if (to === null) return chain;
  // Times grow along the log, so that the first that is late enough is found by halving.
  let [low, high] = [0, chain.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const name = chain[middle]?.name ?? '';
    if ((await walTime(folder, name)) >= to) high = middle;
    else low = middle + 1;
  }
  return chain.slice(0, low + 1);
}
