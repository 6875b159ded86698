import { afterAll, beforeAll, expect, test } from 'vitest';
import { connected } from '../test-database.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  withCodeApp,
  type Answer,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
let admin = '';
beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const { codes } = await withCodeApp(tenant, (await signedIn(tenant)).access);
  admin = (await steppedUp(tenant, codes[0] ?? '')).access;
});
afterAll(() => tenant.stop());

const PATH = '/api/v1/service-accounts';
const asAdmin = (path: string, method: string, body?: unknown): Promise<Answer> =>
  tenant.ask(`${PATH}${path}`, { token: admin, method, ...(body !== undefined && { body }) });
const made = async (name: string, change: object = {}): Promise<Answer['json']> => {
  const body = { name, role: 'deployer', scopes: ['deployments:write'], days: 30, ...change };
  const answer = await asAdmin('', 'POST', body);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json;
};
const release = (token: string, version: string): Promise<Answer> =>
  tenant.ask('/api/v1/releases', { token, body: { version, artefacts: [], commits: [] } });
const status = async (token: string): Promise<number> =>
  (await tenant.ask('/api/v1/me', { token })).status;

/** Who did what, as the last entries of the audit log say it. */
async function lastEntries(
  count: number,
): Promise<{ actor: unknown; writes: { table: string }[] }[]> {
  const { json } = await tenant.ask('/api/v1/audit/entries', { token: admin });
  return json.bodies.slice(-count).map((body: string) => JSON.parse(body));
}

test('a service account does what its role and its scopes allow, under its own name', async () => {
  const { accountId, key } = await made('ci');
  expect((await tenant.ask('/api/v1/me', { token: key })).json).toMatchObject({
    memberId: accountId,
    name: 'ci',
    role: 'deployer',
  });
  expect((await release(key, '1.0.0')).status).toBe(201);
  expect((await tenant.ask('/api/v1/members', { token: key })).status).toBe(403);
  const board = await tenant.ask('/api/v1/deployments/board', { token: admin });
  expect(board.json.releases[0]).toMatchObject({ version: '1.0.0' });
  expect(board.json.people[accountId]).toBe('ci (service account)');
  expect((await asAdmin(`/${accountId}/role`, 'PUT', { role: 'viewer' })).status).toBe(204);
  expect((await release(key, '1.0.1')).status).toBe(403);
  expect((await asAdmin(`/${accountId}/role`, 'PUT', { role: 'admin' })).status).toBe(400);
  expect(
    (await asAdmin('', 'POST', { name: 'CI', role: 'viewer', scopes: ['audit:read'], days: 1 }))
      .json.code,
  ).toBe('SERVICE_ACCOUNT_EXISTS');
});

test('what it does stands in the audit log as done by a service account', async () => {
  const { accountId, key } = await made('audited');
  expect((await release(key, '2.0.0')).status).toBe(201);
  const entries = await lastEntries(6);
  const did = entries.findLast(({ writes }) => writes.some(({ table }) => table === 'release'));
  expect(did?.actor).toEqual({ is: 'member', id: accountId, by: 'service' });
  const making = entries.findLast(({ writes }) => writes.some(({ table }) => table === 'member'));
  expect(making?.actor).toMatchObject({ is: 'member', by: 'person' });
});

test('it is none of the members: it takes no seat, gets no case, and no way in but its keys', async () => {
  const { accountId } = await made('nobody');
  const members = await tenant.ask('/api/v1/members', { token: admin });
  expect(members.json.members.map(({ name }: { name: string }) => name)).toEqual(['Ada']);
  for (const [path, method, body] of [
    [`/api/v1/members/${accountId}/role`, 'PUT', { role: 'lead' }],
    [`/api/v1/members/${accountId}`, 'DELETE', undefined],
  ] as const) {
    const answer = await tenant.ask(path, { token: admin, method, ...(body && { body }) });
    expect([path, answer.status]).toEqual([path, 404]);
  }
  await connected(tenant.database.owner, async (client) => {
    await client.query(`SELECT set_config('app.tenant', tenant_of_slug('night')::text, false)`);
    for (const change of [
      `passphrase_hash = 'x'`,
      `email = 'a@b.c', email_key = 'a@b.c'`,
      `role = 'admin'`,
      `sealing_key = 'x'`,
    ]) {
      const sent = client.query(`UPDATE member SET ${change} WHERE kind = 'service'`);
      await expect(sent).rejects.toThrow(/member_service_has_keys_only/);
    }
  });
});

test('a key of it is rotated with an overlap, may end later than the one before, and is ended', async () => {
  const first = await made('rotating', { days: 2 });
  const path = `/${first.accountId}/keys`;
  const rotated = await asAdmin(`${path}/${first.keyId}/rotate`, 'POST', {
    graceMinutes: 60,
    days: 90,
  });
  expect(rotated.status).toBe(201);
  expect(await Promise.all([status(first.key), status(rotated.json.key)])).toEqual([200, 200]);
  const atOnce = await asAdmin(`${path}/${rotated.json.keyId}/rotate`, 'POST', { graceMinutes: 0 });
  expect(await Promise.all([status(rotated.json.key), status(atOnce.json.key)])).toEqual([
    401, 200,
  ]);
  const { keys } = (await asAdmin('', 'GET')).json.accounts.find(
    ({ name }: { name: string }) => name === 'rotating',
  );
  const days = (text: string): number =>
    Math.ceil((Date.parse(text) - Date.now()) / 86_400_000) + 0;
  expect(
    keys.map(({ ended, expiresAt }: { ended: boolean; expiresAt: string }) => [
      ended,
      days(expiresAt),
    ]),
  ).toEqual([
    [false, 90],
    [true, 0],
    [false, 1],
  ]);
  expect((await asAdmin(`${path}/${atOnce.json.keyId}`, 'DELETE')).status).toBe(204);
  expect((await asAdmin(`${path}/${atOnce.json.keyId}`, 'DELETE')).status).toBe(404);
  expect(await status(atOnce.json.key)).toBe(401);
  const other = await made('other');
  const foreign = await asAdmin(`/${first.accountId}/keys/${other.keyId}`, 'DELETE');
  expect([foreign.status, await status(other.key)]).toEqual([404, 200]);
});

test('it outlives the admin who made it, and ends with all its keys when it is ended', async () => {
  const { accountId, key } = await made('lasting');
  const more = await asAdmin(`/${accountId}/keys`, 'POST', { scopes: ['audit:read'], days: 1 });
  await joined(tenant, admin, { email: 'eve@example.org', role: 'admin', name: 'Eve' });
  const eve = (await tenant.ask('/api/v1/members', { token: admin })).json.members.find(
    ({ name }: { name: string }) => name === 'Eve',
  );
  await connected(tenant.database.owner, async (client) => {
    await client.query(`SELECT set_config('app.tenant', tenant_of_slug('night')::text, false)`);
    await client.query('UPDATE member SET made_by = $1 WHERE member_id = $2', [
      eve.memberId,
      accountId,
    ]);
  });
  expect(
    (await tenant.ask(`/api/v1/members/${eve.memberId}`, { token: admin, method: 'DELETE' }))
      .status,
  ).toBe(204);
  expect(await status(key)).toBe(200);
  expect((await asAdmin(`/${accountId}`, 'DELETE')).status).toBe(204);
  expect(await Promise.all([status(key), status(more.json.key)])).toEqual([401, 401]);
  expect((await asAdmin(`/${accountId}`, 'DELETE')).status).toBe(404);
  expect((await made('lasting')).accountId).not.toBe(accountId);
});
