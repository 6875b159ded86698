import { randomUUID } from 'node:crypto';
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
  type Asked,
  type TestTenant,
} from '../test-tenant.ts';
import { openReceiver, verified, type Receiver } from './receiver.ts';

let tenant: TestTenant;
let receiver: Receiver;
let token = '';
beforeAll(async () => {
  tenant = await startTestTenant({ webhookNetworks: ['127.0.0.0/8'] });
  await makeTeam(tenant);
  receiver = await openReceiver();
  const { codes } = await withCodeApp(tenant, (await signedIn(tenant)).access);
  token = (await steppedUp(tenant, codes[0] ?? '')).access;
});
afterAll(async () => {
  await receiver.close();
  await tenant.stop();
});

const ask = (path: string, asked: Asked = {}): Promise<Answer> =>
  tenant.ask(`/api/v1/${path}`, { token, ...asked });

async function added(events: string[], url = receiver.urlFor(randomUUID())) {
  const { status, json } = await ask('webhooks', { body: { url, events } });
  expect(status).toBe(201);
  return { ...(json as { webhookId: string; secret: string }), url };
}

const listed = async (webhookId: string) =>
  (await ask(`webhooks/${webhookId}/deliveries`)).json.deliveries as {
    deliveryId: string;
    state: string;
    tries: number;
    type: string;
    said: string;
  }[];

/** The deliveries of a webhook, when the latest of them was tried so often. */
async function latestTried(webhookId: string, tries: number) {
  for (;;) {
    const [latest] = await listed(webhookId);
    if (latest !== undefined && latest.tries >= tries) return latest;
  }
}

test('what happens is told once, signed as the reference verifier asks, and only what was asked for', async () => {
  const { webhookId, secret, url } = await added(['incident.opened']);
  const other = await added(['member.left']);
  const { json } = await ask('incidents', {
    body: { title: 'Tills are down', environmentId: null },
  });
  const [message] = await receiver.until(url, 1);
  if (message === undefined) throw new Error('nothing came');
  expect(verified(secret, message)).toMatchObject({
    type: 'incident.opened',
    data: { incidentId: json.incidentId, title: 'Tills are down' },
  });
  expect(() => verified(other.secret, message)).toThrow();
  expect(await latestTried(webhookId, 1)).toMatchObject({ state: 'delivered', tries: 1 });
  await ask(`incidents/${json.incidentId}/close`, { body: {} });
  expect(await listed(webhookId)).toHaveLength(1);
  expect(await listed(other.webhookId)).toEqual([]);
});

test('what is refused is tried again under the same id, and can be sent once more by hand', async () => {
  const { webhookId, secret, url } = await added(['incident.closed']);
  const { json } = await ask('incidents', { body: { title: 'x', environmentId: null } });
  receiver.answers(503);
  await ask(`incidents/${json.incidentId}/close`, { body: {} });
  const failed = await latestTried(webhookId, 1);
  expect(failed).toMatchObject({ state: 'waiting', said: 'It was answered with status 503.' });
  receiver.answers(204);
  const again = `webhooks/${webhookId}/deliveries/${failed.deliveryId}/again`;
  expect((await ask(again, { method: 'POST' })).status).toBe(202);
  const [first, second] = await receiver.until(url, 2);
  expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
  expect(first?.body).toBe(second?.body);
  if (second !== undefined) verified(secret, second);
});

test('after a rotation both secrets sign, until the overlap is over', async () => {
  const { webhookId, secret, url } = await added(['webhook.test']);
  const rotate = (overlapHours: number) =>
    ask(`webhooks/${webhookId}/rotate`, { body: { overlapHours } });
  const tested = async (count: number) => {
    expect((await ask(`webhooks/${webhookId}/test`, { method: 'POST' })).status).toBe(202);
    const message = (await receiver.until(url, count))[count - 1];
    if (message === undefined) throw new Error('nothing came');
    return message;
  };
  const { json: rotated } = await rotate(24);
  const both = await tested(1);
  for (const one of [secret, rotated.secret]) verified(one, both);
  const { json: last } = await rotate(0);
  const only = await tested(2);
  verified(last.secret, only);
  for (const one of [secret, rotated.secret]) expect(() => verified(one, only)).toThrow();
});

