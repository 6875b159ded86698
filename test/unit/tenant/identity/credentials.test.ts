import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeProtectedHeader, exportJWK, SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connected } from '../test-database.ts';
import {
  exchange,
  joined,
  makeTeam,
  REDIRECT,
  signedIn,
  signInPage,
  startTestTenant,
  steppedUp,
  TEAM,
  testDevice,
  walkSecondFactor,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
let admin = '';
let recovery: string[] = [];
let claims: JWTPayload;
beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const { codes } = await withCodeApp(tenant, (await signedIn(tenant)).access);
  admin = (await steppedUp(tenant, codes.pop() ?? '')).access;
  recovery = codes;
  claims = JSON.parse(Buffer.from(admin.split('.')[1] ?? '', 'base64url').toString());
});
afterAll(() => tenant.stop());

const status = async (token: string): Promise<number> =>
  (await tenant.ask('/api/v1/me', { token })).status;
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const mine = generateKeyPairSync('ed25519');
const signedWithMine = (header: object, payload: JWTPayload = claims): Promise<string> =>
  new SignJWT(payload)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header })
    .sign(mine.privateKey);

describe('a token', () => {
  test('as it was given is good', async () => {
    expect(await status(admin)).toBe(200);
  });

  test('without a signature, or with another algorithm, is refused', async () => {
    const { kid } = decodeProtectedHeader(admin);
    const body = part(claims);
    for (const alg of ['none', 'None', 'NONE']) {
      expect(await status(`${part({ alg, kid, typ: 'at+jwt' })}.${body}.`)).toBe(401);
    }
    // The public key, which everybody has, as the secret of an HMAC.
    const { keys } = (await tenant.ask('/t/night/jwks')).json;
    const head = `${part({ alg: 'HS256', kid, typ: 'at+jwt' })}.${body}`;
    for (const secret of [
      keys[0].x,
      Buffer.from(keys[0].x, 'base64url'),
      JSON.stringify(keys[0]),
    ]) {
      const mac = createHmac('sha256', secret).update(head).digest('base64url');
      expect(await status(`${head}.${mac}`)).toBe(401);
    }
  });

  test('signed with a key of its own is refused, whatever it says about the key', async () => {
    const { kid } = decodeProtectedHeader(admin);
    const jwk = await exportJWK(mine.publicKey);
    for (const header of [
      { kid },
      { kid: 'other' },
      { jwk },
      { kid, jwk },
      { kid: '../../etc/passwd' },
      { jku: 'https://evil.example/jwks' },
    ]) {
      expect(await status(await signedWithMine(header))).toBe(401);
    }
  });

  test('with one changed claim, for something else, of somebody else, or over, is refused', async () => {
    const [head = '', , signature = ''] = admin.split('.');
    expect(await status(`${head}.${part({ ...claims, sub: randomUUID() })}.${signature}`)).toBe(
      401,
    );
    expect(await status(await signedWithMine({}, { ...claims, iss: 'https://evil.example' }))).toBe(
      401,
    );
    for (const bad of ['', 'x', 'a.b.c', `${admin}x`, 'eiq_', 'A'.repeat(5000)]) {
      expect(await status(bad)).toBe(401);
    }
  });

  test('that says who somebody is to a desktop is no key to the server', async () => {
    const { id_token: idToken } = await tokensWithId();
    expect(await status(idToken)).toBe(401);
  });

  test('of a member who was disabled is refused at once', async () => {
    const { access } = await joined(tenant, admin, {
      email: 'gone@example.org',
      role: 'analyst',
      name: 'Gone',
    });
    expect(await status(access)).toBe(200);
    await connected(tenant.database.owner, async (client) => {
      await client.query(`SELECT set_config('app.tenant', tenant_of_slug('night')::text, false)`);
      await client.query(`UPDATE member SET disabled_at = now() WHERE name = 'Gone'`);
    });
    expect(await status(access)).toBe(401);
  });
});

