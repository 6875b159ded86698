import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Client } from 'pg';
import { Failure } from '../../shared/model/failure.ts';
import {
  asSuperuser,
  ownPostgresPort,
  programsUser,
  startOwnPostgres,
  SECRETS_FILE,
  walSpool,
  withClient,
  writeDurably,
  type OwnPostgres,
  type RolePasswords,
} from '../platform/index.ts';
import type { BackupFolder } from './backup-folder.ts';
import type { RestorePlan } from './plan-restore.ts';
import { filesOf, verifyBackup } from './verify-backup.ts';
import { readWal, walIn } from './wal-archive.ts';
import { historyName } from './wal-names.ts';

export interface RestorePlace {
  /** Data folder of the server that comes to be. */
  readonly dataFolder: string;
  /** Of PostgreSQL's roles, as the server's secrets give them. */
  readonly passwords: RolePasswords;
  /** The text of the file of the server's sealed secrets, as it is to be there afterwards. */
  readonly secrets: string;
  /** Whether a database that is there is put aside; it is kept. */
  readonly replaces: boolean;
  /** Is told what is done, for a person. */
  readonly said: (what: string) => void;
  /** Tells the restored database that it was put back, before anybody works with it. */
  readonly mark: (postgres: OwnPostgres, plan: RestorePlan) => Promise<void>;
}

/** What a restore came to. */
export interface Restored {
  /** Where the database went that was there before; null: there was none. */
  readonly before: string | null;
  readonly plan: RestorePlan;
}

const WORK = 'restoring';

/**
 * Makes the database of a data folder anew, as it was at the time of a plan. Everything is read and checked before anything
 * is written, and what is there stays until the new one stands. Throws RESTORE_SERVER_RUNS, RESTORE_NOT_EMPTY,
 * BACKUP_DAMAGED, RESTORE_FAILED; then the data folder is as it was.
 */
export async function restore(
  planned: () => Promise<RestorePlan>,
  folder: BackupFolder,
  place: RestorePlace,
): Promise<Restored> {
  const { dataFolder, said } = place;
  await refuseLiving(place);
  const plan = await planned();
  said(
    `Checking the base backup of ${plan.base.manifest.endedAt} and ${plan.chain.length} log files.`,
  );
  await verifyBackup(plan.base, plan.chain, folder);
  const work = join(dataFolder, WORK);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true, mode: 0o700 });
  try {
    said('Writing it out.');
    await writeOut(plan, folder, work);
    said('Replaying the log.');
    await replayed(plan, place, work);
    return { plan, before: putInPlace(place, work) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function refuseLiving({ dataFolder, replaces }: RestorePlace): Promise<void> {
  if ((await ownPostgresPort(dataFolder)) !== null) {
    throw new Failure(
      'RESTORE_SERVER_RUNS',
      `A server works in ${dataFolder}, or its database goes on after it was killed. Stop it first (start and end it once), or restore into another data folder. Nothing was changed.`,
      { folder: dataFolder },
    );
  }
  if (!replaces && existsSync(join(dataFolder, 'postgres'))) {
    throw new Failure(
      'RESTORE_NOT_EMPTY',
      `There is a database in ${dataFolder}. Say --replace to put it aside (it is kept), or restore into another data folder. Nothing was changed.`,
      { folder: dataFolder },
    );
  }
}

async function writeOut(
  { base, chain, timeline }: RestorePlan,
  folder: BackupFolder,
  work: string,
): Promise<void> {
  for (const path of base.manifest.folders)
    mkdirSync(join(work, path), { recursive: true, mode: 0o700 });
  mkdirSync(join(work, 'postgres', 'pg_wal'), { recursive: true, mode: 0o700 });
  let file: number | null = null;
  try {
    for await (const { path, begins, bytes } of filesOf(base, folder)) {
      if (begins) {
        if (file !== null) closeSync(file);
        mkdirSync(dirname(join(work, path)), { recursive: true, mode: 0o700 });
        file = openSync(join(work, path), 'wx', 0o600);
      } else if (file !== null) {
        writeSync(file, bytes);
      }
    }
  } finally {
    if (file !== null) closeSync(file);
  }
  const wal = join(work, 'wal');
  mkdirSync(wal, { mode: 0o700 });
  const histories = walIn(folder).filter(
    (name) => name.endsWith('.history') && name <= historyName(timeline),
  );
  for (const name of [...histories, ...chain.map((segment) => segment.name)]) {
    await writeSparse(join(wal, name), readWal(name, folder));
  }
}

/** A segment that was handed over early is mostly zeros at its end: they take no room. */
async function writeSparse(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const file = openSync(path, 'wx', 0o600);
  try {
    let at = 0;
    for await (const chunk of chunks) {
      if (chunk.some((byte) => byte !== 0)) writeSync(file, chunk, 0, chunk.length, at);
      at += chunk.length;
    }
    ftruncateSync(file, at);
  } finally {
    closeSync(file);
  }
}

async function replayed(plan: RestorePlan, place: RestorePlace, work: string): Promise<void> {
  const data = join(work, 'postgres');
  const settings = join(data, 'postgresql.auto.conf');
  const before = readFileSync(settings);
  const attempt = async (target: Date | null): Promise<OwnPostgres> => {
    writeFileSync(settings, before);
    appendFileSync(settings, recoverySettings(join(work, 'wal'), plan.timeline, target));
    writeFileSync(join(data, 'recovery.signal'), '', { mode: 0o600 });
    handOver(work);
    return started(work, place.passwords);
  };
  const postgres = await attempt(plan.to).catch((error: unknown) => {
    // The log has no change after the time that is asked for: then all of it is what is asked for.
    if (plan.to !== null && saysEarlyEnd(work)) return attempt(null);
    throw error;
  });
  try {
    await forgetRecovery(postgres);
    await place.mark(postgres, plan);
  } finally {
    await postgres.stop();
  }
}

/** PostgreSQL, when it has come to the end of its recovery. Throws RESTORE_FAILED. */
async function started(work: string, passwords: RolePasswords): Promise<OwnPostgres> {
  try {
    // What says where its log comes from is handed over at its first real start.
    const settings = ['archive_mode=on', 'archive_command='];
    const postgres = await startOwnPostgres({ folder: work, passwords, settings });
    try {
      await withClient(asSuperuser(postgres), awaitRecovered);
      return postgres;
    } catch (error) {
      await postgres.stop().catch(() => {});
      throw error;
    }
  } catch (error) {
    if (error instanceof Failure && error.code !== 'DATABASE_NOT_STARTED') throw error;
    throw new Failure(
      'RESTORE_FAILED',
      `PostgreSQL could not replay the log of the backup: ${lastFatal(work)} The data folder is as it was.`,
      {},
      { cause: error },
    );
  }
}

async function awaitRecovered(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ goesOn: boolean }>(
      'SELECT pg_is_in_recovery() AS "goesOn"',
    );
    if (rows[0]?.goesOn === false) return;
    await after(100);
  }
}

