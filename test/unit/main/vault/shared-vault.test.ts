import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVault } from '../../../../main/vault/index.ts';
import { testFolder } from '../case-in-folder.ts';

const GOOD = 'quiet harbour violet tram 41';
const NEXT = 'other lantern meadow clock 92';
const unlock = { with: 'passphrase', passphrase: GOOD } as const;
const header = (n: number): Buffer => Buffer.from(`EIQ\u0001header ${n}`);

const vaultIn = (dataFolder: string) => createVault({ dataFolder, keychain: null });

/** The same profile, open twice: in the app, and on a command line. */
async function twoOpen() {
  const folder = testFolder();
  const app = vaultIn(folder);
  await app.create({ name: 'Dana', passphrase: GOOD, keychain: false });
  const line = vaultIn(folder);
  await line.unlock(unlock);
  return { folder, app, line };
}

test('of two that have a profile open neither takes back what the other kept', async () => {
  const { folder, app, line } = await twoOpen();
  line.keepCaseKey(header(1), Buffer.alloc(32, 1));
  line.keepIdentity({ pkcs8: Buffer.from('key'), chain: [Buffer.from('certificate')] });
  await line.changePassphrase(GOOD, NEXT);
  app.keepCaseKey(header(2), Buffer.alloc(32, 2));
  app.keepRecent({ path: '/a.eiq', name: 'A', openedAt: '2026-01-01' });
  line.forgetCases({ headers: [header(2).toString('hex')], paths: [] });
  app.keepOpen('/a.eiq');

  const again = vaultIn(folder);
  await expect(again.unlock(unlock)).rejects.toMatchObject({ code: 'VAULT_PASSPHRASE_WRONG' });
  await again.unlock({ with: 'passphrase', passphrase: NEXT });
  for (const vault of [app, line, again]) {
    expect(vault.caseKey(header(1))).toEqual(Buffer.alloc(32, 1));
    expect(vault.caseKey(header(2))).toBeNull();
    expect(vault.identity()?.pkcs8.toString()).toBe('key');
    expect(vault.recent().map(({ name }) => name)).toEqual(['A']);
    expect(vault.openPath()).toBe('/a.eiq');
  }
});

test('both give the key that one of them made for sealed copies', async () => {
  const { app, line } = await twoOpen();
  const [one, other] = await Promise.all([app.sealingKey(), line.sealingKey()]);
  expect(one.key).toEqual(other.key);
});

test('a profile that was removed or replaced meanwhile is not written again', async () => {
  const { folder, app, line } = await twoOpen();
  rmSync(join(folder, 'vault.json'));
  expect(() => app.keepOpen('/a.eiq')).toThrow(expect.objectContaining({ code: 'VAULT_MISSING' }));
  expect(vaultIn(folder).state()).toBe('none');
  await vaultIn(folder).create({ name: 'Eve', passphrase: GOOD, keychain: false });
  expect(() => line.keepOpen('/a.eiq')).toThrow(
    expect.objectContaining({ code: 'VAULT_REPLACED' }),
  );
  expect(line.profileName()).toBe('Eve');
});

test('processes that keep keys at once all keep them', async () => {
  const folder = testFolder();
  const vault = vaultIn(folder);
  await vault.create({ name: 'Dana', passphrase: GOOD, keychain: false });
  const ends = [0, 1, 2].map(async (process_) => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'keep-keys-child.ts'), folder, GOOD, String(process_)],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });
  await Promise.all(ends);
  const missing = Array.from({ length: 60 }, (_, n) => n).filter(
    (n) => vault.caseKey(header(n)) === null,
  );
  expect(missing).toEqual([]);
});
