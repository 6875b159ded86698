import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shareCase } from '../../../../main/evidence/index.ts';
import { createFileSink } from '../../../../main/export/index.ts';
import { createFormatLibrary, formatsFolderOf } from '../../../../main/formats/index.ts';
import { openCase } from '../../../../main/open-case.ts';
import { createSession } from '../../../../main/session.ts';
import { createSettings } from '../../../../main/settings.ts';
import { createTemplateMemory } from '../../../../main/templates/index.ts';
import { unsealCopy } from '../../../../main/unseal-copy.ts';
import { createVault, keyFingerprint, keyText, readKeyText } from '../../../../main/vault/index.ts';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';

const NEVER = new AbortController().signal;

async function profile(name: string) {
  const folder = testFolder();
  const vault = createVault({ dataFolder: folder, keychain: null });
  const passphrase = 'quiet harbour violet tram 41';
  await vault.create({ name, passphrase, keychain: false, anyPassphrase: true });
  return { vault, passphrase, folder };
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

test('a sealed file is opened as a case of the profile, and taken in without leaving anything beside it', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  writeFileSync(join(folder, 'web.log'), '2024-05-01T10:00:00Z ERROR swordfish failed\n');
  await open.read({ kind: 'paths', paths: [join(folder, 'web.log')] });
  const eli = await profile('Eli Ray');
  const session = createSession({
    dataFolder: eli.folder,
    vault: eli.vault,
    settings: createSettings(eli.folder),
    library: createFormatLibrary(formatsFolderOf(eli.folder)),
    templateMemory: createTemplateMemory(eli.vault),
    onFailure: () => {},
  });
  const to = { key: readKeyText(keyText(await eli.vault.sealingKey())) };
  const seal = async (name: string): Promise<string> => {
    const path = join(folder, name);
    await shareCase(open, { to, sourceIds: null, note: '' }, await createFileSink(path), NEVER);
    return path;
  };
  await session.open(await seal('for-eli.eiq'), null);
  expect(await rowsOf(session.current())).toHaveLength(1);
  expect(session.recent()[0]?.path).toBe(join(session.caseFolder(), 'for-eli.eiq'));
  const before = readdirSync(session.caseFolder()).sort();

  await open.change('narrative', 'narrative', { text: 'as Dana sees it' });
  const merge = (copy: { path: string; key: Buffer }) => session.current().merge(copy);
  await session.withCopy(await seal('again.eiq'), null, merge);
  expect((await session.current().narrative()).text).toBe('as Dana sees it');
  expect(readdirSync(session.caseFolder()).sort()).toEqual(before);

  // The same file again is the case that was taken out of it, as it is now; another copy is one of that case.
  await session.close();
  await session.open(join(folder, 'for-eli.eiq'), null);
  expect((await session.current().narrative()).text).toBe('as Dana sees it');
  await expect(session.open(join(folder, 'again.eiq'), null)).rejects.toMatchObject({
    code: 'CASE_HERE_ALREADY',
    details: { of: join(session.caseFolder(), 'for-eli.eiq') },
  });
  await session.close();
  const kept = (names: string[]): string[] => names.filter((name) => name.endsWith('.eiq'));
  expect(kept(readdirSync(session.caseFolder()))).toEqual(['for-eli.eiq']);
  await session.open(join(folder, 'again.eiq'), null, true);
  expect(session.current().path).toBe(join(session.caseFolder(), 'again.eiq'));
  await session.dispose();
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
