import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { checkServer } from '../../../tenant/check-server.ts';
import {
  knownMigrations,
  migrate,
  readConfiguration,
  type Configuration,
} from '../../../tenant/platform/index.ts';
import {
  asSuperuser,
  connected,
  externalDatabase,
  testDatabase,
  type TestDatabase,
} from './test-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'error-iq-check-'));
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configured = (change: Partial<Configuration> = {}): Configuration => ({
  ...readConfiguration({}, null),
  dataFolder: folder,
  masterKey: inject('tenantCluster').key,
  tls: { kind: 'proxy' },
  database: externalDatabase(database),
  ...change,
});

async function found(
  change: Partial<Configuration> = {},
  now?: () => number,
): Promise<Record<string, string>> {
  const { lines, failed } = await checkServer(() => configured(change), now);
  const checks = lines.map((line) => /^(\S+) +(\S+) +(.*)$/.exec(line) ?? []);
  expect(failed).toBe(checks.some(([, is]) => is === 'wrong'));
  return Object.fromEntries(
    checks.map(([, is = '', check = '', said = '']) => [check, `${is}: ${said}`]),
  );
}

test('a server that is as it should be is found good', async () => {
  const { disk: _room, ...rest } = await found();
  expect(Object.values(rest).filter((said) => said.startsWith('wrong'))).toEqual([]);
  expect(rest['database']).toMatch(/^good: PostgreSQL 1[5-8] answers/);
  expect(rest['migrations']).toMatch(/^good: All/);
});

test('a wrong configuration is a line of its own, and nothing else is looked at', async () => {
  const { lines, failed } = await checkServer(() =>
    readConfiguration({ ERROR_IQ_TENANT_PORT: 'x' }, null),
  );
  expect(failed).toBe(true);
  expect(lines).toEqual([expect.stringMatching(/^wrong +configuration .*ERROR_IQ_TENANT_PORT/)]);
});

test('a role that passes row security and a table without it are found', async () => {
  const { port, password } = inject('tenantCluster');
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/${database.name}`;
  const kept = configured().database;
  if (kept.kind !== 'external') throw new Error('it is external');
  const passing = await found({ database: { ...kept, appUrl: url } });
  expect(passing['roles']).toContain('wrong: The role "app" can pass row security');
  await connected(database.owner, (client) =>
    client.query('CREATE TABLE hole (tenant_id uuid PRIMARY KEY)'),
  );
  expect((await found())['roles']).toContain('hole');
  await asSuperuser(database.name, (client) => client.query('DROP TABLE hole'));
});

test('a password that is wrong is told without saying it, as are clocks that differ', async () => {
  const kept = configured().database;
  if (kept.kind !== 'external') throw new Error('it is external');
  const wrong = new URL(kept.maintUrl);
  wrong.password = 'guessed-words';
  const { database: said } = await found({ database: { ...kept, maintUrl: wrong.href } });
  expect(said).toMatch(/^wrong: The role "maint" cannot connect \(28P01\)/);
  const { clock } = await found({}, () => Date.now() + 60_000);
  expect(clock).toMatch(/^wrong: .* (59|60|61) s apart/);
});

test('steps that have still to be done, and a newer server, are told', async () => {
  const other = await testDatabase();
  const kept = { kind: 'external' as const, ownerUrl: other.owner, appUrl: other.app };
  const urls = { ...kept, maintUrl: other.maint, jobsUrl: other.jobs };
  await migrate(other.owner, knownMigrations().at(-2));
  expect((await found({ database: urls }))['migrations']).toMatch(/^note: 1 have/);
  await migrate(other.owner);
  await asSuperuser(other.name, (client) =>
    client.query(`INSERT INTO migration.kysely_migration VALUES ('9999-later', now()::text)`),
  );
  expect((await found({ database: urls }))['migrations']).toMatch(/^wrong: .*newer server/);
});

test('a key that others read, one that is missing, and a missed backup are found', async () => {
  expect((await found({ masterKey: undefined }))['key']).toMatch(/^wrong: There is no master key/);
  const path = join(folder, 'tenant.key');
  writeFileSync(path, `${inject('tenantCluster').key}\n`);
  chmodSync(path, 0o644);
  expect((await found({ masterKey: undefined }))['key']).toContain('chmod 600');
  const own = {
    database: { kind: 'own' as const },
    backup: { folder: join(folder, 'backups'), keepDays: 14 },
  };
  const { database: said, backup } = await found(own);
  expect(said).toMatch(/^note: The own database does not run/);
  expect(backup).toMatch(/^wrong: There is no whole backup yet/);
});
