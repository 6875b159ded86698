import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Client } from 'pg';
import { Failure } from '../shared/model/failure.ts';
import { basesIn, type BaseBackup } from './backup/index.ts';
import { createExternalProvider } from './identity/index.ts';
import { openBackups } from './open-backups.ts';
import { keysThatAre, urlsOf } from './open-keys.ts';
import type { Operated } from './operate.ts';
import {
  doesRedisAnswer,
  KEY_FILE,
  knownMigrations,
  openMasterKey,
  ownPostgresPort,
  rolePasswords,
  roleUrls,
  SECRETS_FILE,
  tlsPassphrase,
  withClient,
  type Configuration,
  type DatabaseUrls,
  type ServerKeys,
} from './platform/index.ts';

/** One thing that was looked at. `note`: it works, but somebody should know; `wrong`: it has to be mended. */
interface Check {
  readonly check:
    | 'configuration'
    | 'key'
    | 'secrets'
    | 'database'
    | 'migrations'
    | 'roles'
    | 'clock'
    | 'sign-in'
    | 'redis'
    | 'tls'
    | 'disk'
    | 'backup';
  readonly is: 'good' | 'note' | 'wrong';
  /** What was found, and what to do where it is not good. */
  readonly said: string;
}

type Found = Omit<Check, 'check'>;
const good = (said: string): Found => ({ is: 'good', said });
const note = (said: string): Found => ({ is: 'note', said });
const wrong = (said: string): Found => ({ is: 'wrong', said });

const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;
/** Less room than that is told, and too little to go on with, bytes. */
const LITTLE_ROOM = 5 * GIB;
const NO_ROOM = 0.5 * GIB;
/** How far two clocks may be apart before sign-ins and licences suffer, s. */
const CLOCK_S = 5;
/** A backup is made every day; one that is older was missed, ms. */
const BACKUP_MS = 26 * 3_600_000;
/** A certificate of files that ends so soon is told, days. */
const CERTIFICATE_DAYS = 30;
const CONNECT_MS = 5_000;

/** Looks at everything that a server needs, whether it runs or not, and changes nothing. */
export async function checkServer(
  read: () => Configuration,
  now: () => number = Date.now,
): Promise<Operated> {
  const checks: Check[] = [];
  const add = async (check: Check['check'], look: () => Found | Promise<Found>): Promise<void> => {
    checks.push({ check, ...(await foundBy(look)) });
  };
  let configuration: Configuration | null = null;
  await add('configuration', () => {
    configuration = read();
    return good(`It is whole. The data folder is ${configuration.dataFolder}.`);
  });
  if (configuration !== null) await checkConfigured(configuration, now, add);
  const isGood = checks.every(({ is }) => is !== 'wrong');
  return {
    document: { good: isGood, checks },
    lines: checks.map(({ check, is, said }) => `${is.padEnd(6)} ${check.padEnd(14)} ${said}`),
    failed: !isGood,
  };
}

type Add = (check: Check['check'], look: () => Found | Promise<Found>) => Promise<void>;

async function checkConfigured(
  configuration: Configuration,
  now: () => number,
  add: Add,
): Promise<void> {
  await add('key', () => keyFound(configuration));
  let opened: ServerKeys | null = null;
  await add('secrets', async () => {
    opened = await keysThatAre(configuration);
    return secretsFound(configuration, opened);
  });
  const keys = opened as ServerKeys | null;
  let urls: DatabaseUrls | null = null;
  await add('database', async () => {
    urls = await reachedBy(configuration, keys);
    if (urls === null) {
      return note(
        'The own database does not run, or without secrets cannot be looked into. The server starts it.',
      );
    }
    return databaseFound(urls);
  });
  const reachable = urls as DatabaseUrls | null;
  if (reachable !== null) {
    await add('migrations', () => migrationsFound(reachable));
    await add('roles', () => rolesFound(reachable));
    await add('clock', () => clockFound(reachable, now()));
  }
  await add('sign-in', () => signInFound(configuration));
  const { redisUrl } = configuration;
  if (redisUrl !== undefined) await add('redis', () => redisFound(redisUrl));
  await add('tls', () => tlsFound(configuration, keys, now()));
  await add('disk', () => diskFound(configuration));
  await add('backup', () => backupFound(configuration, now()));
}

/** What fails says what to do itself; what does not say it is told by its code, without addresses or passwords. */
async function foundBy(look: () => Found | Promise<Found>): Promise<Found> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Failure) return wrong(error.message);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return wrong(`It could not be looked at (${code}). Mend what hinders it, and check again.`);
  }
}

