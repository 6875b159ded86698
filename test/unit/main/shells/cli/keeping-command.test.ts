import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVault } from '../../../../../main/vault/index.ts';
import { whatIsSaid, type Said } from './what-is-said.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
const run = (...args: string[]): Promise<Said> =>
  whatIsSaid(...args, '--data', at('data'), '--passphrase-file', at('pass'));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'error-iq-keeping-'));
  writeFileSync(at('pass'), 'a long enough phrase for a test\n');
  writeFileSync(at('a.log'), '2026-03-12T14:00:00Z INFO mail to ann-lee@planted-example.org\n');
  expect((await run('analyze', at('a.log'), '--case', at('a.eiq'))).code).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a day that no month has is refused, and a leap day taken', async () => {
  const until = (day: string): Promise<Said> => run('retention', at('a.eiq'), '--keep-until', day);
  for (const wrong of ['2027-02-30', '2027-02-29', '2027-13-01', 'soon']) {
    const { code, err } = await until(wrong);
    expect(code).toBe(2);
    expect(err).toContain(`not "${wrong}"`);
  }
  expect((await until('2028-02-29')).out).toContain('kept until 2028-02-29');
});

test('a person is erased by an address with a hyphen in it', async () => {
  const args = ['erase', at('a.eiq'), '--value', 'ann-lee@planted-example.org'];
  expect((await run(...args, '--preview')).out).toContain('1 place would be erased in 1 source');
  expect((await run(...args, '--reason', 'Art. 17')).out).toContain('1 place erased in 1 source');
  expect((await run('search', at('a.eiq'), '')).out).toContain('mail to [erased]');
  const verified = await run('verify', at('a.eiq'));
  expect(verified.code).toBe(0);
  expect(verified.out).toMatch(/but for what was erased: 1 place in 1 source, by .+ \(Art\. 17\)/);
  // The log lies where it lay, as it was, and is what a bundle would carry.
  expect(readFileSync(at('a.log'), 'utf8')).toContain('ann-lee');
  expect((await run('bundle', at('a.eiq'), '--out', at('a.zip'))).code).toBe(0);
  const files = Object.entries(unzipSync(readFileSync(at('a.zip'))));
  expect(files.map(([name]) => name)).toContain('text/0001-a.log');
  for (const [name, bytes] of files) expect(strFromU8(bytes), name).not.toContain('ann-lee');
  expect((await run('verify', at('a.zip'))).code).toBe(0);
});

test('entries are signed by the profile that opened the case, else by the account of the machine', async () => {
  const vault = createVault({ dataFolder: at('profile'), keychain: null });
  const passphrase = 'a long enough phrase for a test';
  await vault.create({ name: 'Dana Whitfield', passphrase, keychain: false });
  const key = vault.signer().publicKey;
  vault.lock();
  const args = ['--data', at('profile'), '--profile-passphrase-file', at('pass')];
  const names = async (): Promise<{ name: string; key: string }[]> =>
    (JSON.parse((await run('verify', at('a.eiq'), '--json')).out) as { authors: [] }).authors;
  expect((await names()).map(({ name }) => name)).toEqual([
    `${userInfo().username} (command line)`,
  ]);
  const cut = ['issues', at('a.eiq'), '--passphrase-file', at('pass'), '--json'];
  expect((await whatIsSaid(...cut)).code).toBe(0);
  await whatIsSaid('label', at('a.eiq'), 'confidential', '--passphrase-file', at('pass'), ...args);
  expect((await names()).at(-1)).toMatchObject({ name: 'Dana Whitfield', key });
});
