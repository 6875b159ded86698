import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { Client } from 'pg';
import { Failure } from '../../../shared/model/failure.ts';
import {
  postgresPrograms,
  programsUser,
  runProgram,
  type PostgresPrograms,
} from './postgres-programs.ts';

/** The server's own PostgreSQL while it runs. */
export interface OwnPostgres {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Name and password of its superuser. */
  readonly superuser: { readonly user: 'postgres'; readonly password: string };
  /** Gives all its roles other passwords, and the superuser. */
  renewPasswords(passwords: RolePasswords): Promise<void>;
  /** Ends it cleanly: no recovery is needed at the next start. */
  stop(): Promise<void>;
}

/** Passwords of roles, by their names without `eiq_`, and of the `superuser`. */
export interface RolePasswords {
  readonly now: (role: string) => string;
  /** Those of other seeds, and of before the server had secrets: where they are still in force, they are replaced. */
  readonly others: readonly ((role: string) => string)[];
}

export interface OwnPostgresPlace {
  /** Data folder of the server; the database is made in it. */
  readonly folder: string;
  /** Must be the same at each start. */
  readonly passwords: RolePasswords;
  /** Settings beside those of the house, as `name=value`. */
  readonly settings?: readonly string[];
  /** Whether its log is put into the spool, where it waits for being archived. */
  readonly archives?: boolean;
}

const MAJOR = '18';
/** Its log, in the data folder of the server. */
const LOG = 'postgres.log';
/** A number that stands for "a tenant server works with this cluster" among advisory locks. */
const IN_USE = 0x65_69_71;

/** Quiet: neither a statement nor a value of a row may come to its log. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=64',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
  'log_statement=none',
];

/** Settings of a cluster whose log is archived: a segment that has something is handed over at latest after so long, s. */
const ARCHIVING = ['archive_mode=on', 'archive_timeout=30'];

/** Folder in which the log of the own PostgreSQL waits for being archived. */
export function walSpool(folder: string): string {
  return join(folder, 'wal-spool');
}

/**
 * Starts PostgreSQL on loopback, on a port that is free; makes its files first if there are none. One that was left
 * running by a server that was killed goes on. Throws TENANT_RUNS_ALREADY, DATABASE_OTHER_VERSION,
 * DATABASE_FOLDER_UNREACHABLE, DATABASE_PROGRAMS_BROKEN, DATABASE_NOT_MADE, DATABASE_NOT_STARTED.
 */
export async function startOwnPostgres(place: OwnPostgresPlace): Promise<OwnPostgres> {
  const { folder, passwords } = place;
  const user = programsUser();
  // Before the programs are looked for: they may have to be copied there, and are run as that user.
  if (user !== null) refuseUnreachable(folder);
  const programs = await postgresPrograms(folder, user);
  const data = join(folder, 'postgres');
  if (!existsSync(data)) await makeCluster(data, passwords.now('superuser'), programs);
  refuseOtherVersion(data);
  const runs = (): Promise<boolean> => isRunning(data, programs);
  const left = (await runs())
    ? await connectedWhileRunning(() => portOf(data), passwords, runs)
    : null;
  let keeper = await takenInUse(left ?? (await startAndConnect(data, place, programs)), place);
  const stop = async (): Promise<void> => {
    await keeper.end();
    await runProgram(programs.pgCtl, ['stop', '-D', data, '-m', 'fast', '-w'], programs);
  };
  if (left !== null && !(await isAsConfigured(keeper, place))) {
    await stop();
    keeper = await takenInUse(await startAndConnect(data, place, programs), place);
  }
  const { port } = keeper;
  if (place.archives === true) await archiveTo(walSpool(folder), keeper, programs);
  const renewPasswords = (next: RolePasswords): Promise<void> => replacePasswords(keeper, next);
  return { host: '127.0.0.1', port, superuser: superuserOf(passwords), renewPasswords, stop };
}

/** Where the own PostgreSQL of a data folder listens; null: it does not run. Throws what finding its programs throws. */
export async function ownPostgresPort(folder: string): Promise<number | null> {
  const data = join(folder, 'postgres');
  if (!existsSync(data)) return null;
  const programs = await postgresPrograms(folder, programsUser());
  return (await isRunning(data, programs)) ? portOf(data) : null;
}

