import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shareCase } from '../../../../main/evidence/index.ts';
import { createFileSink } from '../../../../main/export/index.ts';
import { openCase } from '../../../../main/open-case.ts';
import { unsealCopy } from '../../../../main/unseal-copy.ts';
import { createVault, keyFingerprint, keyText, readKeyText } from '../../../../main/vault/index.ts';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';

const NEVER = new AbortController().signal;

async function profile(name: string) {
  const vault = createVault({ dataFolder: testFolder(), keychain: null });
  const passphrase = 'quiet harbour violet tram 41';
  await vault.create({ name, passphrase, keychain: false, anyPassphrase: true });
  return { vault, passphrase };
}

test('a copy sealed for a key opens with that profile alone, and what was done in it comes back', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  writeFileSync(
    join(folder, 'web.log'),
    '2024-05-01T10:00:00Z ERROR swordfish failed\n'.repeat(20),
  );
  await open.read({ kind: 'paths', paths: [join(folder, 'web.log')] });
  const eli = await profile('Eli Ray');
  const line = keyText(await eli.vault.sealingKey());
  const key = readKeyText(`  ${line}\n`);
  expect(key.name).toBe('Eli Ray');

  const sealed = join(folder, 'for-eli.eiq');
  const request = { to: { key }, sourceIds: null, note: 'as agreed' };
  await shareCase(open, request, await createFileSink(sealed), NEVER);
  expect((await open.custody()).at(-1)).toMatchObject({
    what: 'share',
    note: `[for Eli Ray, key ${keyFingerprint(key)}] as agreed`,
  });

  const other = await profile('Mallory');
  await expect(unsealCopy(other.vault, sealed, join(folder, 'm.eiq'))).rejects.toMatchObject({
    code: 'CASE_SEALED_FOR_ANOTHER',
  });
  const bytes = readFileSync(sealed);
  // One bit of the header, of the sender's key, of the sealed key: each binds it.
  for (const at of [8, 40, 16 + 65 + 3]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    writeFileSync(join(folder, 'changed.eiq'), changed);
    const taking = unsealCopy(eli.vault, join(folder, 'changed.eiq'), join(folder, 'c.eiq'));
    await expect(taking).rejects.toMatchObject({ code: 'CASE_SEALED_FOR_ANOTHER' });
  }

  // The key is there again after the vault was locked.
  eli.vault.lock();
  await eli.vault.unlock({ with: 'passphrase', passphrase: eli.passphrase });
  expect(keyText(await eli.vault.sealingKey())).toBe(line);
  const path = join(folder, 'copy.eiq');
  const caseKey = await unsealCopy(eli.vault, sealed, path);
  await expect(unsealCopy(eli.vault, sealed, path)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  const copy = await openCase({ path, key: caseKey, signer: null, created: null }, () => {});
  expect(await rowsOf(copy)).toHaveLength(20);
  await copy.change('narrative', 'narrative', { text: 'as Eli sees it' });
  await copy.close();
  await open.merge({ path, key: caseKey });
  expect((await open.narrative()).text).toBe('as Eli sees it');
  await open.close();
});

test('what is no key is refused: cut, changed, or a point that is not on the curve', async () => {
  const { vault } = await profile('Dana');
  const line = keyText(await vault.sealingKey());
  const raw = Buffer.from(line.slice('error-iq-key:'.length).split(' ')[0] ?? '', 'base64url');
  raw[64] = (raw[64] ?? 0) ^ 1;
  for (const text of [
    '',
    'hello',
    line.slice(0, 40),
    line.replace('error-iq', 'other'),
    `error-iq-key:${raw.toString('base64url')} Dana`,
  ]) {
    expect(() => readKeyText(text)).toThrow('This is no key of a profile');
  }
});
