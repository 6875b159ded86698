import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetExpired } from '../../../../tenant/identity/index.ts';
import { webhookSweepJob } from '../../../../tenant/webhooks/index.ts';
import { asSuperuser, testDatabase, type TestDatabase } from '../test-database.ts';
import {
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';

const PATH = '/api/v1/retention';
const OTHER = randomUUID();
let database: TestDatabase;
let tenant: TestTenant;
let fresh = '';

beforeAll(async () => {
  database = await testDatabase();
  tenant = await startTestTenant({}, database);
  await makeTeam(tenant);
  const { access } = await signedIn(tenant);
  const { codes } = await withCodeApp(tenant, access);
  fresh = (await steppedUp(tenant, codes[0] ?? '')).access;
});
afterAll(() => tenant.stop());

const put = (body: unknown) => tenant.ask(PATH, { method: 'PUT', token: fresh, body });

test('a team begins with the times of the server, and an admin sets others within their bounds', async () => {
  const own = { deliveries: 30, sessions: 30, answers: 1, audit: null };
  expect((await tenant.ask(PATH, { token: fresh })).json).toEqual(own);
  const wanted = { deliveries: 90, sessions: 7, answers: 3, audit: 365 };
  expect((await put(wanted)).status).toBe(204);
  expect((await tenant.ask(PATH, { token: fresh })).json).toEqual(wanted);
  expect((await put({ ...wanted, audit: null })).status).toBe(204);
  expect((await tenant.ask(PATH, { token: fresh })).json.audit).toBeNull();
  for (const odd of [
    { deliveries: 0 },
    { sessions: 366 },
    { answers: 31 },
    { audit: 1 },
    { other: 1 },
  ]) {
    expect((await put({ ...wanted, ...odd })).status).toBe(400);
  }
  const { rows } = await asSuperuser(database.name, (client) =>
    client.query<{ body: string }>(`SELECT body FROM audit_entry WHERE body LIKE '%"retention"%'`),
  );
  expect(rows).toHaveLength(2);
});

test('each team has its rows forgotten after its own time, and no other row of another team', async () => {
  const days = [2, 8, 31, 91];
  await put({ deliveries: 90, sessions: 7, answers: 3 });
  await asSuperuser(database.name, async (client) => {
    await client.query(`INSERT INTO tenant (tenant_id, slug, name) VALUES ($1, 'other', 'x')`, [
      OTHER,
    ]);
    await client.query(
      `INSERT INTO member (tenant_id, member_id, email, email_key, name, role, passphrase_hash)
       VALUES ($1, gen_random_uuid(), 'a@b', 'a@b', 'a', 'admin', '-')`,
      [OTHER],
    );
    await client.query('DELETE FROM idempotency');
    for (const ago of days) {
      await client.query(
        `INSERT INTO session (tenant_id, session_id, member_id, grant_digest, device_key, device, ended_at)
         SELECT tenant_id, gen_random_uuid(), member_id, $1, repeat('k', 43), 'd', now() - make_interval(days => $2)
           FROM member`,
        [randomBytes(32), ago],
      );
      await client.query(
        `INSERT INTO idempotency SELECT tenant_id, member_id, $1, $1, 200, 's', now() - make_interval(days => $2)
           FROM member`,
        [randomBytes(32), ago],
      );
      await client.query(
        `INSERT INTO webhook_message
         SELECT tenant_id, new_id_at(now()), 't', 'b', now() - make_interval(days => $1) FROM tenant`,
        [ago],
      );
    }
  });
  await forgetExpired(database.maint);
  await webhookSweepJob({ maintUrl: database.maint, send: async () => {} }).run(
    {},
    new AbortController().signal,
  );
  const left = (table: string, time: string): Promise<unknown> =>
    asSuperuser(database.name, async (client) => {
      const { rows } = await client.query<{ other: boolean; ago: number }>(
        `SELECT tenant_id = $1 AS other, round(extract(epoch FROM now() - ${time}) / 86400)::int AS ago
           FROM ${table} WHERE ${time} < now() - interval '1 day' ORDER BY 2`,
        [OTHER],
      );
      const of = (other: boolean) =>
        rows.filter((row) => row.other === other).map(({ ago }) => ago);
      return { own: of(false), other: of(true) };
    });
  expect(await left('session', 'ended_at')).toEqual({ own: [2], other: [2, 8] });
  expect(await left('idempotency', 'created_at')).toEqual({ own: [2], other: [] });
  expect(await left('webhook_message', 'at')).toEqual({ own: [2, 8, 31], other: [2, 8] });
});
