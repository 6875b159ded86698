import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetExpired } from '../../../../tenant/identity/index.ts';
import { webhookSweepJob } from '../../../../tenant/webhooks/index.ts';
import { asSuperuser, connected, testDatabase, type TestDatabase } from '../test-database.ts';
import { aCase, sealedEntries } from '../test-entries.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  withCodeApp,
  type Answer,
  type Asked,
  type TestTenant,
} from '../test-tenant.ts';

/** What the server has of a case. */
const TABLES = [
  'shared_case',
  'case_grant',
  'case_entry',
  'push_outcome',
  'raw_logs',
  'raw_piece',
  'raw_chunk',
] as const;
let database: TestDatabase;
let tenant: TestTenant;
/** An admin with a second factor just now, a lead likewise, and who shares the cases. */
let ada = '';
let lena = '';
let bob = '';

beforeAll(async () => {
  database = await testDatabase();
  tenant = await startTestTenant({}, database);
  await makeTeam(tenant);
  const { access } = await signedIn(tenant);
  const fresh = async (name: 'ada' | 'lena', token: string): Promise<string> => {
    const { codes } = await withCodeApp(tenant, token);
    return (await steppedUp(tenant, codes[0] ?? '', `${name}@example.org`)).access;
  };
  const join = async (name: string, role: string): Promise<string> =>
    (await joined(tenant, access, { email: `${name}@example.org`, role, name })).access;
  bob = await join('bob', 'analyst');
  lena = await fresh('lena', await join('lena', 'lead'));
  ada = await fresh('ada', access);
});
afterAll(() => tenant.stop());

const ask = (path: string, asked: Asked): Promise<Answer> => tenant.ask(`/api/v1/${path}`, asked);
const hold = (caseId: string, why: string, asked: Asked = {}): Promise<Answer> =>
  ask(`cases/${caseId}/hold`, { token: lena, method: 'PUT', body: { reason: why }, ...asked });
const lift = (caseId: string, why: string, asked: Asked = {}): Promise<Answer> =>
  ask(`cases/${caseId}/hold/lift`, { token: lena, body: { reason: why }, ...asked });

/** A case of Bob's, with an entry and raw logs. */
async function shared(): Promise<{ caseId: string; uploadId: string }> {
  const body = aCase();
  const { caseId } = body;
  const uploadId = randomUUID();
  await ask('cases', {
    token: bob,
    body,
    headers: { 'idempotency-key': `shared ${caseId}`.replace(' ', '-') },
  });
  const push = { client: randomUUID(), epoch: null, first: 1, entries: sealedEntries(1) };
  await ask(`cases/${caseId}/push`, { token: bob, body: push });
  const piece = randomBytes(50);
  const digest = createHash('sha256').update(piece).digest('base64url');
  const raw = { uploadId, generation: 1, sealed: 'AAAA', pieces: [{ digest, bytes: 50 }] };
  await ask(`cases/${caseId}/raw-logs`, { token: bob, body: raw });
  const sent = { sealed: piece.toString('base64url') };
  const kept = await ask(`cases/${caseId}/raw-logs/${uploadId}/pieces/${digest}`, {
    token: bob,
    method: 'PUT',
    body: sent,
  });
  expect(kept.status).toBe(204);
  return { caseId, uploadId };
}

test('a lead places a hold for a reason, whoever has the case sees it, and it is lifted for one', async () => {
  const { caseId } = await shared();
  const at = `cases/${caseId}/hold`;
  expect((await ask(at, { token: lena })).json).toEqual({ hold: null });
  expect((await hold(caseId, 'matter 17')).status).toBe(204);
  const placed = { reason: 'matter 17', by: 'lena', at: expect.any(String) };
  expect((await ask(at, { token: bob })).json).toEqual({ hold: placed });
  const mine = (await ask('cases', { token: bob })).json.cases;
  expect(mine.find((one: { caseId: string }) => one.caseId === caseId).hold).toEqual(placed);
  const all = (await ask('kept-cases', { token: lena })).json.cases;
  expect(all.find((one: { caseId: string }) => one.caseId === caseId)).toMatchObject({
    sharedBy: 'bob',
    hold: placed,
  });
  expect((await lift(caseId, 'settled')).status).toBe(204);
  expect((await lift(caseId, 'settled')).status).toBe(404);
  expect((await ask(at, { token: bob })).json).toEqual({ hold: null });
  const { rows } = await asSuperuser(database.name, (client) =>
    client.query(`SELECT reason, lifted_because FROM case_hold WHERE case_id = $1`, [caseId]),
  );
  expect(rows).toEqual([{ reason: 'matter 17', lifted_because: 'settled' }]);
  const log = (await ask('audit/entries?from=0', { token: ada })).json.bodies.join('\n');
  expect(log).toContain(
    `{"about":{"caseId":"${caseId}","reason":"matter 17"},"action":"case.held"}`,
  );
  expect(log).toContain(
    `{"about":{"caseId":"${caseId}","reason":"settled"},"action":"case.hold_lifted"}`,
  );
});

