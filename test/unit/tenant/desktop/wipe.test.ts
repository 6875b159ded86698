import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCaseFile, makeHeader } from '../../../../main/cases/index.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';
import {
  createTeam,
  keepAddress,
  keptServer,
  lookAtCertificate,
  openConnection,
  signInByBrowser,
  watchAudit,
  type Connection,
} from '../../../../main/tenant/index.ts';
import { createVault, type Keychain, type Vault } from '../../../../main/vault/index.ts';
import { createWipeDesk } from '../../../../main/wipe/index.ts';
import { testFolder } from '../../main/case-in-folder.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  walkSignIn,
  withCodeApp,
  type TestTenant,
  type Tokens,
} from '../test-tenant.ts';

const EMAIL = 'bob@example.org';
let tenant: TestTenant;
let ada: Tokens;

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const first = await signedIn(tenant);
  const { codes } = await withCodeApp(tenant, first.access);
  ada = await steppedUp(tenant, codes[0] ?? '');
  await joined(tenant, ada.access, { email: EMAIL, role: 'analyst', name: 'Bob' });
});
afterAll(() => tenant.stop());

/** A place of the system for secrets: opening by it takes no time. */
const keychain: Keychain = {
  available: () => Promise.resolve({ ok: true, backend: 'test', reason: null }),
  wrap: (secret) => Promise.resolve(secret),
  unwrap: (wrapped) => Promise.resolve(wrapped),
};

async function signInHere(vault: Vault): Promise<Connection> {
  const url = `${tenant.url}/t/night`;
  const { pem } = await lookAtCertificate(url);
  await keepAddress(vault, { url, authority: pem });
  const connection = openConnection(vault);
  const open = (page: string): void => {
    const path = page.slice(tenant.url.length);
    void walkSignIn(tenant, path, { email: EMAIL }).then(({ back }) => fetch(back ?? ''));
  };
  connection.keep(await signInByBrowser(connection.address, connection.device, { open }));
  await createTeam(connection).introduce();
  await watchAudit(vault, connection);
  return connection;
}

async function caseAt(vault: Vault, path: string): Promise<OpenCase> {
  const [key, header] = [randomBytes(32), makeHeader('vault')];
  createCaseFile(path, key, header);
  vault.keepCaseKey(header, key);
  const signer = { name: 'Bob', pkcs8: vault.signingKey() };
  return openCase({ path, key, signer, created: { name: 'The till', zone: 'UTC' } }, () => {});
}

const adaAsks = (path: string, body?: object) =>
  tenant.ask(`/api/v1/${path}`, { token: ada.access, ...(body && { body }) });

test('a device whose sign-in was ended removes what is of the team, says so, and can join anew', async () => {
  const folder = testFolder();
  const vault = createVault({ dataFolder: folder, keychain });
  await vault.create({ name: 'Bob', passphrase: null, keychain: true });
  const connection = await signInHere(vault);
  const [shared, own] = [join(folder, 'shared.eiq'), join(folder, 'own.eiq')];
  await (await caseAt(vault, own)).close();
  const team = createTeam(connection);
  const open = await caseAt(vault, shared);
  await team.share((await open.syncRoot()) ?? '', 'The till');
  await team.sync(open);
  const text = 'written on the train';
  const payload = {
    id: crypto.randomUUID(),
    target: { on: 'case' as const },
    text,
    us: null,
    supersedes: [],
  };
  await open.append({ kind: 'note.added', payload });
  let closed = false;
  const desk = createWipeDesk({
    vault,
    async closeCase(files) {
      if (files.includes(open.path)) await open.close();
      closed = true;
    },
    forgetTeam: () => Promise.resolve(),
    tell: () => {},
  });
  await desk.look(true);
  expect([closed, existsSync(shared)]).toEqual([false, true]);

  const { devices } = (await adaAsks('devices')).json;
  const isHere = keptServer(vault)?.session;
  expect(devices.map(({ sessionId }: { sessionId: string }) => sessionId)).toContain(isHere);
  expect((await adaAsks(`devices/${isHere}/wipe`, { reason: 'lost' })).status).toBe(204);
  await expect(team.me()).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  expect(connection.isRefused).toBe(true);
  await desk.look(connection.isRefused);

  expect([closed, existsSync(shared), existsSync(own)]).toEqual([true, false, true]);
  expect(keptServer(vault)).toBeNull();
  expect(desk.notice()).toMatchObject({
    by: 'Ada',
    reason: 'lost',
    cases: 1,
    held: 0,
    unsent: 1,
    filesLeft: [],
    answered: true,
  });
  const after = (await adaAsks('devices')).json.devices;
  const wiped = after.find(({ sessionId }: { sessionId: string }) => sessionId === isHere);
  expect(wiped.wipe).toMatchObject({ state: 'done', receipt: { cases: 1, unsent: 1 } });

  // What the server said then does nothing to who signs in anew.
  const again = await signInHere(vault);
  await desk.look(true);
  expect((await createTeam(again).me()).email).toBe(EMAIL);
  vault.lock();
});
