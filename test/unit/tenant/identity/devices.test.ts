import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connected } from '../test-database.ts';
import {
  askProvider,
  exchange,
  joined,
  makeTeam,
  ownDevice,
  signedIn,
  startTestTenant,
  testDevice,
  walkDeviceCode,
  type Answer,
  type TestTenant,
  type Tokens,
} from '../test-tenant.ts';

let tenant: TestTenant;
let ada: Tokens;
beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  ada = await signedIn(tenant);
});
afterAll(() => tenant.stop());

const PATH = '/api/v1/me';
const asked = (dpop: string, scheme = 'DPoP'): Promise<Answer> =>
  tenant.ask(PATH, { headers: { authorization: `${scheme} ${ada.access}`, dpop } });

describe('a token', () => {
  const request = () => ({ method: 'GET', url: tenant.url + PATH, token: ada.access });
  const status = async (dpop: string, scheme?: string): Promise<number> =>
    (await asked(dpop, scheme)).status;

  test('is good with a proof of the key that it is bound to, and each proof once', async () => {
    const proof = ownDevice(request());
    expect(await status(proof)).toBe(200);
    expect(await status(proof)).toBe(401);
  });

  test('is good for nothing without a proof, with that of another key, or for another request', async () => {
    const thief = testDevice();
    expect(await status('')).toBe(401);
    expect(await status(ownDevice(request()), 'Bearer')).toBe(401);
    expect(await status(thief(request()))).toBe(401);
    expect(await status(ownDevice({ ...request(), method: 'POST' }))).toBe(401);
    expect(await status(ownDevice({ ...request(), url: `${tenant.url}/api/v1/members` }))).toBe(
      401,
    );
    expect(await status(ownDevice({ ...request(), url: `https://evil.example${PATH}` }))).toBe(401);
    expect(await status(ownDevice({ ...request(), token: 'other' }))).toBe(401);
    expect(await status(ownDevice({ ...request(), token: null }))).toBe(401);
    expect(await status(ownDevice(request(), { jti: 7 }))).toBe(401);
    const [head = '', body = '', signature = ''] = ownDevice(request()).split('.');
    const none = Buffer.from('{"typ":"dpop+jwt","alg":"none"}').toString('base64url');
    expect(await status(`${none}.${body}.`)).toBe(401);
    expect(await status(`${head}.${body}.${signature.slice(4)}AAAA`)).toBe(401);
  });

  test('of a device whose clock is a day wrong is good with the nonce that the server gives', async () => {
    for (const wrong of [-86_400, 86_400]) {
      const iat = Math.floor(Date.now() / 1000) + wrong;
      const refused = await asked(ownDevice(request(), { iat }));
      expect(refused.status).toBe(401);
      expect(refused.headers['www-authenticate']).toContain('use_dpop_nonce');
      const nonce = refused.headers['dpop-nonce'];
      expect(await status(ownDevice(request(), { iat, nonce }))).toBe(200);
      expect(await status(ownDevice(request(), { iat, nonce: 'made up' }))).toBe(401);
    }
  });

  test('is not given to who proves nothing, nor renewed for who has another key', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: ada.refresh };
    const bare = await tenant.ask('/t/night/token', {
      form: { client_id: 'error-iq-desktop', ...form },
    });
    expect(bare.status).toBe(400);
    expect((await exchange(tenant, form, testDevice())).json.error).toBe('invalid_grant');
  });
});