/** Whether `pg_ctl` finds a process of that id: one that was killed counts until somebody has waited for it. */
async function isRunning(data: string, programs: PostgresPrograms): Promise<boolean> {
  return (await runProgram(programs.pgCtl, ['status', '-D', data], programs)).code === 0;
}

/** Says, as long as the connection lasts, that a server works with the cluster; ends it when another does. Throws TENANT_RUNS_ALREADY. */
async function takenInUse(
  { keeper, isFormer }: Connected,
  { folder, passwords }: OwnPostgresPlace,
): Promise<Client> {
  const { rows } = await keeper.query<{ free: boolean }>(
    'SELECT pg_try_advisory_lock($1) AS free',
    [IN_USE],
  );
  if (rows[0]?.free === true) {
    if (isFormer) await replacePasswords(keeper, passwords);
    return keeper;
  }
  await keeper.end();
  throw new Failure(
    'TENANT_RUNS_ALREADY',
    `Another server works with ${folder}. Stop it first, or give this one a data folder of its own.`,
    { folder },
  );
}

/** The port of tcpmux, which no machine has any more. */
const NO_PORT = 1;
/** How long one that recovers from a crash is waited for, and how often it is asked, ms. */
const RECOVERY_MS = 120_000;
const ASK_MS = 100;
/** It takes nobody now: it starts, recovers or ends (57P03), or nobody listens at its port. */
const NOT_UP = new Set(['57P03', 'ECONNREFUSED']);
const WRONG_PASSWORD = '28P01';

interface Connected {
  readonly keeper: Client;
  /** By the password that it had before the server had secrets of its own. */
  readonly isFormer: boolean;
}

/**
 * Connects as superuser. One that was left by a crash may still be reading its log, and takes nobody until it has; one that
 * begins listens at no port yet, and one that was killed at none any more. Null: it runs no more.
 */
async function connectedWhileRunning(
  port: () => number,
  { now, others }: RolePasswords,
  runs: () => Promise<boolean>,
): Promise<Connected | null> {
  const all = [now, ...others];
  let tried = 0;
  for (let waited = 0; ; waited += ASK_MS) {
    const keeper = new Client({
      host: '127.0.0.1',
      port: port(),
      database: 'postgres',
      user: 'postgres',
      password: (all[tried] ?? now)('superuser'),
    });
    // When the database goes, whoever asks it next says so.
    keeper.on('error', () => {});
    try {
      await keeper.connect();
      return { keeper, isFormer: tried > 0 };
    } catch (error) {
      await keeper.end().catch(() => {});
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code === WRONG_PASSWORD && tried < others.length) {
        tried++;
        continue;
      }
      if (!NOT_UP.has(code) || waited > RECOVERY_MS) throw error;
      await after(ASK_MS);
      if (!(await runs())) return null;
    }
  }
}

/** Throws DATABASE_NOT_STARTED. */
async function startAndConnect(
  data: string,
  place: OwnPostgresPlace,
  programs: PostgresPrograms,
): Promise<Connected> {
  const port = await start(data, place, programs);
  const connected = await connectedWhileRunning(
    () => port,
    place.passwords,
    () => isRunning(data, programs),
  );
  if (connected === null) throw notStarted(data, place.folder);
  return connected;
}

