import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { BUILT_THREADS } from '../../../built-threads.ts';
import { testFolder } from '../../case-in-folder.ts';

interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

/** Runs the command line; stops it as Ctrl+C does as soon as it says on stderr what is waited for. */
async function run(args: readonly string[], untilSaid: string | null = null): Promise<Told> {
  const entry = join(import.meta.dirname, 'cli-child.ts');
  const child = spawn(process.execPath, [...BUILT_THREADS, entry, ...args], { stdio: 'pipe' });
  child.stdin.end();
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString();
    if (untilSaid !== null && said.includes(untilSaid)) child.kill('SIGINT');
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, code] = await Promise.all([text(child.stdout), ended]);
  return { code, out, said };
}

function someCase() {
  const folder = testFolder();
  const passphrase = join(folder, 'passphrase');
  writeFileSync(passphrase, 'quiet harbour violet tram 41\n');
  const path = join(folder, 'case.eiq');
  const follow = (...what: string[]) => ['follow', path, '--passphrase-file', passphrase, ...what];
  return { folder, path, passphrase, follow };
}

const SCRIPT = "console.log('2026-03-12T14:00:00Z ERROR it broke')";
const NODE = process.execPath;

test('what went wrong with an earlier command is not told again as if it were new', async () => {
  const { follow, path, passphrase } = someCase();
  const failed = await run(follow('--', NODE, '-e', `${SCRIPT}; process.exitCode = 3`));
  expect(failed).toMatchObject({ code: 3, said: expect.stringContaining('ended with code 3') });

  const fine = await run(follow('--json', '--', NODE, '-e', SCRIPT));
  expect(fine).toMatchObject({ code: 0, said: '' });
  const { sources } = JSON.parse(fine.out);
  expect(sources.map(({ error }: { error: unknown }) => error)).toEqual([null, null]);

  const issues = await run(['issues', path, '--passphrase-file', passphrase]);
  expect(issues).toMatchObject({ code: 0, said: '' });
});

test('a command that cannot be started is said so, and leaves no source', async () => {
  const { follow } = someCase();
  const { code, said } = await run(follow('--', 'no-such-program-anywhere', 'x'));
  expect(code).toBe(1);
  expect(said).toContain('no-such-program-anywhere could not be started: there is no such program');
  const { out } = await run(follow('--json', '--', NODE, '-e', SCRIPT));
  expect(JSON.parse(out).sources).toHaveLength(1);
});

test('a file that was never there is said to be awaited, not to be gone', async () => {
  const { follow, folder } = someCase();
  const file = join(folder, 'later.log');
  for (const _ of ['first', 'again']) {
    const { code, said } = await run(follow(file), 'is not there yet');
    expect(said.trim()).toBe(
      `${file} is not there yet. It is followed from its beginning once it is.`,
    );
    expect(code).toBe(0);
  }
});