describe('devices', () => {
  const sessions = async (token: string) =>
    (await tenant.ask('/api/v1/sessions', { token })).json.sessions;
  const end = (token: string, id: string): Promise<Answer> =>
    tenant.ask(`/api/v1/sessions/${id}`, { token, method: 'DELETE' });

  test('are listed, and one that is signed out from afar is out at once', async () => {
    const phone = testDevice();
    const lost = await signedIn(tenant, undefined, phone);
    const listed = await sessions(ada.access);
    expect(listed).toHaveLength(2);
    expect(listed.map(({ device }: { device: string }) => device)).toEqual([
      'A laptop',
      'A laptop',
    ]);
    const other = listed.find(({ isThis }: { isThis: boolean }) => !isThis).sessionId;
    const asLost = { token: lost.access, device: phone };
    expect((await tenant.ask(PATH, asLost)).status).toBe(200);
    expect((await end(ada.access, other)).status).toBe(204);
    expect((await end(ada.access, other)).status).toBe(404);
    expect((await tenant.ask(PATH, asLost)).status).toBe(401);
    const form = { grant_type: 'refresh_token', refresh_token: lost.refresh };
    expect((await exchange(tenant, form, phone)).status).toBe(400);
    expect(await sessions(ada.access)).toHaveLength(1);
  });

  test('of somebody else cannot be seen or signed out', async () => {
    const bobs = testDevice();
    const who = { email: 'bob@example.org', role: 'admin', name: 'Bob' };
    const bob = await joined(tenant, ada.access, who, bobs);
    const [mine] = await sessions(ada.access);
    const path = `/api/v1/sessions/${mine.sessionId}`;
    const refused = await tenant.ask(path, { token: bob.access, device: bobs, method: 'DELETE' });
    expect(refused.status).toBe(404);
    expect((await tenant.ask(PATH, { token: ada.access })).status).toBe(200);
  });

  test('have one sign-in each: a later one ends the one before', async () => {
    const device = testDevice();
    const first = await signedIn(tenant, undefined, device);
    const second = await signedIn(tenant, undefined, device);
    expect((await tenant.ask(PATH, { token: first.access, device })).status).toBe(401);
    expect((await tenant.ask(PATH, { token: second.access, device })).status).toBe(200);
  });

  test('sign out with all that they were given, also when a stolen refresh token shows itself', async () => {
    for (const gone of ['revoked', 'replayed'] as const) {
      const device = testDevice();
      const { access, refresh } = await signedIn(tenant, undefined, device);
      const form = { grant_type: 'refresh_token', refresh_token: refresh };
      if (gone === 'revoked') {
        const revoked = { token: refresh };
        await askProvider(tenant, '/t/night/token/revocation', revoked, device);
      } else {
        await exchange(tenant, form, device);
        await exchange(tenant, form, device);
      }
      expect((await tenant.ask(PATH, { token: access, device })).status).toBe(401);
    }
  });

  test('that were not heard of for too long must sign in again', async () => {
    const device = testDevice();
    const { refresh } = await signedIn(tenant, undefined, device);
    const lasts = await connected(tenant.database.maint, async (client) => {
      const { rows } = await client.query<{ hours: number }>(
        `SELECT extract(epoch FROM max(expires_at) - now())::int / 3600.0 AS hours
         FROM oidc_payload WHERE model = 'RefreshToken'`,
      );
      return Number(rows[0]?.hours);
    });
    expect(lasts).toBeGreaterThan(719);
    expect(lasts).toBeLessThanOrEqual(720);
    await connected(tenant.database.owner, async (client) => {
      await client.query(`SELECT set_config('app.tenant', tenant_of_slug('night')::text, false)`);
      await client.query(
        `UPDATE oidc_payload SET expires_at = now(), payload = payload || '{"exp": 1}' WHERE model = 'RefreshToken'`,
      );
    });
    const form = { grant_type: 'refresh_token', refresh_token: refresh };
    expect((await exchange(tenant, form, device)).status).toBe(400);
    ada = await signedIn(tenant);
  });
});

describe('a device without a browser', () => {
  const begin = async (device = testDevice()) => ({
    device,
    ...(
      await askProvider(
        tenant,
        '/t/night/device/auth',
        { scope: 'openid offline_access tenant' },
        device,
      )
    ).json,
  });
  const poll = (code: string, device: ReturnType<typeof testDevice>): Promise<Answer> =>
    exchange(
      tenant,
      { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: code },
      device,
    );

  test('is signed in when its code was typed and confirmed elsewhere, once', async () => {
    const { device, device_code: code, user_code: shown } = await begin();
    expect((await poll(code, device)).json.error).toBe('authorization_pending');
    const { text, confirmed } = await walkDeviceCode(tenant, shown.toLowerCase());
    expect(confirmed).toContain('A laptop asks to be signed in as you');
    expect(text).toContain('Signed in');
    const { status, json } = await poll(code, device);
    expect([status, json.error_description]).toEqual([200, undefined]);
    const me = await tenant.ask(PATH, { token: json.access_token, device });
    expect(me.json).toMatchObject({ name: 'Ada' });
    expect((await poll(code, device)).json.error).toBe('invalid_grant');
    expect((await tenant.ask(PATH, { token: json.access_token, device })).status).toBe(401);
  });

  test('is told that it waits for nothing when the code is wrong or was used', async () => {
    expect((await walkDeviceCode(tenant, 'BCDF-GHJK')).text).toContain('This code is wrong');
  });

  test('leaves no code in the database in clear', async () => {
    const { device_code: code, user_code: shown } = await begin();
    await walkDeviceCode(tenant, shown, 'confirm');
    const rows = await connected(
      tenant.database.maint,
      async (client) =>
        (await client.query<{ row: string }>('SELECT t::text AS row FROM oidc_payload t')).rows,
    );
    const text = rows.map(({ row }) => row).join('\n');
    for (const secret of [code, shown, shown.replace('-', '')]) expect(text).not.toContain(secret);
  });
});
