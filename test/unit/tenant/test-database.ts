import { Client } from 'pg';
import { inject } from 'vitest';
import {
  keysOfSecrets,
  rolePasswords,
  type Configuration,
  type DatabaseUrls,
  type ServerKeys,
} from '../../../tenant/platform/index.ts';
import { testSecrets } from './cluster.ts';

const SUPERUSER = 'postgres';
let made = 0;

/** Keys for tests that work without a server. */
export function testKeys(): ServerKeys {
  return keysOfSecrets('tests', testSecrets());
}

/** Runs statements as superuser in a database. */
export async function asSuperuser<T>(
  database: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { port, password } = inject('tenantCluster');
  const client = new Client({ host: '127.0.0.1', port, user: SUPERUSER, password, database });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export interface TestDatabase extends DatabaseUrls {
  readonly name: string;
}

/** A database of one's own: a copy of the migrated one, or an empty one. It ends with the cluster. */
export async function testDatabase(
  template: 'error_iq' | 'template0' = 'error_iq',
): Promise<TestDatabase> {
  const { port } = inject('tenantCluster');
  const name = `test_${process.pid}_${++made}`;
  await asSuperuser(SUPERUSER, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER eiq_owner`),
  );
  const passwords = rolePasswords(testKeys());
  const url = (role: string): string =>
    `postgres://eiq_${role}:${passwords.now(role)}@127.0.0.1:${port}/${name}`;
  return { name, owner: url('owner'), app: url('app'), maint: url('maint'), jobs: url('jobs') };
}

/** How a configuration names it. */
export function externalDatabase(database: TestDatabase): Configuration['database'] {
  return {
    kind: 'external',
    ownerUrl: database.owner,
    appUrl: database.app,
    maintUrl: database.maint,
    jobsUrl: database.jobs,
  };
}

/** Runs statements by one of the roles' addresses. */
export async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Until somebody waits for a lock of the database that stands for something. */
export async function isLockAwaited(client: Client): Promise<void> {
  const awaited = `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted`;
  while ((await client.query(awaited)).rows.length === 0);
}
