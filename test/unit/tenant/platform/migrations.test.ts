import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { migrate } from '../../../../tenant/platform/index.ts';
import { asSuperuser, connected, testDatabase } from '../test-database.ts';

/** Everything that migrations make, in words. */
async function shapeOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
      || coalesce(' = ' || column_default, '') AS line
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'policy ' || tablename || ' ' || policyname || ' ' || roles::text || ' '
      || cmd || ' ' || coalesce(qual, '') FROM pg_policies WHERE schemaname = 'public'
    UNION ALL SELECT 'routine ' || oid::regprocedure || ' ' || coalesce(proacl::text, '')
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'grant ' || grantee || ' ' || privilege_type || ' ' || table_name
      FROM information_schema.role_table_grants WHERE table_schema = 'public'
    UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal
    ORDER BY 1`);
  return rows.map(({ line }) => line);
}

test('migrations go up, down to nothing and up again, and the same comes of it', async () => {
  const database = await testDatabase('template0');
  const shape = (): Promise<string[]> => asSuperuser(database.name, shapeOf);
  const empty = await shape();
  const steps = await migrate(database.owner);
  const full = await shape();
  expect(full.length).toBeGreaterThan(10);
  expect(await migrate(database.owner)).toEqual([]);

  expect(await migrate(database.owner, null)).toEqual(steps.toReversed());
  expect(await shape()).toEqual(empty);
  expect(await migrate(database.owner)).toEqual(steps);
  expect(await shape()).toEqual(full);
});

test('each step can be taken back by itself', async () => {
  const database = await testDatabase('template0');
  const shape = (): Promise<string[]> => asSuperuser(database.name, shapeOf);
  const steps = await migrate(database.owner);
  await migrate(database.owner, null);
  let below: string | null = null;
  let before = await shape();
  for (const step of steps) {
    await migrate(database.owner, step);
    const after = await shape();
    await migrate(database.owner, below);
    expect([step, await shape()]).toEqual([step, before]);
    await migrate(database.owner, step);
    below = step;
    before = after;
  }
});

test('servers that start at once wait for each other', async () => {
  const database = await testDatabase('template0');
  const done = await Promise.all([migrate(database.owner), migrate(database.owner)]);
  expect(done.filter(({ length }) => length > 0)).toHaveLength(1);
});

test('a database of a newer server is refused as it is', async () => {
  const database = await testDatabase();
  await connected(database.owner, (client) =>
    client.query(
      `INSERT INTO migration.kysely_migration (name, timestamp) VALUES ('9999-later', '2030')`,
    ),
  );
  await expect(migrate(database.owner)).rejects.toMatchObject({ code: 'DATABASE_TOO_NEW' });
});

test('a step that fails leaves the database as it was, and says which it was', async () => {
  const database = await testDatabase('template0');
  await connected(database.owner, (client) => client.query('CREATE TABLE tenant ()'));
  const before = await asSuperuser(database.name, shapeOf);
  await expect(migrate(database.owner)).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    details: { migration: '0001-tenant' },
  });
  expect(await asSuperuser(database.name, shapeOf)).toEqual(before);
});
