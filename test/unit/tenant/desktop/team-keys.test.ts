import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { teamKeyHandlers } from '../../../../main/contract/team-key-handlers.ts';
import { createTeamDesk, type TeamDesk } from '../../../../main/tenant/index.ts';
import { createVault, type Vault } from '../../../../main/vault/index.ts';
import { signedInConnection } from '../test-connection.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  TEAM,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
const desks: TeamDesk[] = [];
const root = mkdtempSync(join(tmpdir(), 'error-iq-team-keys-'));
const EMAIL = 'bob@example.org';

/** The calls of a desktop on which somebody signed in; with a code, with a second factor just now. */
async function callsOf(name: string, email: string, code?: string) {
  const vault: Vault = createVault({ dataFolder: join(root, name), keychain: null });
  await vault.create({ name, passphrase: 'unusual words of a test', keychain: false });
  await signedInConnection(tenant, vault, email, code);
  const desk = createTeamDesk({ vault, current: () => null, tell: () => {} });
  desks.push(desk);
  return teamKeyHandlers(desk);
}

let ada: Awaited<ReturnType<typeof callsOf>>;
let bob: typeof ada;
let unproven: typeof ada;
beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const { access } = await signedIn(tenant);
  await joined(tenant, access, { email: EMAIL, role: 'analyst', name: 'Bob' });
  unproven = await callsOf('unproven', TEAM.email);
  const { codes } = await withCodeApp(tenant, access);
  ada = await callsOf('ada', TEAM.email, codes[0]);
  bob = await callsOf('bob', EMAIL);
});
afterAll(async () => {
  for (const desk of desks) await desk.close();
  await tenant.stop();
  rmSync(root, { recursive: true, force: true });
});

const statusOf = async (key: string): Promise<number> =>
  (await tenant.ask('/api/v1/me', { token: key })).status;

test('a key of one\u2019s own is made, used, put in the place of another, and ended', async () => {
  const asked = { name: 'nightly', scopes: ['members:read' as const], days: 30 };
  const made = await ada['tenant.addOwnKey'](asked);
  expect(await statusOf(made.key)).toBe(200);
  const rotated = await ada['tenant.rotateKey']({
    accountId: null,
    keyId: made.keyId,
    graceMinutes: 0,
    days: 90,
  });
  expect([await statusOf(made.key), await statusOf(rotated.key)]).toEqual([401, 200]);
  const today = new Date().toISOString().slice(0, 10);
  const listed = await ada['tenant.ownKeys']();
  expect(listed).toMatchObject([
    { keyId: rotated.keyId, name: 'nightly', ended: false, lastUsedOn: today },
    { keyId: made.keyId, name: 'nightly', ended: true },
  ]);
  const days = (Date.parse(listed[0]?.expiresAt ?? '') - Date.now()) / 86_400_000;
  expect(Math.ceil(days)).toBe(90);
  expect(JSON.stringify(listed)).not.toContain(rotated.key.slice(-40));
  await ada['tenant.endKey']({ accountId: null, keyId: rotated.keyId });
  expect(await statusOf(rotated.key)).toBe(401);
  expect(await bob['tenant.ownKeys']()).toEqual([]);
});

test('an admin looks after service accounts and their keys', async () => {
  const asked = { name: 'ci', role: 'deployer' as const, scopes: ['audit:read' as const], days: 7 };
  const { accountId, keyId, key } = await ada['tenant.addServiceAccount'](asked);
  await ada['tenant.setServiceRole']({ accountId, role: 'auditor', was: 'deployer' });
  const more = await ada['tenant.addServiceKey']({ accountId, scopes: ['members:read'], days: 7 });
  const rotated = await ada['tenant.rotateKey']({ accountId, keyId, graceMinutes: 30 });
  await ada['tenant.endKey']({ accountId, keyId: more.keyId });
  expect(await ada['tenant.serviceAccounts']()).toMatchObject([
    {
      name: 'ci',
      role: 'auditor',
      madeBy: 'Ada',
      keys: [
        { keyId: rotated.keyId, ended: false },
        { keyId: more.keyId, ended: true },
        { keyId, ended: false },
      ],
    },
  ]);
  expect(await Promise.all([key, rotated.key, more.key].map(statusOf))).toEqual([200, 200, 401]);
  // Whose key it is must be said rightly: an account's is not one's own.
  await expect(
    (async () => ada['tenant.endKey']({ accountId: null, keyId }))(),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await ada['tenant.endServiceAccount']({ accountId });
  expect(await Promise.all([key, rotated.key].map(statusOf))).toEqual([401, 401]);
  expect(await ada['tenant.serviceAccounts']()).toEqual([]);
});

test('who is no admin, or has not shown a second factor just now, is refused in words', async () => {
  const own = { name: 'x', scopes: ['members:read' as const], days: 1 };
  await expect(unproven['tenant.addOwnKey'](own)).rejects.toMatchObject({
    code: 'STEP_UP_REQUIRED',
  });
  await expect(bob['tenant.serviceAccounts']()).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
  });
});