test('a redirect is not followed, and an address inside is refused unless its network is allowed', async () => {
  const { webhookId, url } = await added(['webhook.test']);
  receiver.answers(302);
  await ask(`webhooks/${webhookId}/test`, { method: 'POST' });
  expect(await latestTried(webhookId, 1)).toMatchObject({
    said: 'It was answered with status 302.',
  });
  receiver.answers(204);
  expect(await receiver.until(url, 1)).toHaveLength(1);
  for (const inner of ['http://[::1]/', 'https://10.0.0.1/', 'https://169.254.169.254/latest']) {
    const inside = await added(['webhook.test'], inner);
    await ask(`webhooks/${inside.webhookId}/test`, { method: 'POST' });
    expect((await latestTried(inside.webhookId, 1)).said).toContain('inside a network');
  }
  const odd = await ask('webhooks', {
    body: { url: 'https://user:word@example.org/', events: ['webhook.test'] },
  });
  expect(odd.json).toMatchObject({ status: 400, code: 'URL_REFUSED' });
});

test('a message is put down with its effect or not at all', async () => {
  const { webhookId } = await added(['member.role_changed']);
  const refused = await ask(`members/${randomUUID()}/role`, {
    method: 'PUT',
    body: { role: 'lead' },
  });
  expect(refused.status).toBe(404);
  const me = (await ask('me')).json.memberId;
  // The only admin stays one: what was written before that was found out is taken back.
  const last = await ask(`members/${me}/role`, { method: 'PUT', body: { role: 'lead' } });
  expect(last.status).toBe(403);
  expect(await listed(webhookId)).toEqual([]);
});

test('webhooks, their messages and their secrets are nothing to another team', async () => {
  const { webhookId, secret } = await added(['member.joined']);
  await joined(tenant, token, { email: 'zoe@example.org', role: 'viewer', name: 'Zoe' });
  await latestTried(webhookId, 1);
  const rows = await connected(tenant.database.app, async (client) => {
    await client.query(`SELECT set_config('app.tenant', $1, false)`, [randomUUID()]);
    const counts = await client.query(
      `SELECT (SELECT count(*) FROM webhook) + (SELECT count(*) FROM webhook_delivery)
        + (SELECT count(*) FROM webhook_message) + (SELECT count(*) FROM job.job) AS n`,
    );
    return counts.rows;
  });
  expect(rows).toEqual([{ n: '0' }]);
  const kept = await connected(tenant.database.maint, (client) =>
    client.query('SELECT w::text AS row FROM webhook w'),
  );
  expect(JSON.stringify(kept.rows)).not.toContain(secret.slice(6));
});

test('a key is replaced by another that may the same, and is good for as long as was said', async () => {
  const { webhookId } = await added(['api_key.rotated']);
  const body = { name: 'ci', scopes: ['members:read'], days: 1 };
  const { json: first } = await ask('api-keys', { body });
  const rotate = (keyId: string, graceMinutes: number) =>
    ask(`api-keys/${keyId}/rotate`, { body: { graceMinutes } });
  const { json: second } = await rotate(first.keyId, 30);
  for (const { key } of [first, second]) {
    expect((await ask('members', { token: key })).status).toBe(200);
  }
  const { json: third } = await rotate(second.keyId, 0);
  expect((await ask('members', { token: second.key })).status).toBe(401);
  expect((await ask('members', { token: third.key })).status).toBe(200);
  expect((await rotate(second.keyId, 0)).status).toBe(404);
  expect(await latestTried(webhookId, 1)).toMatchObject({ type: 'api_key.rotated' });
});
