import { rmSync } from 'node:fs';
import { basesIn, type BackupFolder } from './backup-folder.ts';
import { dropWal, walIn } from './wal-archive.ts';
import { positionOf, segmentOf } from './wal-names.ts';

const DAY_MS = 86_400_000;

/**
 * Takes away base backups that are not needed to reach any time of the last so many days, and the log before the oldest
 * that stays. The newest base always stays. Gives how many bases and log files went.
 */
export function forgetOldBackups(
  folder: BackupFolder,
  keepDays: number,
  now: number,
): { bases: number; wal: number } {
  const from = now - keepDays * DAY_MS;
  const bases = basesIn(folder);
  // The last one from before that time is where its first moments are reached from.
  const first = Math.max(
    0,
    bases.findLastIndex(({ manifest }) => Date.parse(manifest.endedAt) <= from),
  );
  const old = bases.slice(0, first);
  for (const base of old) rmSync(base.folder, { recursive: true, force: true });
  const kept = bases[first]?.manifest;
  if (kept === undefined) return { bases: 0, wal: 0 };
  const { walSegmentBytes: size } = kept;
  const needed = positionOf(kept.startLsn, size);
  const gone = walIn(folder).filter((name) => {
    const segment = segmentOf(name.slice(0, 24), size);
    return segment !== null && segment.position < needed;
  });
  for (const name of gone) dropWal(folder, name);
  return { bases: old.length, wal: gone.length };
}