test('a hold is changed by who has read it as it is, once for each key, and only by who may', async () => {
  const { caseId } = await shared();
  const at = `cases/${caseId}/hold`;
  const { etag = '' } = (await ask(at, { token: ada })).headers;
  const unheld = { 'if-match': String(etag) };
  const once = { 'idempotency-key': `hold-${caseId}`, ...unheld };
  expect((await hold(caseId, 'one', { headers: once })).status).toBe(204);
  expect((await hold(caseId, 'one', { headers: once })).headers['idempotency-replayed']).toBe(
    'true',
  );
  expect((await hold(caseId, 'two', { headers: once })).status).toBe(422);
  expect((await hold(caseId, 'two', { headers: unheld })).status).toBe(412);
  expect((await lift(caseId, 'x', { headers: unheld })).status).toBe(412);
  expect((await ask(at, { token: ada })).json.hold.reason).toBe('one');
  // Another reason never leaves a moment without a hold.
  expect((await hold(caseId, 'two', { token: ada })).status).toBe(204);
  expect((await ask(at, { token: ada })).json.hold).toMatchObject({ reason: 'two', by: 'Ada' });
  expect((await hold(caseId, 'x', { token: bob })).json.code).toBe('STEP_UP_REQUIRED');
  expect((await hold(randomUUID(), 'x')).json.code).toBe('CASE_NOT_FOUND');
  expect((await hold(caseId, ' ')).status).toBe(400);
  expect((await lift(caseId, 'done')).status).toBe(204);
});

test('raw logs of a held case are not taken back, and nothing of it is deleted whoever tries', async () => {
  const { caseId, uploadId } = await shared();
  await hold(caseId, 'matter 18');
  const raw = { token: bob, method: 'DELETE' };
  const refused = await ask(`cases/${caseId}/raw-logs/${uploadId}`, raw);
  expect([refused.status, refused.json.code]).toEqual([409, 'CASE_ON_HOLD']);
  expect(refused.json.title).toContain('matter 18');
  for (const table of ['raw_logs', 'raw_chunk', 'case_entry', 'push_outcome', 'idempotency']) {
    const gone = (where: string) =>
      connected(database.maint, (client) =>
        client.query(`DELETE FROM ${table} WHERE case_id = $1 ${where}`, [caseId]),
      );
    await expect(gone(''), table).rejects.toThrow('legal hold');
    expect((await gone('AND false')).rowCount).toBe(0);
  }
  expect((await ask(`cases/${caseId}/raw-logs/${uploadId}`, { token: bob })).status).toBe(200);
  await lift(caseId, 'done');
  expect((await ask(`cases/${caseId}/raw-logs/${uploadId}`, raw)).status).toBe(204);
});

test('what tells of a held case is not forgotten by age, nor with the webhook that was told', async () => {
  const events = ['case.shared'];
  const made = await ask('webhooks', { token: ada, body: { url: 'https://example.org/', events } });
  const held = (await shared()).caseId;
  const other = (await shared()).caseId;
  await hold(held, 'matter 19');
  await asSuperuser(database.name, (client) =>
    client.query(`UPDATE idempotency SET created_at = now() - interval '1 year';
      UPDATE webhook_message SET at = now() - interval '1 year';
      UPDATE webhook_delivery SET at = now() - interval '1 year'`),
  );
  const forget = async (): Promise<void> => {
    await forgetExpired(database.maint);
    const sweep = webhookSweepJob({ maintUrl: database.maint, send: async () => {} });
    await sweep.run({}, new AbortController().signal);
  };
  const left = (): Promise<unknown> =>
    asSuperuser(database.name, async (client) => {
      const { rows } = await client.query(`
        SELECT (SELECT array_agg(case_id) FROM idempotency) AS answers,
          (SELECT array_agg((body::jsonb -> 'data' ->> 'caseId')::uuid) FROM webhook_message) AS messages,
          (SELECT count(*)::int FROM webhook_delivery) AS deliveries`);
      return rows[0];
    });
  await forget();
  expect(await left()).toEqual({ answers: [held], messages: [held], deliveries: 1 });
  const hook = { token: ada, method: 'DELETE' };
  const kept = await ask(`webhooks/${made.json.webhookId}`, hook);
  expect([kept.status, kept.json.code]).toEqual([409, 'CASE_ON_HOLD']);
  await lift(held, 'done');
  await forget();
  expect(await left()).toEqual({ answers: null, messages: null, deliveries: 0 });
  expect((await ask(`webhooks/${made.json.webhookId}`, hook)).status).toBe(204);
  expect(other).not.toBe(held);
});

