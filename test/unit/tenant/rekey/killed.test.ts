import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openKeys } from '../../../../tenant/open-keys.ts';
import { changeDataKeys, changeMaster } from '../../../../tenant/operate-keys.ts';
import {
  changeKeysAlone,
  newKey,
  openMasterKey,
  openSecrets,
  readConfiguration,
  sealSecrets,
  secretsInDatabase,
  type Configuration,
} from '../../../../tenant/platform/index.ts';
import { completed } from '../../../../tenant/rekey/index.ts';
import {
  connected,
  externalDatabase,
  isLockAwaited,
  testDatabase,
  type TestDatabase,
} from '../test-database.ts';
import { makeTeam, signedIn, startTestTenant } from '../test-tenant.ts';

const root = mkdtempSync(join(tmpdir(), 'error-iq-killed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const NEXT = { nextKey: undefined, nextKeyCommand: undefined };

interface Place {
  readonly database: TestDatabase;
  readonly configuration: Configuration;
}

/** A server that was there before, with one team that has signed in, and its key in a file. */
async function place(): Promise<Place> {
  const database = await testDatabase();
  const dataFolder = mkdtempSync(join(root, 'data-'));
  const configuration: Configuration = {
    ...readConfiguration({}, null),
    dataFolder,
    masterKey: undefined,
    log: 'silent',
    port: 0,
    database: externalDatabase(database),
  };
  const tenant = await startTestTenant(configuration, database);
  await makeTeam(tenant);
  await signedIn(tenant);
  await tenant.stop();
  return { database, configuration };
}

/** Says rekey in a process of its own, and kills it before a step. */
async function killedBefore(configuration: Configuration, step: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'rekey-child.ts'), JSON.stringify(configuration), step],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(String(said)).toBe('here\n');
  child.kill('SIGKILL');
  await once(child, 'close');
}

/** Starts the server, has a member sign in and what is signed for the team looked at, and ends it. */
async function opens({ configuration, database }: Place): Promise<void> {
  const tenant = await startTestTenant(configuration, database);
  try {
    const { access: token } = await signedIn(tenant);
    expect((await tenant.ask('/api/v1/audit/checkpoint', { token })).status).toBe(200);
  } finally {
    await tenant.stop();
  }
}

const keyIn = ({ configuration }: Place): string =>
  readFileSync(join(configuration.dataFolder, 'tenant.key'), 'utf8').trim();

test('a command that is killed in its midst leaves a server that starts and opens everything', async () => {
  const one = await place();
  const old = keyIn(one);
  const masters = async (): Promise<number> =>
    (await openKeys(one.configuration)).keys.sealed.length;
  await killedBefore(one.configuration, 'both keys open the secrets');
  await opens(one);
  expect(await masters()).toBe(1);
  await killedBefore(one.configuration, 'the new key takes its place');
  await opens(one);
  expect([await masters(), keyIn(one)]).toEqual([2, old]);
  await killedBefore(one.configuration, 'the key before opens nothing any more');
  expect([await masters(), keyIn(one) === old]).toEqual([2, false]);
  // The start came with the new key, and ends it.
  await opens(one);
  expect(await masters()).toBe(1);
  await expect(openKeys({ ...one.configuration, masterKey: old })).rejects.toMatchObject({
    code: 'MASTER_KEY_OTHER',
  });
}, 120_000);

test('a start just after the new key took its place waits for the command, and writes nothing over what that wrote', async () => {
  const one = await place();
  const { configuration, database } = one;
  class Stopped extends Error {}
  const stops = changeMaster(configuration, NEXT, (step) => {
    if (step === 'the audit logs are told') throw new Stopped();
  });
  await expect(stops).rejects.toThrow(Stopped);
  const store = secretsInDatabase(database.owner);
  const quiet = (): Promise<void> => Promise.resolve();
  const { starting, written } = await changeKeysAlone(database.owner, 0, async () => {
    const begun = startTestTenant(configuration, database);
    await connected(database.owner, isLockAwaited);
    // The command is told to wait no less.
    await expect(changeDataKeys(configuration, () => {})).rejects.toMatchObject({
      code: 'REKEY_RUNS',
    });
    const { keys } = await openKeys(configuration);
    await completed({ source: configuration, store, keys, beside: quiet, tell: quiet });
    const master = openMasterKey(configuration);
    const secrets = await openSecrets(master, keys.sealed, store.where);
    const roots = [newKey(), ...secrets.roots];
    await store.replace([await sealSecrets(master, { ...secrets, roots })], keys.sealed);
    return { starting: begun, written: await store.read() };
  });
  const tenant = await starting;
  expect(await store.read()).toEqual(written);
  await signedIn(tenant);
  await tenant.stop();
});
