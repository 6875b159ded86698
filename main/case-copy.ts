import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Database } from 'better-sqlite3';
import type { CopyPlace } from './journal/index.ts';
import { VERSION } from './version.ts';

/**
 * Which copy of the case an open file is. A file that was copied has another place on the disk than the one that
 * it notes, and is a copy of its own from then on. (Where a file system hands out a place again at once, two copies
 * may go on as one: their chain of entries is then forked, which merging and verifying allow.)
 */
export function copyOf(database: Database, path: string): CopyPlace {
  const here = placeOf(path);
  if (valueOf(database, 'device_place') !== here) {
    // Files made before this was noted go on as the copy that they are.
    const isFirst = valueOf(database, 'device_place') === null;
    if (!isFirst || valueOf(database, 'device') === null) keep(database, 'device', randomUUID());
    keep(database, 'device_place', here);
  }
  return {
    device: valueOf(database, 'device') ?? randomUUID(),
    host: hostname(),
    tool: 'Error-IQ',
    toolVersion: VERSION,
  };
}

/**
 * Says of a file where it lies, and changes when it is copied, not when it is renamed. Not by the time of its
 * making, which some file systems do not keep.
 */
function placeOf(path: string): string {
  return `${hostname()} ${statSync(path, { bigint: true }).ino}`;
}

function valueOf(database: Database, key: string): string | null {
  return (
    database.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(key)
      ?.value ?? null
  );
}

function keep(database: Database, key: string, value: string): void {
  database
    .prepare(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    )
    .run(key, value);
}
