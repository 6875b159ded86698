import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Derive } from '../keys/derive.ts';
import type { ServerKeys } from '../keys/server-keys.ts';
import type { OwnPostgres, RolePasswords } from './own-postgres.ts';
import { asSuperuser, withClient } from './with-client.ts';

/** Connection strings of the four roles. */
export interface DatabaseUrls {
  /** Makes and changes tables. */
  readonly owner: string;
  /** Answers requests, one tenant at a time. */
  readonly app: string;
  /** Does what is due for all tenants. */
  readonly maint: string;
  /** Works with the queue of jobs. */
  readonly jobs: string;
}

const ROLES = ['owner', 'app', 'maint', 'jobs'] as const;
const ROLES_SQL = join(import.meta.dirname, 'database-roles.sql');

/** Passwords of the roles of the server's own database. */
export function rolePasswords({
  derive,
  others,
  former,
}: Pick<ServerKeys, 'derive' | 'others' | 'former'>): RolePasswords {
  const by =
    (derives: Derive) =>
    (role: string): string =>
      derives(`database role ${role}`).toString('base64url');
  return { now: by(derive), others: [...others, ...(former === null ? [] : [former])].map(by) };
}

/** Makes roles and database in the server's own PostgreSQL where they are not there, and says how to reach them. */
export async function prepareRoles(
  postgres: Pick<OwnPostgres, 'host' | 'port' | 'superuser'>,
  passwords: RolePasswords,
  database = 'error_iq',
): Promise<DatabaseUrls> {
  await withClient(asSuperuser(postgres), async (client) => {
    const has = async (sql: string, name: string): Promise<boolean> =>
      (await client.query(sql, [name])).rows.length > 0;
    for (const role of ROLES) {
      if (await has('SELECT 1 FROM pg_roles WHERE rolname = $1', `eiq_${role}`)) continue;
      // Both or neither: statements that are sent together are one transaction.
      const password = `ALTER ROLE eiq_${role} PASSWORD '${passwords.now(role)}';`;
      await client.query(`${creationOf(role)}\n${password}`);
    }
    if (!(await has('SELECT 1 FROM pg_database WHERE datname = $1', database))) {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER eiq_owner`);
    }
  });
  return roleUrls(postgres, passwords, database);
}

/** How the roles of the server's own database are reached. */
export function roleUrls(
  { host, port }: Pick<OwnPostgres, 'host' | 'port'>,
  passwords: RolePasswords,
  database = 'error_iq',
): DatabaseUrls {
  const url = (role: (typeof ROLES)[number]): string =>
    `postgres://eiq_${role}:${passwords.now(role)}@${host}:${port}/${database}`;
  return { owner: url('owner'), app: url('app'), maint: url('maint'), jobs: url('jobs') };
}

/** The statement of the file that makes a role. */
function creationOf(role: string): string {
  const text = readFileSync(ROLES_SQL, 'utf8');
  return new RegExp(`^CREATE ROLE eiq_${role} [^;]*;`, 'm').exec(text)?.[0] ?? '';
}