async function tokensWithId(): Promise<{ id_token: string }> {
  const { page, verifier } = signInPage();
  const { back } = await walkSecondFactor(tenant, page, TEAM, recovery.pop() ?? '');
  const code = new URL(back ?? '').searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier };
  return (await exchange(tenant, { ...form, redirect_uri: REDIRECT }, testDevice())).json;
}

describe('an invitation', () => {
  test('is for an admin to give, makes one member, once, with the role that it says', async () => {
    const body = { email: 'bob@example.org', role: 'analyst' };
    const { json } = await tenant.ask('/api/v1/invitations', { token: admin, body });
    const path = new URL(json.link).pathname;
    const form = { name: 'Bob', passphrase: 'correct horse battery', role: 'admin' };
    const both = await Promise.all([tenant.ask(path, { form }), tenant.ask(path, { form })]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 410]);
    const { access } = await signedIn(tenant, 'BOB@example.org');
    expect((await tenant.ask('/api/v1/me', { token: access })).json.role).toBe('analyst');
    const refused = await tenant.ask('/api/v1/invitations', { token: access, body });
    expect(refused.json).toMatchObject({ status: 403, code: 'NOT_ALLOWED' });
  });

  test('that is over opens nothing', async () => {
    const body = { email: 'late@example.org', role: 'viewer' };
    const { json } = await tenant.ask('/api/v1/invitations', { token: admin, body });
    await connected(tenant.database.owner, async (client) => {
      await client.query(`SELECT set_config('app.tenant', tenant_of_slug('night')::text, false)`);
      await client.query(`UPDATE invitation SET expires_at = now() - interval '1 second'`);
    });
    expect((await tenant.ask(new URL(json.link).pathname)).status).toBe(410);
  });
});

describe('a key of a program', () => {
  const made = async (scopes: string[], days = 1): Promise<{ keyId: string; key: string }> =>
    (await tenant.ask('/api/v1/api-keys', { token: admin, body: { name: 'ci', scopes, days } }))
      .json;

  test('is good for its scopes, and makes no further keys or invitations', async () => {
    const { key } = await made(['members:read']);
    expect((await tenant.ask('/api/v1/members', { token: key })).status).toBe(200);
    expect((await tenant.ask('/api/v1/cases', { token: key })).status).toBe(403);
    const body = { name: 'more', scopes: ['cases:write'], days: 1 };
    expect((await tenant.ask('/api/v1/api-keys', { token: key, body })).status).toBe(403);
    const invitation = { email: 'x@example.org', role: 'admin' };
    const invited = await tenant.ask('/api/v1/invitations', { token: key, body: invitation });
    expect(invited.status).toBe(403);
  });

  test('ends when it is ended, and when its time is over', async () => {
    const one = await made(['members:read']);
    expect(await status(one.key)).toBe(200);
    const path = `/api/v1/api-keys/${one.keyId}`;
    expect((await tenant.ask(path, { token: admin, method: 'DELETE' })).status).toBe(204);
    expect((await tenant.ask(path, { token: admin, method: 'DELETE' })).status).toBe(404);
    expect(await status(one.key)).toBe(401);
    const two = await made(['members:read']);
    await connected(tenant.database.owner, async (client) => {
      await client.query(`SELECT set_config('app.tenant', tenant_of_slug('night')::text, false)`);
      await client.query(`UPDATE api_key SET expires_at = now()`);
    });
    expect(await status(two.key)).toBe(401);
    const listed = await tenant.ask('/api/v1/api-keys', { token: admin });
    expect(listed.text).not.toContain(two.key.slice(-40));
  });

  test('with any sign changed is none', async () => {
    const { key } = await made(['members:read']);
    for (const at of [5, 45, 80, key.length - 1]) {
      const other = key[at] === '0' ? '1' : '0';
      expect(await status(key.slice(0, at) + other + key.slice(at + 1))).toBe(401);
    }
  });
});
