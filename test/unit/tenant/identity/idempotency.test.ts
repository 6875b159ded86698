import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connected } from '../test-database.ts';
import { aCase, sealedEntries } from '../test-entries.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  testDevice,
  type Answer,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
let ada = '';
beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  ada = (await signedIn(tenant)).access;
});
afterAll(() => tenant.stop());

const invite = (key: string, email: string): Promise<Answer> =>
  tenant.ask('/api/v1/invitations', {
    token: ada,
    body: { email, role: 'viewer' },
    headers: { 'idempotency-key': key },
  });
const invitations = (): Promise<number> =>
  connected(tenant.database.maint, async (client) => {
    const { rows } = await client.query<{ n: string }>('SELECT count(*) AS n FROM invitation');
    return Number(rows[0]?.n);
  });

test('a write that is sent again does nothing again and is answered alike, also when many come at once', async () => {
  const [key, before] = [randomUUID(), await invitations()];
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => invite(key, 'bob@example.org')));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
  expect((await invite(key, 'bob@example.org')).text).toBe(answers[0]?.text);
  expect(await invitations()).toBe(before + 1);
});

test('a key with another body, path or method is refused', async () => {
  const [key, before] = [randomUUID(), await invitations()];
  expect((await invite(key, 'one@example.org')).status).toBe(201);
  const other = await invite(key, 'two@example.org');
  expect(other.json).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  const elsewhere = await tenant.ask('/api/v1/me/second-factors/link', {
    token: ada,
    method: 'POST',
    headers: { 'idempotency-key': key },
  });
  expect(elsewhere.status).toBe(422);
  expect(await invitations()).toBe(before + 1);
});

test('a refusal is answered alike as well, but not one that only asks to come again', async () => {
  const key = randomUUID();
  const path = `/api/v1/api-keys/${randomUUID()}`;
  const asked = { token: ada, method: 'DELETE', headers: { 'idempotency-key': key } };
  const [first, second] = [await tenant.ask(path, asked), await tenant.ask(path, asked)];
  expect([first.status, second.status]).toEqual([404, 404]);
  expect(second.text).toBe(first.text);
  const fresh = {
    token: ada,
    body: { name: 'x', scopes: ['cases:read'], days: 1 },
    headers: { 'idempotency-key': randomUUID() },
  };
  expect((await tenant.ask('/api/v1/api-keys', fresh)).json.code).toBe('STEP_UP_REQUIRED');
  const again = await tenant.ask('/api/v1/api-keys', fresh);
  expect(again.headers['idempotency-replayed']).toBeUndefined();
});

test('keys of one member are nothing to another, and nobody uses one without signing in', async () => {
  const key = randomUUID();
  expect((await invite(key, 'eve@example.org')).status).toBe(201);
  const device = testDevice();
  const who = { email: 'lea@example.org', role: 'admin', name: 'Lea' };
  const { access } = await joined(tenant, ada, who, device);
  const asked = {
    token: access,
    device,
    body: { email: 'mia@example.org', role: 'viewer' },
    headers: { 'idempotency-key': key },
  };
  expect((await tenant.ask('/api/v1/invitations', asked)).status).toBe(201);
  const { token: _none, ...nobody } = asked;
  expect((await tenant.ask('/api/v1/invitations', nobody)).status).toBe(401);
  expect((await invite('short', 'x@example.org')).status).toBe(400);
});

test('answers do not lie in the database in clear', async () => {
  const answer = await invite(randomUUID(), 'kim@example.org');
  const token = String(answer.json.link).split('/').at(-1) ?? '';
  const rows = await connected(tenant.database.maint, (client) =>
    client.query<{ row: string }>('SELECT t::text AS row FROM idempotency t'),
  );
  expect(rows.rows.length).toBeGreaterThan(1);
  expect(rows.rows.map(({ row }) => row).join()).not.toContain(token);
});

test('a write whose answer could not be kept was not done: sent again, it is done once', async () => {
  const key = randomUUID();
  const before = await invitations();
  // The connection is cut at the moment at which the answer is kept, as by a database that is killed.
  await connected(tenant.database.owner, (client) =>
    client.query(`
      CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
      CREATE TRIGGER cut BEFORE INSERT OR UPDATE ON idempotency FOR EACH ROW
        WHEN (NEW.status IS NOT NULL) EXECUTE FUNCTION cut()`),
  );
  const cut = await invite(key, 'zoe@example.org');
  expect(cut.status).toBe(500);
  expect(await invitations()).toBe(before);
  await connected(tenant.database.owner, (client) =>
    client.query('DROP TRIGGER cut ON idempotency'),
  );
  const [first, again] = [
    await invite(key, 'zoe@example.org'),
    await invite(key, 'zoe@example.org'),
  ];
  expect(first.status).toBe(201);
  expect(again.text).toBe(first.text);
  expect(await invitations()).toBe(before + 1);
});

test('many keyed writes at once do not wait for each other without end', async () => {
  const before = await invitations();
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => invite(randomUUID(), `many${n}@example.org`)),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(201));
  expect(await invitations()).toBe(before + 40);
});

test('a keyed push is answered again as the first time, and its entries are there once', async () => {
  const { caseId, ...shared } = aCase();
  await tenant.ask('/api/v1/cases', { token: ada, body: { caseId, ...shared } });
  const entries = sealedEntries(2);
  const asked = {
    token: ada,
    body: { client: randomUUID(), epoch: null, first: 1, entries },
    headers: { 'idempotency-key': randomUUID() },
  };
  const first = await tenant.ask(`/api/v1/cases/${caseId}/push`, asked);
  const again = await tenant.ask(`/api/v1/cases/${caseId}/push`, asked);
  expect([first.status, again.text]).toEqual([200, first.text]);
  const pull = await tenant.ask(`/api/v1/cases/${caseId}/pull?cursor=0`, { token: ada });
  expect(pull.json.entries.map((row: { entry: { id: string } }) => row.entry.id)).toEqual(
    entries.map(({ id }) => id),
  );
});
