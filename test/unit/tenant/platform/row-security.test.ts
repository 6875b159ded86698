import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../../tenant/platform/index.ts';
import { asSuperuser, connected, testDatabase, type TestDatabase } from '../test-database.ts';

/** What a table must have so that no request can see another tenant's rows, as the catalog tells it. */
const UNPROTECTED = `
  SELECT c.oid::regclass::text AS name
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'migration')
    -- The queue's tables are made by its library and have no tenant_id: who may what there is tested below.
    AND n.nspname <> 'job'
    AND c.relkind IN ('r', 'p')
    AND NOT (
      c.relrowsecurity AND c.relforcerowsecurity
      AND EXISTS (
        SELECT FROM pg_policy p
        WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'
          AND pg_get_expr(p.polqual, c.oid) = '(tenant_id = current_tenant())'
          AND pg_get_expr(p.polwithcheck, c.oid) = '(tenant_id = current_tenant())')
      -- No other policy speaks for the role that answers requests, or for everybody.
      AND NOT EXISTS (
        SELECT FROM pg_policy p
        WHERE p.polrelid = c.oid AND p.polname <> 'of_tenant'
          AND (p.polroles @> '{0}' OR p.polroles @> ARRAY[(SELECT oid FROM pg_roles WHERE rolname = 'eiq_app')]))
      -- The tenant leads its key, so that no id of one collides with another's, and no index reads across.
      AND EXISTS (
        SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = c.oid AND i.indisprimary AND a.attname = 'tenant_id'))`;

const unprotected = async (client: Client): Promise<string[]> =>
  (await client.query<{ name: string }>(UNPROTECTED)).rows.map(({ name }) => name);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});

async function withTenants(): Promise<[string, string]> {
  const ids: [string, string] = [randomUUID(), randomUUID()];
  const db = openDatabase(database.app);
  for (const id of ids) {
    await db.inTenant(id, (transaction) =>
      transaction
        .insertInto('tenant')
        .values({ tenant_id: id, slug: `t-${id}`, name: id })
        .execute(),
    );
  }
  await db.close();
  return ids;
}

