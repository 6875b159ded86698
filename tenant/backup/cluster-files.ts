import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../shared/model/failure.ts';

/** Folders whose contents a start makes anew (PostgreSQL, "Making a Base Backup Using the Low Level API"). */
const EMPTY = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const LEFT_OUT = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'backup_label',
  'tablespace_map',
  'recovery.signal',
  'standby.signal',
]);
/** Copied last: it is what the others are replayed up to. */
const CONTROL = 'global/pg_control';

/** What of a cluster belongs into a base backup, by paths below it with `/`. Throws BACKUP_TABLESPACE. */
export function clusterFiles(data: string): { files: string[]; folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(data, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (below === 'pg_tblspc') throw tablespace(data, entry.name);
      if (entry.name.startsWith('pgsql_tmp') || entry.name === 'pg_internal.init') continue;
      if (entry.isDirectory()) {
        folders.push(path);
        if (!EMPTY.has(path)) walk(path);
      } else if (entry.isFile() && !LEFT_OUT.has(path) && path !== CONTROL) {
        files.push(path);
      }
    }
  };
  walk('');
  return { files: [...files, CONTROL], folders: [...folders, 'pg_wal/archive_status'] };
}

function tablespace(data: string, name: string): Failure {
  return new Failure(
    'BACKUP_TABLESPACE',
    `The database in ${data} has a tablespace (${name}) outside of its folder, which the server did not make. It is not backed up; move the tables back first.`,
    { folder: data },
  );
}
