import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  expect((await run('verify', at('a.eiq'))).code).toBe(0);
});