/** Gives all roles the passwords of now: all or none. */
async function replacePasswords(client: Client, { now }: RolePasswords): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles WHERE rolname LIKE 'eiq\\_%'`,
  );
  const password = (role: string, secret: string): string =>
    `ALTER ROLE ${client.escapeIdentifier(role)} PASSWORD ${client.escapeLiteral(secret)};`;
  const all = rows.map(({ name }) => password(name, now(name.replace(/^eiq_/, ''))));
  await client.query([...all, password('postgres', now('superuser'))].join('\n'));
}

/** Name and password of the superuser. */
export function superuserOf({ now }: RolePasswords): OwnPostgres['superuser'] {
  return { user: 'postgres', password: now('superuser') };
}

/** One that a killed server left running was started as that server was told to. */
async function isAsConfigured(
  client: Client,
  { archives = false }: OwnPostgresPlace,
): Promise<boolean> {
  const { rows } = await client.query<{ mode: string }>(
    `SELECT current_setting('archive_mode') AS mode`,
  );
  return (rows[0]?.mode === 'on') === archives;
}

async function archiveTo(spool: string, client: Client, { user }: PostgresPrograms): Promise<void> {
  mkdirSync(spool, { recursive: true, mode: 0o700 });
  if (user !== null) chownSync(spool, user.uid, user.gid);
  const command = client.escapeLiteral(archiveCommand(spool));
  await client.query(`ALTER SYSTEM SET archive_command = ${command}`);
  await client.query('SELECT pg_reload_conf()');
}

/** Copies a segment with its time, onto the disk, under a name that says that it is whole. */
function archiveCommand(spool: string): string {
  if (process.platform === 'win32') {
    const target = `${spool.replaceAll('/', '\\').replaceAll('%', '%%')}\\%f`;
    return `copy /y "%p" "${target}.part" && move /y "${target}.part" "${target}"`;
  }
  const target = `${spool.replaceAll("'", `'\\''`).replaceAll('%', '%%')}/%f`;
  return `cp -p "%p" '${target}.part' && sync '${target}.part' && mv '${target}.part' '${target}'`;
}

async function makeCluster(
  data: string,
  password: string,
  programs: PostgresPrograms,
): Promise<void> {
  const unfinished = `${data}.new`;
  const passwordFile = `${data}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (programs.user !== null) {
    for (const path of [unfinished, passwordFile]) {
      chownSync(path, programs.user.uid, programs.user.gid);
    }
  }
  const { code, said } = await runProgram(
    programs.initdb,
    [
      `--pgdata=${unfinished}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ],
    programs,
  );
  rmSync(passwordFile, { force: true });
  if (code !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Failure(
      'DATABASE_NOT_MADE',
      `The database could not be made in ${data}. ${lastLine(said)} Nothing was kept; mend that, and start again.`,
      { folder: data },
    );
  }
  renameSync(unfinished, data);
}

async function start(
  data: string,
  { folder, settings = [], archives = false }: OwnPostgresPlace,
  programs: PostgresPrograms,
): Promise<number> {
  const log = join(folder, LOG);
  if (!existsSync(log)) writeFileSync(log, '', { mode: 0o600 });
  if (programs.user !== null) chownSync(log, programs.user.uid, programs.user.gid);
  const port = await freePort();
  const archiving = archives ? ARCHIVING : ['archive_mode=off'];
  const all = [...SETTINGS, ...archiving, ...settings, `port=${port}`];
  const options = all.map((setting) => `-c ${setting}`);
  const { code } = await runProgram(
    programs.pgCtl,
    ['start', '-D', data, '-l', log, '-w', '-t', '60', '-s', '-o', options.join(' ')],
    programs,
  );
  if (code !== 0) throw notStarted(data, folder);
  return port;
}

function notStarted(data: string, folder: string): Failure {
  const log = join(folder, LOG);
  return new Failure(
    'DATABASE_NOT_STARTED',
    `The database in ${data} could not be started. What it holds was not touched; ${log} says why.`,
    { folder: data, log },
  );
}

function refuseOtherVersion(data: string): void {
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (version === MAJOR) return;
  throw new Failure(
    'DATABASE_OTHER_VERSION',
    `The database in ${data} is of PostgreSQL ${version}; this server comes with ${MAJOR}. Nothing was changed. Export it with the server that made it, and import it here.`,
    { folder: data, version },
  );
}

/** PostgreSQL runs as another user than root, who must be able to pass through every folder above its own. */
function refuseUnreachable(folder: string): void {
  chmodSync(folder, 0o711);
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) {
    if ((statSync(above).mode & 0o001) !== 0) continue;
    throw new Failure(
      'DATABASE_FOLDER_UNREACHABLE',
      `PostgreSQL does not run as root, and the user postgres cannot pass through ${above}. Choose a data folder elsewhere, such as /var/lib/error-iq-tenant.`,
      { folder: above },
    );
  }
}

/** Port of a server that runs: the fourth line of its `postmaster.pid`. One at which nobody listens, while it is not there. */
function portOf(data: string): number {
  const path = join(data, 'postmaster.pid');
  const [, , , port = ''] = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  return Number(port) || NO_PORT;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