function keyFound(configuration: Configuration): Found {
  const { dataFolder, masterKey, keyCommand } = configuration;
  openMasterKey(configuration);
  if (keyCommand !== undefined) return good('It stays with the program that answers for it.');
  if (masterKey !== undefined) return good('It comes from the environment.');
  const path = join(dataFolder, KEY_FILE);
  return isForOthers(path)
    ? wrong(`Others on this machine can read ${path}. Take that from them: chmod 600.`)
    : good(`It is in ${path}, for its owner alone. Keep a copy apart from the backups.`);
}

const isForOthers = (path: string): boolean =>
  process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;

function secretsFound({ database, dataFolder }: Configuration, keys: ServerKeys | null): Found {
  if (keys === null) return note('There are none yet; the first start of this version makes them.');
  if (keys.sealed.length > 1) {
    return note(
      'Two master keys open them: a change is not over. Start the server with the new one, or say rekey again.',
    );
  }
  const path = join(dataFolder, SECRETS_FILE);
  return database.kind === 'own' && isForOthers(path)
    ? wrong(`Others on this machine can read ${path}. Take that from them: chmod 600.`)
    : good('The master key opens them.');
}

/** Null: the own database does not run, or has passwords that are not known. */
async function reachedBy(
  { database, dataFolder }: Configuration,
  keys: ServerKeys | null,
): Promise<DatabaseUrls | null> {
  if (database.kind === 'external') return urlsOf(database);
  const port = await ownPostgresPort(dataFolder);
  if (port === null || keys === null) return null;
  return roleUrls({ host: '127.0.0.1', port }, rolePasswords(keys));
}

const asRole = <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> =>
  withClient({ connectionString: url, connectionTimeoutMillis: CONNECT_MS }, work);

async function databaseFound(urls: DatabaseUrls): Promise<Found> {
  let version = 0;
  for (const [role, url] of Object.entries(urls)) {
    try {
      version = await asRole(url, async (client) => {
        const { rows } = await client.query<{ version: string }>(
          `SELECT current_setting('server_version_num') AS version`,
        );
        return Math.floor(Number(rows[0]?.version) / 10_000);
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
      return wrong(
        `The role "${role}" cannot connect (${code}). See that PostgreSQL runs, and that address, name and password are right.`,
      );
    }
  }
  return version >= 15 && version <= 18
    ? good(`PostgreSQL ${version} answers to all four roles.`)
    : wrong(`It is PostgreSQL ${version}; the server works with 15 to 18.`);
}

async function migrationsFound({ owner }: DatabaseUrls): Promise<Found> {
  const done = await asRole(owner, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT name FROM migration.kysely_migration',
    );
    return rows.map(({ name }) => name);
  });
  const known = knownMigrations();
  if (done.some((name) => !known.includes(name))) {
    return wrong('The database was made by a newer server. Start that one.');
  }
  const missing = known.filter((name) => !done.includes(name));
  return missing.length === 0
    ? good(`All ${known.length} are done.`)
    : note(`${missing.length} have still to be done; the server does them when it starts.`);
}

/** Tables of tenants that a role which has no right to pass row security could read across. */
const UNPROTECTED = `
  SELECT c.oid::regclass::text AS name FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
  ORDER BY 1`;

async function rolesFound({ app }: DatabaseUrls): Promise<Found> {
  const { bypasses, open } = await asRole(app, async (client) => {
    const role = await client.query<{ bypasses: boolean }>(
      `SELECT bool_or(rolsuper OR rolbypassrls) AS bypasses FROM pg_roles
       WHERE pg_has_role(current_user, oid, 'MEMBER')`,
    );
    const tables = await client.query<{ name: string }>(UNPROTECTED);
    return { bypasses: role.rows[0]?.bypasses, open: tables.rows.map(({ name }) => name) };
  });
  if (bypasses !== false) {
    return wrong(
      'The role "app" can pass row security: teams could see each other. Take SUPERUSER and BYPASSRLS from it, and from the roles that it is a member of.',
    );
  }
  return open.length === 0
    ? good('The role "app" cannot pass row security, which stands on every table of teams.')
    : wrong(`No forced row security on ${open.join(', ')}. Stop the server, and restore a backup.`);
}

async function clockFound({ app }: DatabaseUrls, now: number): Promise<Found> {
  const theirs = await asRole(app, async (client) => {
    const { rows } = await client.query<{ ms: number }>(
      'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms',
    );
    return rows[0]?.ms ?? 0;
  });
  const seconds = Math.round(Math.abs(theirs - now) / 1000);
  return seconds <= CLOCK_S
    ? good('This machine and the database agree on the time.')
    : wrong(`This machine and the database are ${seconds} s apart. Set both by NTP.`);
}

