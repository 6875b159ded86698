import { Client } from 'pg';
import { inject } from 'vitest';
import {
  loadMasterKey,
  passwordOf,
  type DatabaseUrls,
  type MasterKey,
} from '../../../tenant/platform/index.ts';

const SUPERUSER = 'postgres';
let made = 0;

/** The master key of tests. */
export function testKey(): MasterKey {
  return loadMasterKey('', inject('tenantCluster').key);
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
  const key = testKey();
  const url = (role: string): string =>
    `postgres://eiq_${role}:${passwordOf(key, role)}@127.0.0.1:${port}/${name}`;
  return { name, owner: url('owner'), app: url('app'), maint: url('maint'), jobs: url('jobs') };
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
