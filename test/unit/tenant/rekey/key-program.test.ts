import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  commandKey,
  openServerKeys,
  secretsInFolder,
  type MasterKey,
} from '../../../../tenant/platform/index.ts';

const root = mkdtempSync(join(tmpdir(), 'error-iq-program-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let made = 0;
/** A program that stands for a KMS. */
function program(script: string): string {
  const path = join(root, `kms-${++made}`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  return path;
}

/** Answers as a KMS does, with what is no secret to anybody. */
const TURNS = `case $1 in wrap) printf 'v1:' ;; esac
read -r line; echo "\${line#v1:}" | tr 'A-Za-z0-9' 'N-ZA-Mn-za-m5-90-4'`;
const KEY = Buffer.alloc(32, 5);

/** What a program that does not do its work is told of. */
async function told(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'KEY_COMMAND_FAILED' });
  return error instanceof Error ? error.message : '';
}

test('a key goes there and comes back, and the server opens its secrets with it again', async () => {
  const keyCommand = program(TURNS);
  const master = commandKey(keyCommand);
  const wrapped = await master.wrap(KEY);
  expect(wrapped).toMatch(/^v1:/);
  expect(await master.unwrap(wrapped)).toEqual(KEY);
  const dataFolder = mkdtempSync(join(root, 'data-'));
  const open = () =>
    openServerKeys(
      { dataFolder, masterKey: undefined, keyCommand },
      secretsInFolder(dataFolder),
      () => Promise.resolve(false),
    );
  const seed = (await open()).derive('a');
  expect((await open()).derive('a')).toEqual(seed);
  expect(readdirSync(dataFolder)).toEqual(['tenant.secrets']);
});

describe('a program', () => {
  test('that fails is told by what it says', async () => {
    const master = commandKey(program('echo "the KMS is away" >&2; exit 3'));
    expect(await told(master.wrap(KEY))).toContain('the KMS is away');
    const silent = commandKey(program('exit 3'));
    expect(await told(silent.unwrap('x'))).toContain('it ended with 3 and said nothing');
    const absent = commandKey(join(root, 'nowhere'));
    expect(await told(absent.wrap(KEY))).toContain('ENOENT');
  });

  test('that does not answer in time is ended, and that is said', async () => {
    // What it started holds its output open still.
    const master = commandKey(program('sleep 3; echo late'), 100);
    const began = performance.now();
    expect(await told(master.unwrap('x'))).toContain('did not answer within 0.1 s, and was ended');
    expect(performance.now() - began).toBeLessThan(2_500);
    const killed = commandKey(program('kill -TERM $$'));
    expect(await told(killed.unwrap('x'))).toContain('ended by SIGTERM');
  });

  test.each<[string, string, (master: MasterKey) => Promise<unknown>]>([
    ['the key itself', 'cat', (master) => master.wrap(KEY)],
    ['nothing', 'true', (master) => master.wrap(KEY)],
    ['several lines', 'echo a; echo b', (master) => master.wrap(KEY)],
    ['what is no key', 'echo "{}"', (master) => master.unwrap('x')],
    ['a key and more', `cat; echo ${KEY.toString('base64url')}`, (master) => master.unwrap('x')],
    ['no end', 'yes', (master) => master.unwrap('x')],
  ])('that answers with %s is refused', async (_what, script, work) => {
    expect(await told(work(commandKey(program(script))))).not.toContain(KEY.toString('base64url'));
  });
});
