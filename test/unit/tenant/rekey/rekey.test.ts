import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  destroyKeysBefore,
  keysBefore,
  openMasterKey,
  openSecrets,
  openServerKeys,
  secretsInDatabase,
  secretsInFolder,
  type KeySource,
  type SecretsStore,
  type ServerKeys,
} from '../../../../tenant/platform/index.ts';
import { changeMasterKey, completed, type NextSource } from '../../../../tenant/rekey/index.ts';
import { testDatabase } from '../test-database.ts';

const root = mkdtempSync(join(tmpdir(), 'error-iq-rekey-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

class Killed extends Error {}
const NEW_FILE: NextSource = { nextKey: undefined, nextKeyCommand: undefined };
const nextKey = Buffer.alloc(32, 8).toString('base64url');

const open = (source: KeySource): Promise<ServerKeys> =>
  openServerKeys(source, secretsInFolder(source.dataFolder), () => Promise.resolve(false));

const folderNow = (): KeySource => ({
  dataFolder: mkdtempSync(join(root, 'one-')),
  masterKey: undefined,
});

/** Says rekey; one `killed` before a step is as far as it comes. */
async function rekey(
  source: KeySource,
  next: NextSource,
  step: (name: string) => void = () => {},
): Promise<{ told: string[]; wasKilled: boolean }> {
  const told: string[] = [];
  const change = changeMasterKey(
    {
      source,
      store: secretsInFolder(source.dataFolder),
      keys: await open(source),
      beside: () => Promise.resolve(),
      tell: ({ to }) => Promise.resolve(void told.push(to)),
      step,
    },
    next,
  );
  const wasKilled = await change.then(
    () => false,
    (error: unknown) => {
      if (error instanceof Killed) return true;
      throw error;
    },
  );
  return { told, wasKilled };
}

/** All that lies in a data folder. */
const textsIn = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');

const keyText = ({ dataFolder }: KeySource): string =>
  readFileSync(join(dataFolder, 'tenant.key'), 'utf8').trim();

test('killed before any step, the server opens with the key that is there, and going on ends it', async () => {
  const steps: string[] = [];
  for (let kill = 0; kill <= Math.max(1, steps.length); kill++) {
    const source = folderNow();
    const first = await open(source);
    const seed = first.derive('a');
    const [master, backupKey, old] = [first.master, first.backups.newest.id, keyText(source)];
    let count = 0;
    const { told, wasKilled } = await rekey(source, NEW_FILE, (name) => {
      if (kill === 0) steps.push(name);
      if (kill > 0 && count++ === kill - 1) throw new Killed(name);
    });
    expect(wasKilled).toBe(kill > 0);
    expect((await open(source)).derive('a')).toEqual(seed);
    if (wasKilled) told.push(...(await rekey(source, NEW_FILE)).told);
    const after = await open(source);
    expect(after.derive('a')).toEqual(seed);
    expect(after.master).not.toBe(master);
    expect(after.sealed.map((one) => one.master)).toEqual([after.master]);
    expect(told).toContain(after.master);
    expect(after.backups.newest.id).not.toBe(backupKey);
    const before = openMasterKey({ ...source, masterKey: old });
    await expect(openSecrets(before, after.sealed, 'x')).rejects.toMatchObject({
      code: 'MASTER_KEY_OTHER',
    });
    // The key before is there sealed, and in clear in no file, nor is one that was never put into its place.
    const kept = await keysBefore(source.dataFolder, openMasterKey(source));
    expect(kept.map(({ key }) => key.toString('base64url'))).toEqual([old]);
    expect(textsIn(source.dataFolder)).not.toContain(old);
    const names = readdirSync(source.dataFolder).toSorted();
    expect(names).toEqual(['tenant.key', 'tenant.keys-before', 'tenant.secrets']);
    for (const name of process.platform === 'win32' ? [] : names) {
      expect([name, statSync(join(source.dataFolder, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  }
  expect(steps).toHaveLength(8);
});

test('every key that was in the file before is kept under the one in force, until they are destroyed', async () => {
  const source = folderNow();
  await open(source);
  const olds: string[] = [];
  for (let n = 0; n < 3; n++) {
    olds.unshift(keyText(source));
    await rekey(source, NEW_FILE);
  }
  const kept = (): ReturnType<typeof keysBefore> =>
    keysBefore(source.dataFolder, openMasterKey(source));
  expect((await kept()).map(({ key }) => key.toString('base64url'))).toEqual(olds);
  expect(destroyKeysBefore(source.dataFolder)).toBe(true);
  expect(await kept()).toEqual([]);
  expect(destroyKeysBefore(source.dataFolder)).toBe(false);
});

describe('a next key that comes from outside', () => {
  test('is in force from the first start with it, and the file before it lies there no more', async () => {
    const source = folderNow();
    const { master } = await open(source);
    const old = keyText(source);
    // As a write that was killed leaves it.
    const left = join(source.dataFolder, `tenant.key.${crypto.randomUUID()}.new`);
    writeFileSync(left, old, { mode: 0o600 });
    await rekey(source, { ...NEW_FILE, nextKey });
    const after = { ...source, masterKey: nextKey };
    expect((await open(source)).derive('a')).toEqual((await open(after)).derive('a'));
    const store = secretsInFolder(source.dataFolder);
    const quiet = (): Promise<void> => Promise.resolve();
    await completed({ source: after, store, keys: await open(after), beside: quiet, tell: quiet });
    await expect(open({ ...source, masterKey: old })).rejects.toMatchObject({
      code: 'MASTER_KEY_OTHER',
    });
    expect(existsSync(join(source.dataFolder, 'tenant.key'))).toBe(false);
    expect(textsIn(source.dataFolder)).not.toContain(old);
    const kept = await keysBefore(source.dataFolder, openMasterKey(after));
    expect(kept.map(({ id }) => id)).toEqual([master]);
  });

  test('and is the one in force is refused, as is none where the key is not in a file', async () => {
    const source = { ...folderNow(), masterKey: nextKey };
    await open(source);
    const before = textsIn(source.dataFolder);
    await expect(rekey(source, { ...NEW_FILE, nextKey })).rejects.toMatchObject({
      code: 'REKEY_SAME_KEY',
    });
    await expect(rekey(source, NEW_FILE)).rejects.toMatchObject({ code: 'REKEY_NO_KEY' });
    expect(textsIn(source.dataFolder)).toBe(before);
  });

  test('and answers wrongly is found while the key before is in force', async () => {
    const source = folderNow();
    await open(source);
    const path = join(root, 'kms-wrong');
    writeFileSync(
      path,
      `#!/bin/sh\n[ $1 = wrap ] && echo w || echo ${Buffer.alloc(32, 3).toString('base64url')}\n`,
      { mode: 0o700 },
    );
    const before = textsIn(source.dataFolder);
    await expect(rekey(source, { ...NEW_FILE, nextKeyCommand: path })).rejects.toMatchObject({
      code: 'SECRETS_DAMAGED',
    });
    expect(textsIn(source.dataFolder)).toBe(before);
  });
});

test.each<[string, () => Promise<SecretsStore>]>([
  ['a file', () => Promise.resolve(secretsInFolder(folderNow().dataFolder))],
  ['a database', async () => secretsInDatabase((await testDatabase()).owner)],
])('secrets in %s that somebody else has changed are not written over', async (_where, make) => {
  const store = await make();
  const one = (master: string) => [{ master, wrapped: 'w', sealed: 's' }];
  await store.begin(one('first'));
  await store.begin(one('late'));
  await store.replace(one('second'), one('first'));
  await expect(store.replace(one('third'), one('first'))).rejects.toMatchObject({
    code: 'SECRETS_CHANGED',
  });
  expect(await store.read()).toEqual(one('second'));
});