test('a case is deleted for a reason, unless it is held; those who had it are told, and nobody else', async () => {
  const { caseId } = await shared();
  const other = (await shared()).caseId;
  const remove = (token: string): Promise<Answer> =>
    ask(`cases/${caseId}/delete`, { token, body: { reason: 'asked for by the customer' } });
  expect((await remove(bob)).json.code).toBe('STEP_UP_REQUIRED');
  await hold(caseId, 'matter 20');
  expect((await remove(ada)).json.code).toBe('CASE_ON_HOLD');
  await lift(caseId, 'done');
  expect((await remove(ada)).status).toBe(204);
  expect((await remove(ada)).json.code).toBe('CASE_NOT_FOUND');
  const told = await ask(`cases/${caseId}`, { token: bob });
  expect([told.status, told.json.code]).toEqual([410, 'CASE_DELETED']);
  expect(told.json.title).toContain('Ada deleted this case from the team server (asked for by the');
  expect((await ask(`cases/${caseId}`, { token: lena })).json.code).toBe('CASE_NOT_FOUND');
  for (const gone of ['pull?cursor=0', 'raw-logs', 'grants']) {
    expect((await ask(`cases/${caseId}/${gone}`, { token: bob })).json.code).toBe('CASE_NOT_FOUND');
  }
  const left = await asSuperuser(database.name, async (client) => {
    const counts: Record<string, number> = {};
    for (const table of TABLES) {
      const { rows } = await client.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE case_id = $1`,
        [caseId],
      );
      counts[table] = rows[0]?.n ?? -1;
    }
    return counts;
  });
  expect(left).toEqual(Object.fromEntries(TABLES.map((table) => [table, 0])));
  expect((await ask(`cases/${other}/raw-logs`, { token: bob })).json.rawLogs).toHaveLength(1);
  const log = (await ask('audit/entries?from=0', { token: ada })).json.bodies.join('\n');
  expect(log).toContain('"action":"case.deleted"');
  // Who shares it again must be one who may delete it.
  const again = { ...aCase(), caseId };
  expect((await ask('cases', { token: bob, body: again })).json.code).toBe('CASE_DELETED');
  expect((await ask('cases', { token: lena, body: again })).status).toBe(204);
  expect((await ask(`cases/${caseId}`, { token: bob })).json.code).toBe('CASE_NOT_FOUND');
});

test('an archived case takes nothing in and gives nothing up, and answers what it took before as it did', async () => {
  const { caseId, uploadId } = await shared();
  const client = randomUUID();
  const entries = sealedEntries(2);
  const push = (first: number, sent = entries): Promise<Answer> =>
    ask(`cases/${caseId}/push`, {
      token: bob,
      body: { client, epoch: null, first, entries: sent },
    });
  expect((await push(1)).status).toBe(200);
  const at = `cases/${caseId}/archive`;
  expect((await ask(at, { token: lena, method: 'PUT' })).status).toBe(204);
  expect((await ask(at, { token: bob, method: 'PUT' })).status).toBe(204);
  const listed = async (query: string): Promise<string[]> =>
    (await ask(`cases${query}`, { token: bob })).json.cases.map(
      (one: { caseId: string }) => one.caseId,
    );
  expect(await listed('')).not.toContain(caseId);
  expect(await listed('?archived=true')).toEqual([caseId]);
  expect((await ask(`cases/${caseId}`, { token: bob })).json.archivedAt).toEqual(
    expect.any(String),
  );

  expect((await push(1)).json).toMatchObject({ is: 'done' });
  const fresh = sealedEntries(1, entries[1]?.digest);
  const refused = await push(3, fresh);
  expect([refused.status, refused.json.is]).toEqual([409, 'archived']);
  const pulled = await ask(`cases/${caseId}/pull?cursor=0`, { token: bob });
  expect(pulled.json.entries).toHaveLength(3);
  const raw = `cases/${caseId}/raw-logs`;
  const announced = {
    uploadId: randomUUID(),
    generation: 1,
    sealed: 'AAAA',
    pieces: [{ digest: 'A'.repeat(43), bytes: 9 }],
  };
  for (const asked of [{ body: announced }, { method: 'DELETE' }]) {
    const path = 'body' in asked ? raw : `${raw}/${uploadId}`;
    const answer = await ask(path, { token: bob, ...asked });
    expect([answer.status, answer.json.code]).toEqual([409, 'CASE_ARCHIVED']);
  }

  expect((await ask(at, { token: bob, method: 'DELETE' })).status).toBe(204);
  expect((await push(3, fresh)).json).toMatchObject({ is: 'done', outcomes: [{ is: 'applied' }] });
  expect(await listed('')).toContain(caseId);
  const log = (await ask('audit/entries?from=0', { token: ada })).json.bodies.join('\n');
  expect(log.split('"action":"case.archived"')).toHaveLength(2);
  expect(log.split('"action":"case.brought_back"')).toHaveLength(2);
});
