import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { main } from '../../../../../main/shells/cli/cli.ts';
import { createVault } from '../../../../../main/vault/index.ts';
import { testFolder } from '../../case-in-folder.ts';

const PASSPHRASE = 'quiet harbour violet tram 41';

/** Runs a command as a terminal would, and gives what it said on stdout. */
async function run(...args: string[]): Promise<string> {
  let said = '';
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    expect(await main(args)).toBe(0);
    return said;
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

/** An issue or a template, as far as it matters here. */
interface Told {
  readonly title: string;
  readonly template: string;
}

test('what is decided on the command line is known in the next case', async () => {
  const folder = testFolder();
  const at = (name: string): string => join(folder, name);
  const vault = createVault({ dataFolder: at('data'), keychain: null });
  await vault.create({ name: 'Dana', passphrase: PASSPHRASE, keychain: false });
  vault.lock();
  writeFileSync(at('profile'), PASSPHRASE);
  writeFileSync(at('pass'), 'the pass of the case');
  writeFileSync(
    at('a.log'),
    [
      '2026-03-12T14:05:00Z ERROR pool exhausted\n',
      '2026-03-12T14:06:00Z ERROR disk of the ledger is full\n',
    ].join(''),
  );
  const data = ['--data', at('data')];
  const known = [...data, '--profile-passphrase-file', at('profile')];
  const found = JSON.parse(await run('issues', at('a.log'), '--json', ...known));
  const [issue, other] = found.toSorted((a: Told, b: Told) => (a.title < b.title ? 1 : -1));
  expect(issue.remembered).toEqual([]);
  const passphrase = ['--passphrase-file', at('pass')];
  await run('analyze', at('a.log'), '--case', at('one.eiq'), ...data, ...passphrase);
  const decision = ['--resolve', issue.id, '--note', 'pool of five'];
  await run('issues', at('one.eiq'), ...decision, ...known, ...passphrase);
  expect(await run('issues', at('a.log'), ...known)).toContain(
    'seen on 2026-03-12 in “one”, resolved: pool of five',
  );

  // Merged, and of what that gave a part split off again, named by the beginning of its key.
  const regroup = ['--merge', `${issue.id},${other.id}`, '--split', issue.id];
  const part = other.parts[0].key.slice(0, 8);
  const args = [...regroup, '--parts', part, '--json', ...known, ...passphrase];
  const apart = JSON.parse(await run('issues', at('one.eiq'), ...args));
  expect(apart.map(({ title }: Told) => title).toSorted()).toEqual([other.title, issue.title]);
  expect(apart.map(({ id }: { id: string }) => id)).not.toContain(other.id);

  // What its lines were is known there, too, once the case was looked at with the profile open.
  await run('templates', at('one.eiq'), ...known, ...passphrase);
  const templates = JSON.parse(await run('templates', at('a.log'), '--json', ...known));
  expect(templates.find(({ template }: Told) => template === 'pool exhausted').seen).toEqual([
    {
      path: at('one.eiq'),
      case: 'one',
      last: '2026-03-12T14:05:00Z',
      count: 1,
      likeness: 'same',
    },
  ]);
  expect(await run('templates', at('a.log'), ...known)).toContain('seen on 2026-03-12 in “one”');
});
