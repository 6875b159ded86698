import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUILT_THREADS } from '../../../built-threads.ts';
import { keptFolder, testFolder } from '../../case-in-folder.ts';

const RECORDS = 400_000;
const CHILD = [...BUILT_THREADS, join(import.meta.dirname, 'cli-child.ts')];

let folder: string;
let inCase: string[];

/** Starts the command line, with a folder of its own for what is temporary. */
function start(
  args: readonly string[],
  temporary = testFolder(),
  stdout: 'pipe' | number = 'pipe',
) {
  const child = spawn(process.execPath, [...CHILD, ...args], {
    stdio: ['ignore', stdout, 'pipe'],
    env: { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
  });
  const said = child.stderr === null ? Promise.resolve('') : text(child.stderr);
  const ended = once(child, 'exit').then(async ([code]) => ({ code, said: await said }));
  return { child, ended, temporary };
}

/** Resolves as soon as a command has begun to write a file, and has not ended. */
async function begun(where: string, bytes: number): Promise<void> {
  for (let turn = 0; turn < 3000; turn++) {
    const sizes = readdirSync(where, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.part$|\.eiq-wal$/.test(entry.name))
      .map(({ parentPath, name }) => statSync(join(parentPath, name), { throwIfNoEntry: false }));
    if (sizes.some((stats) => (stats?.size ?? 0) >= bytes)) return;
    await wait(5);
  }
  throw new Error('nothing was ever begun');
}

const all = keptFolder();
afterAll(all.remove);

beforeAll(async () => {
  folder = all.folder;
  const lines = Array.from({ length: RECORDS }, (_, n) => {
    const at = new Date(Date.UTC(2026, 2, 12) + n * 50).toISOString();
    return `${at} INFO worker${n % 17} request ${(n * 7919) % 1_000_003} done in ${n % 997} ms\n`;
  });
  writeFileSync(join(folder, 'app.log'), lines.join(''));
  writeFileSync(join(folder, 'passphrase'), 'quiet harbour violet tram 41\n');
  inCase = [join(folder, 'case.eiq'), '--passphrase-file', join(folder, 'passphrase')];
  const [path = '', ...how] = inCase;
  const { ended } = start(['analyze', join(folder, 'app.log'), '--case', path, ...how], folder);
  expect(await ended).toMatchObject({ code: 0, said: '' });
}, 60_000);

describe.skipIf(process.platform === 'win32')('a command that is ended', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`an export by ${signal} leaves nothing behind, and what stood there stands`, async () => {
      const out = testFolder();
      const file = join(out, 'all.csv');
      writeFileSync(file, 'before');
      const { child, ended } = start(['export', ...inCase, '--as', 'csv', '--out', file]);
      await begun(out, 1);
      child.kill(signal);
      const { code, said } = await ended;
      expect({ code, said }).toEqual({
        code: 1,
        said: `error-iq: The export was stopped. Nothing of it is left; what stood at ${file} before is as it was.\n`,
      });
      expect(readdirSync(out)).toEqual(['all.csv']);
      expect(statSync(file).size).toBe(6);
    });
  }

  test('reading into a temporary case by SIGTERM takes the case away, and says that it is not all', async () => {
    const { child, ended, temporary } = start(['analyze', join(folder, 'app.log'), '--json']);
    await begun(temporary, 2_000_000);
    child.kill('SIGTERM');
    const { code, said } = await ended;
    expect(code).toBe(3);
    expect(said).toContain('Reading was stopped before its end.');
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('also before it began to read', async () => {
    const { child, ended, temporary } = start(['analyze', join(folder, 'app.log'), '--json']);
    for (let turn = 0; turn < 3000 && readdirSync(temporary).length === 0; turn++) await wait(5);
    child.kill('SIGTERM');
    expect([3, 143]).toContain((await ended).code);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

test('who reads an export may have enough of it', async () => {
  const { child, ended } = start(['export', ...inCase, '--as', 'text']);
  child.stdout?.once('data', () => child.stdout?.destroy());
  expect(await ended).toEqual({ code: 0, said: '' });
});

test.skipIf(process.platform !== 'linux')(
  'a full disk under the output is told in a sentence',
  async () => {
    for (const command of [
      ['export', ...inCase, '--as', 'text'],
      ['templates', ...inCase],
    ]) {
      const full = openSync('/dev/full', 'w');
      const { ended } = start(command, testFolder(), full);
      const { code, said } = await ended;
      closeSync(full);
      expect(code).toBe(1);
      expect(said).toMatch(/^error-iq: The disk that the (?:export|output) .* is full[^\n]*\n$/);
    }
  },
);