function forgetRecovery(postgres: OwnPostgres): Promise<void> {
  return withClient(asSuperuser(postgres), async (client) => {
    for (const name of [...RECOVERY, 'archive_command']) {
      await client.query(`ALTER SYSTEM RESET ${name}`);
    }
  });
}

const RECOVERY = [
  'restore_command',
  'recovery_target_time',
  'recovery_target_timeline',
  'recovery_target_action',
] as const;

function recoverySettings(wal: string, timeline: number, to: Date | null): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const from = wal.replaceAll('%', '%%');
  const command =
    process.platform === 'win32'
      ? `copy "${from.replaceAll('/', '\\')}\\%f" "%p"`
      : `cp '${from.replaceAll("'", `'\\''`)}/%f' "%p"`;
  const values: Record<(typeof RECOVERY)[number], string> = {
    restore_command: command,
    // Names of zones, of which Z is one, are not yet known when this is read.
    recovery_target_time: to === null ? '' : to.toISOString().replace('Z', '+00'),
    recovery_target_timeline: String(timeline),
    recovery_target_action: 'promote',
  };
  const lines = RECOVERY.map((name) => `${name} = ${quoted(values[name])}`);
  return `\n${lines.join('\n')}\n`;
}

/** PostgreSQL works as another user when the server is root's. */
function handOver(work: string): void {
  const user = programsUser();
  if (user === null) return;
  for (const folder of [dirname(work), work]) chmodSync(folder, 0o711);
  for (const top of ['postgres', 'wal']) {
    chownSync(join(work, top), user.uid, user.gid);
    for (const path of readdirSync(join(work, top), { recursive: true })) {
      chownSync(join(work, top, String(path)), user.uid, user.gid);
    }
  }
}

function logOf(work: string): string {
  const path = join(work, 'postgres.log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

const saysEarlyEnd = (work: string): boolean =>
  logOf(work).includes('recovery ended before configured recovery target was reached');

function lastFatal(work: string): string {
  const said = /.*(?:FATAL|PANIC):\s+(.*)/g;
  return [...logOf(work).matchAll(said)].at(-1)?.[1] ?? 'it did not start.';
}

/** The new database takes its place; what was there is put aside (gives where), and files of the certificate that are there stay. */
function putInPlace(
  { dataFolder, secrets }: Pick<RestorePlace, 'dataFolder' | 'secrets'>,
  work: string,
): string | null {
  const target = join(dataFolder, 'postgres');
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const before = existsSync(target) ? `${target}.before-${stamp}` : null;
  const spool = walSpool(dataFolder);
  // What the old one has not handed over belongs to a past that is given up.
  if (existsSync(spool)) renameSync(spool, `${spool}.before-${stamp}`);
  // The secrets come first: they are those of before, and more, unless it was another server's database.
  const kept = join(dataFolder, SECRETS_FILE);
  if (existsSync(kept)) copyFileSync(kept, `${kept}.before-${stamp}`);
  writeDurably(kept, secrets, { replaces: true });
  if (before !== null) renameSync(target, before);
  renameSync(join(work, 'postgres'), target);
  for (const name of readdirSync(work)) {
    if (name.startsWith('tls-') && !existsSync(join(dataFolder, name))) {
      renameSync(join(work, name), join(dataFolder, name));
    }
  }
  return before;
}
