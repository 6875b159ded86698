import { generate } from 'otplib';
import { fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireFreshAuth, type Principal } from '../../../../tenant/identity/index.ts';
import { connected } from '../test-database.ts';
import {
  joined,
  makeTeam,
  signedIn,
  signInForCode,
  signInPage,
  startTestTenant,
  steppedUp,
  TEAM,
  testBrowser,
  testDevice,
  walkSecondFactor,
  withCodeApp,
  type Answer,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
let ada = '';
let secret = '';
let codes: string[] = [];
beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  ada = (await signedIn(tenant)).access;
  ({ secret, codes } = await withCodeApp(tenant, ada));
});
afterAll(() => tenant.stop());

const factors = async (token: string) =>
  (await tenant.ask('/api/v1/me/second-factors', { token })).json;
const link = (token: string): Promise<Answer> =>
  tenant.ask('/api/v1/me/second-factors/link', { token, method: 'POST' });
const enter = (code: string) => walkSecondFactor(tenant, signInPage().page, TEAM, code);

test('a code app is set up with ten recovery codes, and asked for from then on', async () => {
  expect(codes).toHaveLength(10);
  expect(await factors(ada)).toEqual({ passkeys: [], codeApp: true, recoveryCodes: 10 });
  const { code, last } = await signInForCode(tenant, TEAM);
  expect(code).toBe('');
  expect(last.text).toContain('Second factor');
});

test('a code of the app signs in once; a wrong one, an old one and another secret’s do not', async () => {
  const epoch = Math.floor(Date.now() / 1000) + 30;
  const next = await generate({ secret, epoch });
  for (const wrong of ['000000', await generate({ secret, epoch: epoch - 3600 })]) {
    expect((await enter(wrong)).back).toBeNull();
  }
  expect((await enter(next)).back).not.toBeNull();
  expect((await enter(next)).back).toBeNull();
  // The one of the present is earlier than the one that was used.
  expect((await enter(await generate({ secret }))).back).toBeNull();
});

test('a recovery code signs in once, however it is written', async () => {
  const code = codes.pop() ?? '';
  expect((await enter(code.toLowerCase().replaceAll('-', ' '))).back).not.toBeNull();
  expect((await enter(code)).back).toBeNull();
});

test('the step between passphrase and code cannot be taken from another sign-in, or made up', async () => {
  const { last } = await signInForCode(tenant, TEAM);
  const first = /name="first" value="([^"]+)"/.exec(last.text)?.[1] ?? '';
  expect(first).not.toBe('');
  for (const taken of [first, `${first.slice(0, -2)}AA`, 'x']) {
    const browser = testBrowser(tenant);
    const { path } = await browser.go(signInPage().page);
    const sent = await browser.go(path, { first: taken, code: codes[0] ?? '' });
    expect(sent.last.text).toContain('Begin again');
  }
});

test('who has a second factor needs it, fresh, to add or take away another', async () => {
  const refused = await link(ada);
  expect(refused.json).toMatchObject({
    status: 401,
    code: 'STEP_UP_REQUIRED',
    details: { acrValues: 'urn:error-iq:mfa', maxAge: 300 },
  });
  expect(refused.headers['www-authenticate']).toContain('error="insufficient_user_authentication"');
  const fresh = (await steppedUp(tenant, codes.pop() ?? '')).access;
  expect((await link(fresh)).status).toBe(201);
  const path = '/api/v1/me/second-factors/code-app';
  ada = fresh;
  expect((await tenant.ask(path, { token: ada, method: 'DELETE' })).status).toBe(204);
  expect((await tenant.ask(path, { token: ada, method: 'DELETE' })).status).toBe(404);
  expect(await factors(ada)).toEqual({ passkeys: [], codeApp: false, recoveryCodes: 0 });
  ({ secret, codes } = await withCodeApp(tenant, ada));
});

