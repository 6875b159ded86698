import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { keepSecretsOfBackups } from './backup/index.ts';
import {
  openDatabase,
  openServerKeys,
  ownPostgresPort,
  secretsInDatabase,
  secretsInFolder,
  startOwnPostgres,
  superuserOf,
  type Configuration,
  type DatabaseUrls,
  type OwnPostgres,
  type OwnPostgresPlace,
  type RolePasswords,
  type SealedSecrets,
  type SecretsStore,
  type ServerKeys,
} from './platform/index.ts';

/** A server's keys, and where its sealed secrets are kept. */
export interface OpenKeys {
  readonly keys: ServerKeys;
  readonly store: SecretsStore;
}

/** Addresses of an external database. */
export function urlsOf(database: Configuration['database'] & { kind: 'external' }): DatabaseUrls {
  const { ownerUrl, appUrl, maintUrl, jobsUrl } = database;
  return { owner: ownerUrl, app: appUrl, maint: maintUrl, jobs: jobsUrl };
}

/**
 * Opens the keys of a server, from its data folder or, when its database is external and brought to this version, from
 * there; makes them at the first start. Throws what `openServerKeys` throws.
 */
export async function openKeys(configuration: Configuration): Promise<OpenKeys> {
  const { database, dataFolder } = configuration;
  if (database.kind === 'own') {
    const store = secretsInFolder(dataFolder);
    const isOlder = (): Promise<boolean> =>
      Promise.resolve(existsSync(join(dataFolder, 'postgres')));
    return { store, keys: await openServerKeys(configuration, store, isOlder) };
  }
  const store = secretsInDatabase(database.ownerUrl);
  const isOlder = async (): Promise<boolean> => {
    const open = openDatabase(database.appUrl);
    try {
      return (await open.tenantCount()) > 0;
    } finally {
      await open.close();
    }
  };
  return { store, keys: await openServerKeys(configuration, store, isOlder) };
}

/** The keys of a server that has some: none are made. Null: it has none yet. Throws what opening them throws. */
export async function keysThatAre({
  database,
  ...configuration
}: Configuration): Promise<ServerKeys | null> {
  const store =
    database.kind === 'own'
      ? secretsInFolder(configuration.dataFolder)
      : secretsInDatabase(database.ownerUrl);
  return (await store.read()).length === 0
    ? null
    : openServerKeys(configuration, store, () => Promise.resolve(false));
}

/** Does work on the own PostgreSQL, whether a server works with it or not: then it is started for that. */
export async function withOwnPostgres<T>(
  place: OwnPostgresPlace,
  work: (postgres: Pick<OwnPostgres, 'host' | 'port' | 'superuser'>) => Promise<T>,
): Promise<T> {
  const port = await ownPostgresPort(place.folder);
  if (port !== null) {
    return work({ host: '127.0.0.1', port, superuser: superuserOf(place.passwords) });
  }
  const started = await startOwnPostgres(place);
  try {
    return await work(started);
  } finally {
    await started.stop();
  }
}

/** What keeps sealed secrets beside the backups of the own database, which runs; without backups it does nothing. */
export function besideBackups(
  { database, dataFolder, backup }: Configuration,
  passwords: RolePasswords,
): (sealed: readonly SealedSecrets[]) => Promise<void> {
  return async (sealed) => {
    const { folder } = backup;
    if (database.kind !== 'own' || folder === undefined) return;
    const port = (await ownPostgresPort(dataFolder)) ?? 0;
    const postgres = { host: '127.0.0.1' as const, port, superuser: superuserOf(passwords) };
    await keepSecretsOfBackups({ folder: resolve(folder), postgres }, sealed);
  };
}
