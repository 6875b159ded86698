import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asSuperuser } from '../test-database.ts';
import {
  exchange,
  makeTeam,
  PASSPHRASE,
  REDIRECT,
  signedIn,
  signInForCode,
  startTestTenant,
  TEAM,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(() => tenant.stop());

test('the first link makes a team and its admin, once', async () => {
  const path = new URL(tenant.firstRunLink).pathname;
  expect((await tenant.ask(path)).text).toContain('A new team server');
  expect((await tenant.ask(`${path.slice(0, -1)}x`)).status).toBe(410);
  const short = await tenant.ask(path, { form: { ...TEAM, passphrase: 'short' } });
  expect(short.status).toBe(400);
  expect(short.text).toContain('12 to 256 characters');
  expect(short.text).toContain('Night shift');
  const both = await Promise.all([makeTeam(tenant), makeTeam(tenant, { ...TEAM, slug: 'two' })]);
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 410]);
  expect((await tenant.ask(path)).status).toBe(410);
});

test('a member signs in with code and PKCE, and is told who she is', async () => {
  const { access } = await signedIn(tenant);
  expect(decodeProtectedHeader(access)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
  const { iss, exp = 0, iat = 0 } = decodeJwt(access);
  expect(iss).toBe(`${tenant.url}/t/night`);
  expect(exp - iat).toBe(600);
  const { status, json } = await tenant.ask('/api/v1/me', { token: access });
  expect(status).toBe(200);
  expect(json).toMatchObject({ name: 'Ada', role: 'admin', team: 'Night shift' });
});

test('a wrong passphrase and an unknown address are told alike, and neither gives a code', async () => {
  const wrong = await signInForCode(tenant, { email: TEAM.email, passphrase: 'wrong wrong wrong' });
  const unknown = await signInForCode(tenant, { email: 'eve@example.org' });
  expect([wrong.code, unknown.code]).toEqual(['', '']);
  const said = (text: string): string => /role="alert">([^<]+)/.exec(text)?.[1] ?? '';
  expect(said(wrong.last.text)).toBe(said(unknown.last.text));
  expect(said(wrong.last.text)).not.toBe('');
});

test.each([
  ['another place to go to', { redirect_uri: 'https://evil.example/callback' }],
  ['another path on this machine', { redirect_uri: 'http://127.0.0.1:1/elsewhere' }],
  ['a place that only looks like it', { redirect_uri: 'http://127.0.0.1@evil.example/callback' }],
  ['another client', { client_id: 'somebody' }],
])('%s is refused without a redirect', async (_what, change) => {
  const { code, last } = await signInForCode(tenant, { email: TEAM.email }, change);
  expect(code).toBe('');
  expect(last.headers['location']).toBeUndefined();
  expect(last.status).toBe(400);
});

test.each([
  ['no PKCE', { code_challenge: '', code_challenge_method: '' }],
  ['plain PKCE', { code_challenge_method: 'plain' }],
  ['a token straight away', { response_type: 'token' }],
])('%s gives no code', async (_what, change) => {
  expect((await signInForCode(tenant, { email: TEAM.email }, change)).code).toBe('');
});

test('a code is good once, and only for who has its verifier', async () => {
  const { code, verifier } = await signInForCode(tenant, { email: TEAM.email });
  const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT };
  const stolen = await exchange(tenant, { ...form, code_verifier: 'x'.repeat(43) });
  expect(stolen.json.error).toBe('invalid_grant');
  const fresh = await signInForCode(tenant, { email: TEAM.email });
  const good = { ...form, code: fresh.code, code_verifier: fresh.verifier };
  const answers = await Promise.all([exchange(tenant, good), exchange(tenant, good)]);
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  expect((await exchange(tenant, good)).status).toBe(400);
  expect(verifier).not.toBe(fresh.verifier);
});

test('a refresh token is good once; used again, the whole family ends', async () => {
  const { refresh } = await signedIn(tenant);
  const next = await exchange(tenant, { grant_type: 'refresh_token', refresh_token: refresh });
  expect(next.status).toBe(200);
  expect(next.json.refresh_token).not.toBe(refresh);
  const replayed = await exchange(tenant, { grant_type: 'refresh_token', refresh_token: refresh });
  expect(replayed.json.error).toBe('invalid_grant');
  const follower = await exchange(tenant, {
    grant_type: 'refresh_token',
    refresh_token: next.json.refresh_token,
  });
  expect(follower.json.error).toBe('invalid_grant');
});

test('a refresh token that two use at one time serves one of them at most', async () => {
  const { refresh } = await signedIn(tenant);
  const form = { grant_type: 'refresh_token', refresh_token: refresh };
  const answers = await Promise.all([1, 2, 3, 4].map(() => exchange(tenant, form)));
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
});

test('a form that a page of another site sends is refused', async () => {
  const path = new URL(tenant.firstRunLink).pathname;
  for (const headers of [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ] as Record<string, string>[]) {
    const answer = await tenant.ask(path, { form: { ...TEAM, passphrase: PASSPHRASE }, headers });
    expect(answer.status).toBe(403);
  }
});

test('nothing that opens lies in the database in clear', async () => {
  const { refresh, access } = await signedIn(tenant);
  const rows = await asSuperuser(tenant.database.name, async (client) => {
    const found: string[] = [];
    for (const table of ['oidc_payload', 'member', 'token_key', 'invitation', 'api_key']) {
      const dump = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
      found.push(...dump.rows.map(({ row }) => row));
    }
    return found;
  });
  const text = rows.join('\n');
  expect(rows.length).toBeGreaterThan(3);
  for (const secret of [refresh, access, PASSPHRASE, '"d":']) expect(text).not.toContain(secret);
});

test('too many wrong passphrases cost a pause, also for the right one', async () => {
  const tries = { email: TEAM.email, passphrase: 'wrong wrong wrong' };
  for (let n = 0; n < 6; n++) await signInForCode(tenant, tries);
  const { code, last } = await signInForCode(tenant, { email: TEAM.email });
  expect(code).toBe('');
  expect(last.status).toBe(429);
});