test('a link to set one up ends, and is of one team and member', async () => {
  expect((await tenant.ask('/t/night/second-factor/made-up')).status).toBe(410);
  const { json } = await link((await steppedUp(tenant, codes.pop() ?? '')).access);
  const { pathname } = new URL(json.link);
  expect((await tenant.ask(`${pathname.slice(0, -3)}AAA`)).status).toBe(410);
  const bad = await tenant.ask(pathname, { form: { credential: '{"id":"x"}', challenge: 'x' } });
  expect(bad.status).toBe(400);
});

test('a step-up without a second factor says what is missing', async () => {
  const device = testDevice();
  const who = { email: 'eve@example.org', role: 'viewer', name: 'Eve' };
  ada = (await steppedUp(tenant, codes.pop() ?? '')).access;
  await joined(tenant, ada, who, device);
  const { code, last } = await signInForCode(tenant, who, { acr_values: 'urn:error-iq:mfa' });
  expect(code).toBe('');
  expect(last.text).toContain('You have no second factor yet');
});

describe('a member', () => {
  test('gets another role, and is let go, by an admin who has just shown her second factor', async () => {
    const device = testDevice();
    const who = { email: 'bob@example.org', role: 'analyst', name: 'Bob' };
    const bob = await joined(tenant, ada, who, device);
    const asked = { token: bob.access, device };
    const { memberId } = (await tenant.ask('/api/v1/me', asked)).json;
    const path = `/api/v1/members/${memberId}`;
    const role = (token: string) =>
      tenant.ask(`${path}/role`, { token, method: 'PUT', body: { role: 'lead' } });
    expect((await role(ada)).status).toBe(204);
    expect((await tenant.ask('/api/v1/me', asked)).json.role).toBe('lead');
    expect((await tenant.ask(path, { token: ada, method: 'DELETE' })).status).toBe(204);
    expect((await tenant.ask('/api/v1/me', asked)).status).toBe(401);
    expect((await signInForCode(tenant, who)).code).toBe('');
  });

  test('who is the last admin stays', async () => {
    const { memberId } = (await tenant.ask('/api/v1/me', { token: ada })).json;
    const path = `/api/v1/members/${memberId}`;
    expect((await tenant.ask(path, { token: ada, method: 'DELETE' })).status).toBe(403);
    const demoted = { token: ada, method: 'PUT', body: { role: 'viewer' } };
    expect((await tenant.ask(`${path}/role`, demoted)).status).toBe(403);
  });
});

test('nothing of a second factor lies in the database in clear', async () => {
  const text = await connected(tenant.database.maint, async (client) => {
    const rows = await client.query<{ row: string }>(
      'SELECT a::text || r::text AS row FROM code_app a, recovery_code r',
    );
    return rows.rows.map(({ row }) => row).join('\n');
  });
  expect(text.length).toBeGreaterThan(100);
  for (const clear of [secret, ...codes]) expect(text).not.toContain(clear);
});

test('wrong codes cost a pause, which a right passphrase does not undo', async () => {
  for (let n = 0; n < 6; n++) await enter('123456');
  const { code, last } = await signInForCode(tenant, TEAM);
  expect([code, last.status]).toEqual(['', 429]);
});

describe('a route that can do harm', () => {
  const by = (acr: string, signedInAt: number): Principal => ({
    tenant: '',
    memberId: '',
    role: 'admin',
    by: { is: 'person', session: '', acr, signedInAt },
  });
  test.each<[string, Principal, number]>([
    ['a fresh second factor', by('urn:error-iq:mfa', 1000), 200],
    ['one of a minute ago', by('urn:error-iq:mfa', 940), 200],
    ['one of too long ago', by('urn:error-iq:mfa', 939), 500],
    ['a fresh passphrase', by('urn:error-iq:pwd', 1000), 500],
    ['a key', { ...by('', 0), by: { is: 'key', scopes: [], isService: false } }, 500],
  ])('with %s', async (_what, principal, status) => {
    const server = fastify();
    const fresh = requireFreshAuth(
      async () => principal,
      { maxAgeSeconds: 60 },
      () => 1_000_000,
    );
    server.get('/', { preHandler: fresh }, () => 'done');
    expect((await server.inject('/')).statusCode).toBe(status);
  });
});