async function signInFound({ identity }: Configuration): Promise<Found> {
  if (identity.kind === 'own')
    return good('Members sign in by passphrases and second factors here.');
  await createExternalProvider(identity).look();
  return good(`${identity.issuer} answers, and is who it should be. Its secret was not tried.`);
}

async function redisFound(redisUrl: string): Promise<Found> {
  return (await doesRedisAnswer(redisUrl))
    ? good('It answers.')
    : wrong(
        'It does not answer. See that Redis runs, and that address and password are right; until then each server counts for itself.',
      );
}

function tlsFound(configuration: Configuration, keys: ServerKeys | null, now: number): Found {
  const { tls, dataFolder } = configuration;
  if (tls.kind === 'proxy') return good('A proxy speaks TLS; its certificate was not looked at.');
  const [path, keyPath] =
    tls.kind === 'files'
      ? [tls.certificate, tls.key]
      : [join(dataFolder, 'tls-server.pem'), join(dataFolder, 'tls-server.key')];
  if (tls.kind === 'own' && !existsSync(path)) {
    return note('There is no certificate yet; the first start makes it.');
  }
  const certificate = new X509Certificate(readFileSync(path));
  if (tls.kind === 'own' && keys === null) return note('Without secrets its key cannot be opened.');
  const passphrase = tls.kind === 'own' && keys !== null ? tlsPassphrase(keys.derive) : null;
  if (!certificate.checkPrivateKey(privateKey(keyPath, passphrase))) {
    return wrong(`${keyPath} is not the key of ${path}. Bring back the one that belongs to it.`);
  }
  const days = Math.floor((Date.parse(certificate.validTo) - now) / DAY_MS);
  const renew =
    tls.kind === 'own'
      ? 'Start the server anew, which makes another.'
      : 'Put another in its place.';
  if (days < 0) return wrong(`The certificate ended ${-days} days ago. ${renew}`);
  return days < CERTIFICATE_DAYS
    ? note(`The certificate ends in ${days} days. ${renew}`)
    : good(`The certificate is good for ${days} days.`);
}

function privateKey(path: string, passphrase: string | null) {
  try {
    const key = readFileSync(path);
    return createPrivateKey(passphrase === null ? key : { key, passphrase });
  } catch (cause) {
    throw new Failure(
      'CERTIFICATE_BAD',
      `${path} cannot be opened. Bring it back, and the secrets that it was made with.`,
      { path },
      { cause },
    );
  }
}

async function diskFound({ dataFolder, backup }: Configuration): Promise<Found> {
  const places = [dataFolder, ...(backup.folder === undefined ? [] : [resolve(backup.folder)])];
  const rooms: { place: string; room: number }[] = [];
  for (const place of places.filter((one) => existsSync(one))) {
    const { bavail, bsize } = await statfs(place);
    rooms.push({ place, room: bavail * bsize });
  }
  const least = rooms.toSorted((a, b) => a.room - b.room)[0];
  if (least === undefined) return note(`${dataFolder} is not there yet; the first start makes it.`);
  const said = `${(least.room / GIB).toFixed(1)} GiB are left at ${least.place}.`;
  if (least.room < NO_ROOM) return wrong(`${said} Make room before the database stops.`);
  return least.room < LITTLE_ROOM ? note(`${said} Make room soon.`) : good(said);
}

async function backupFound(configuration: Configuration, now: number): Promise<Found> {
  const { database, backup } = configuration;
  if (database.kind === 'external') {
    return note('The database is backed up by its own tools; they were not looked at.');
  }
  if (backup.folder === undefined) {
    return note('No backups are made. Set ERROR_IQ_TENANT_BACKUP_FOLDER, on another disk at best.');
  }
  const folder = resolve(backup.folder);
  const last = existsSync(folder) ? await lastIn(configuration, folder) : undefined;
  if (last === undefined) return wrong('There is no whole backup yet. Make one: "backup".');
  const { endedAt } = last.manifest;
  return now - Date.parse(endedAt) <= BACKUP_MS
    ? good(`The last was made at ${endedAt}.`)
    : wrong(`The last was made at ${endedAt}. See why none came since, and make one: "backup".`);
}

async function lastIn(
  configuration: Configuration,
  folder: string,
): Promise<BaseBackup | undefined> {
  try {
    return basesIn((await openBackups(configuration, folder)).folder).at(-1);
  } catch (error) {
    if (error instanceof Failure && error.code === 'BACKUP_NONE') return undefined;
    throw error;
  }
}
