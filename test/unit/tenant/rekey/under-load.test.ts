import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKeys } from '../../../../tenant/open-keys.ts';
import { changeMaster } from '../../../../tenant/operate-keys.ts';
import {
  openDatabase,
  readConfiguration,
  type Configuration,
} from '../../../../tenant/platform/index.ts';
import { changeFieldKeys } from '../../../../tenant/rekey/index.ts';
import { SEALED_FIELDS } from '../../../../tenant/rekey/sealed-fields.ts';
import { asSuperuser, externalDatabase, testDatabase } from '../test-database.ts';
import { aCase, sealedEntries } from '../test-entries.ts';
import {
  makeTeam,
  signedIn,
  startTestTenant,
  TEAM,
  testDevice,
  type TestTenant,
} from '../test-tenant.ts';

const dataFolder = mkdtempSync(join(tmpdir(), 'error-iq-load-'));
let tenant: TestTenant;
let configuration: Configuration;
beforeAll(async () => {
  const database = await testDatabase();
  configuration = {
    ...readConfiguration({}, null),
    dataFolder,
    masterKey: undefined,
    log: 'silent',
    port: 0,
    database: externalDatabase(database),
  };
  tenant = await startTestTenant(configuration, database);
  await makeTeam(tenant);
});
afterAll(async () => {
  await tenant.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

const query = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  asSuperuser(tenant.database.name, async (client) => (await client.query(sql, values)).rows);

/** Changes the keys of both kinds; gives how many fields were sealed again. */
async function changeAll(): Promise<number> {
  await changeMaster(configuration, { nextKey: undefined, nextKeyCommand: undefined });
  const { keys, store } = await openKeys(configuration);
  const database = openDatabase(tenant.database.app);
  const change = changeFieldKeys({
    source: configuration,
    store,
    keys,
    database,
    maintUrl: tenant.database.maint,
    ownerUrl: tenant.database.owner,
    beside: () => Promise.resolve(),
    said: () => {},
    readersS: 0.5,
  });
  try {
    return (await change).fields;
  } finally {
    await database.close();
  }
}

test('both kinds of keys change while members sign in, push and repeat: nothing fails, nothing is lost', async () => {
  const { access: token } = await signedIn(tenant);
  const before = (await query('SELECT key_id AS id FROM field_key')).map(({ id }) => id);
  const going = { on: true };
  const answers: number[] = [];
  let [pushed, signIns] = [0, 0];
  const pushes = async (): Promise<void> => {
    const body = aCase();
    answers.push((await tenant.ask('/api/v1/cases', { token, body })).status);
    const client = randomUUID();
    let last: string | null = null;
    for (let first = 1; going.on; first++) {
      const entries = sealedEntries(1, last);
      last = entries[0]?.digest ?? null;
      const asked = {
        token,
        body: { client, epoch: null, first, entries },
        headers: { 'idempotency-key': randomUUID() },
      };
      // The second is answered by what was kept, sealed, of the first.
      for (let twice = 0; twice < 2; twice++) {
        const { status, json } = await tenant.ask(`/api/v1/cases/${body.caseId}/push`, asked);
        answers.push(status);
        expect([status, json.outcomes ?? json]).toEqual([200, [{ is: 'applied' }]]);
      }
      pushed++;
    }
  };
  const signIn = async (): Promise<void> => {
    while (going.on) {
      const device = testDevice();
      const { access } = await signedIn(tenant, TEAM.email, device);
      const asked = { token: access, device };
      const { status } = await tenant.ask('/api/v1/audit/checkpoint', asked);
      answers.push(status);
      signIns++;
    }
  };
  const work = Promise.all([pushes(), signIn()]);
  const fields = await Promise.race([changeAll(), work.then(() => 0)]).finally(
    () => (going.on = false),
  );
  await work;
  expect(answers.filter((status) => status >= 400)).toEqual([]);
  expect(fields).toBeGreaterThan(2);
  expect(signIns).toBeGreaterThan(0);
  expect(await query('SELECT count(*)::int AS n FROM case_entry')).toEqual([{ n: pushed }]);
  const [key, ...more] = (await query('SELECT key_id AS id FROM field_key')).map(({ id }) => id);
  expect(more).toEqual([]);
  expect(before).not.toContain(key);
  for (const { table, column } of SEALED_FIELDS) {
    const sql = `SELECT 1 FROM ${table} WHERE ${column} NOT LIKE $1`;
    expect([table, await query(sql, [`k1.${String(key)}.%`])]).toEqual([table, []]);
  }
});