describe('row-level security', () => {
  test('stands on every table, its owner under it', async () => {
    expect(await asSuperuser(database.name, unprotected)).toEqual([]);
  });

  test.each([
    ['no security', `CREATE TABLE hole (tenant_id uuid PRIMARY KEY)`],
    ['no column to tell by', `CREATE TABLE hole (id int PRIMARY KEY)`],
    [
      'security that its owner passes',
      `CREATE TABLE hole (tenant_id uuid PRIMARY KEY); CALL isolate('hole', 'SELECT');
       ALTER TABLE hole NO FORCE ROW LEVEL SECURITY`,
    ],
    [
      'a second policy that says more',
      `CREATE TABLE hole (tenant_id uuid PRIMARY KEY); CALL isolate('hole', 'SELECT');
       CREATE POLICY more ON hole TO eiq_app USING (true)`,
    ],
    [
      'a key that does not begin with the tenant',
      `CREATE TABLE hole (id int PRIMARY KEY, tenant_id uuid); CALL isolate('hole', 'SELECT')`,
    ],
    [
      'a partition that has none of its own',
      `CREATE TABLE whole (tenant_id uuid PRIMARY KEY) PARTITION BY RANGE (tenant_id);
       CALL isolate('whole', 'SELECT'); CREATE TABLE hole PARTITION OF whole DEFAULT`,
    ],
  ])('the look at the catalog finds a table with %s', async (_what, statements) => {
    const other = await testDatabase();
    await connected(other.owner, (client) => client.query(statements));
    expect(await asSuperuser(other.name, unprotected)).toEqual(['hole']);
  });

  test('of the queue, which has no column of tenants, requests read their own jobs and nothing else', async () => {
    const { rows } = await asSuperuser(database.name, (client) =>
      client.query<{ line: string }>(`
        SELECT r.rolname || ' ' || p.privilege || ' ' || c.relname AS line
          FROM pg_class c JOIN pg_roles r ON r.rolname IN ('eiq_app', 'eiq_maint')
          CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p (privilege)
         WHERE c.relnamespace = 'job'::regnamespace AND c.relkind IN ('r', 'p')
           AND has_table_privilege(r.oid, c.oid, p.privilege)
        UNION ALL SELECT 'function ' || r.rolname || ' ' || p.oid::regprocedure
          FROM pg_proc p JOIN pg_roles r ON r.rolname IN ('eiq_app', 'eiq_maint')
         WHERE p.pronamespace = 'job'::regnamespace AND has_schema_privilege(r.oid, 'job', 'USAGE')
           AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
        UNION ALL SELECT 'queue on ' || c.relname FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
           AND has_table_privilege('eiq_jobs', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
        UNION ALL SELECT 'policy ' || polname || ' ' || coalesce(pg_get_expr(polqual, polrelid), '')
          FROM pg_policy WHERE polrelid = 'job.job'::regclass AND (SELECT relrowsecurity FROM pg_class WHERE oid = polrelid)
        ORDER BY 1`),
    );
    expect(rows.map(({ line }) => line)).toEqual([
      'eiq_app SELECT job',
      'policy of_jobs true',
      `policy of_tenant ((data ->> 'tenant'::text) = NULLIF(current_setting('app.tenant'::text, true), ''::text))`,
    ]);
  });

  test('none of the roles can pass it', async () => {
    const roles = await asSuperuser(database.name, (client) =>
      client.query(
        `SELECT rolname FROM pg_roles WHERE rolname LIKE 'eiq_%'
           AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)`,
      ),
    );
    expect(roles.rows).toEqual([]);
  });

  test.each(['app', 'owner'] as const)('%s sees and changes one tenant only', async (role) => {
    const [mine, other] = await withTenants();
    await connected(database[role], async (client) => {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.tenant', $1, true)`, [mine]);
      const changed = await client.query(`UPDATE tenant SET name = 'x' RETURNING tenant_id`);
      expect(changed.rows).toEqual([{ tenant_id: mine }]);
      await client.query('SAVEPOINT before');
      await expect(
        client.query(`INSERT INTO tenant (tenant_id, slug, name) VALUES ($1, 'new', 'x')`, [
          randomUUID(),
        ]),
      ).rejects.toThrow(/row-level security/);
      await client.query('ROLLBACK TO before');
      await expect(
        client.query('UPDATE tenant SET tenant_id = $1', [randomUUID()]),
      ).rejects.toThrow(/row-level security/);
      await client.query('ROLLBACK');
    });
    await connected(database.maint, async (client) => {
      const { rows } = await client.query('SELECT name FROM tenant WHERE tenant_id = $1', [other]);
      expect(rows).toEqual([{ name: other }]);
    });
  });

  test('without a tenant there is nothing, before the first transaction and after one', async () => {
    const [mine] = await withTenants();
    await connected(database.app, async (client) => {
      const seen = async (): Promise<number> => (await client.query('TABLE tenant')).rows.length;
      expect(await seen()).toBe(0);
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.tenant', $1, true)`, [mine]);
      expect(await seen()).toBe(1);
      await client.query('COMMIT');
      expect(await seen()).toBe(0);
    });
  });

  test('an address tells the id of its tenant, and no more', async () => {
    const [mine] = await withTenants();
    const db = openDatabase(database.app);
    expect(await db.tenantOfSlug(`t-${mine}`)).toBe(mine);
    expect(await db.tenantOfSlug('nobody')).toBeNull();
    await db.close();
  });

  test('what a transaction did is not kept when it throws', async () => {
    const [mine] = await withTenants();
    const db = openDatabase(database.app);
    const failing = db.inTenant(mine, async (transaction) => {
      await transaction.updateTable('tenant').set({ name: 'lost' }).execute();
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    const name = await db.inTenant(mine, (transaction) =>
      transaction.selectFrom('tenant').select('name').executeTakeFirstOrThrow(),
    );
    expect(name.name).toBe(mine);
    await db.close();
  });
});
