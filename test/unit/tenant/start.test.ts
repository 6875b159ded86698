import { createPrivateKey } from 'node:crypto';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { openKeys } from '../../../tenant/open-keys.ts';
import {
  asSuperuser,
  ownPostgresPort,
  programsUser,
  readConfiguration,
  rolePasswords,
  superuserOf,
  tlsPassphrase,
  withClient,
  type ServerKeys,
} from '../../../tenant/platform/index.ts';
import { takeSeed } from '../../../tenant/rekey/index.ts';

const MAIN = join(import.meta.dirname, '../../../tenant/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'error-iq-start-'));
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Child = ChildProcessByStdio<null, Readable, Readable>;

interface Started {
  readonly child: Child;
  readonly url: string;
  readonly seconds: number;
}

function run(environment: Record<string, string> = {}, args: readonly string[] = []): Child {
  return spawn(process.execPath, [MAIN, ...args], {
    env: {
      ...process.env,
      ERROR_IQ_TENANT_DATA: folder,
      ERROR_IQ_TENANT_PORT: '0',
      ERROR_IQ_TENANT_LOG: 'silent',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function started(child: Child): Promise<Started> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      const ready = /ready at (\S+) after ([\d.]+) s/.exec(said);
      if (ready !== null) resolve({ child, url: ready[1] ?? '', seconds: Number(ready[2]) });
    });
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    child.on('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
}

function ended(child: Child): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    let said = '';
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    child.on('close', (code) => resolve({ code, said }));
  });
}

function heard(child: Child): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    child.on('close', () => resolve(said));
  });
}

function status(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { ca: readFileSync(join(folder, 'tls-authority.pem')) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('starts on a bare machine, goes on after a kill, refuses a second one, and ends cleanly', async () => {
  const first = await started(run());
  expect(first.seconds).toBeLessThan(20);
  expect(await status(`${first.url}/readyz`)).toBe(200);

  const looked = await heard(run({}, ['check', '--json']));
  expect(JSON.parse(looked)).toMatchObject({
    good: true,
    checks: [
      { check: 'configuration', is: 'good' },
      { check: 'key', is: 'good' },
      { check: 'secrets', is: 'good' },
      { check: 'database', is: 'good' },
      { check: 'migrations', is: 'good' },
      { check: 'roles', is: 'good' },
      { check: 'clock', is: 'good' },
      { check: 'sign-in', is: 'good' },
      { check: 'tls', is: 'good' },
      { check: 'disk' },
      { check: 'backup', is: 'note' },
    ],
  });

  const second = await ended(run());
  expect(second.code).toBe(1);
  expect(second.said).toContain('Another server works with');
  expect(await status(`${first.url}/readyz`)).toBe(200);

  // Another seed is made while it serves; the second start that is refused does not put it in force.
  const configuration = { ...readConfiguration({}, null), dataFolder: folder };
  const tls = readFileSync(join(folder, 'tls-authority.key'), 'utf8');
  const before = (await openKeys(configuration)).keys;
  const opensTls = (keys: ServerKeys): boolean => {
    const key = readFileSync(join(folder, 'tls-authority.key'), 'utf8');
    try {
      createPrivateKey({ key, passphrase: tlsPassphrase(keys.derive) });
      return true;
    } catch {
      return false;
    }
  };
  for (const made of [true, false]) {
    const said = JSON.parse(await heard(run({}, ['rekey', '--seed', '--json'])));
    expect(said).toEqual({ seed: { made, inForce: 'next start' } });
  }
  expect((await ended(run())).said).toContain('Another server works with');
  const waiting = await openKeys(configuration);
  expect([waiting.keys.seedWaits, opensTls(before)]).toEqual([true, true]);
  expect(JSON.parse(await heard(run({}, ['check', '--json']))).good).toBe(true);

  const killed = ended(first.child);
  first.child.kill('SIGKILL');
  await killed;
  // As a start that was killed after it took the seed, and before the database had its passwords.
  expect(await takeSeed(configuration, waiting.store, waiting.keys)).toBe(true);

  const again = await started(run());
  expect(JSON.parse(await heard(run({}, ['check', '--json']))).good).toBe(true);
  const after = (await openKeys(configuration)).keys;
  expect(after.seedWaits).toBe(false);
  expect([opensTls(before), opensTls(after)]).toEqual([false, true]);
  expect(readFileSync(join(folder, 'tls-authority.key'), 'utf8')).not.toBe(tls);
  const isSuperuser = async (keys: ServerKeys): Promise<boolean> => {
    const port = (await ownPostgresPort(folder)) ?? 0;
    const superuser = superuserOf(rolePasswords(keys));
    return withClient(asSuperuser({ host: '127.0.0.1', port, superuser }), () =>
      Promise.resolve(true),
    ).catch(() => false);
  };
  expect([await isSuperuser(before), await isSuperuser(after)]).toEqual([false, true]);
  // The next one is put in force by the start itself.
  await heard(run({}, ['rekey', '--seed']));
  expect(await status(`${again.url}/readyz`)).toBe(200);
  const stopped = ended(again.child);
  again.child.kill('SIGTERM');
  expect((await stopped).code).toBe(0);

  const last = await started(run());
  expect(await status(`${last.url}/readyz`)).toBe(200);
  const latest = (await openKeys(configuration)).keys;
  expect([opensTls(after), opensTls(latest)]).toEqual([false, true]);
  expect([await isSuperuser(after), await isSuperuser(latest)]).toEqual([false, true]);
  const end = ended(last.child);
  last.child.kill('SIGTERM');
  expect((await end).code).toBe(0);
  // The database was ended with it: what it notes while it runs is gone.
  expect(readdirSync(join(folder, 'postgres'))).not.toContain('postmaster.pid');
});

test('a database that was killed and that nobody has waited for yet is started anew', async () => {
  // Its note names a process that is there, and a port at which nobody listens.
  const dying = spawn('sleep', ['1'], { ...programsUser(), stdio: 'ignore' });
  const note = [dying.pid, join(folder, 'postgres'), 1_760_000_000, 1, '', '127.0.0.1', ''];
  writeFileSync(join(folder, 'postgres', 'postmaster.pid'), note.join('\n'), { mode: 0o644 });
  const { child, url } = await started(run());
  expect(await status(`${url}/readyz`)).toBe(200);
  const end = ended(child);
  child.kill('SIGTERM');
  expect((await end).code).toBe(0);
});

test('is told in one line what is wrong with its configuration', async () => {
  const { code, said } = await ended(run({ ERROR_IQ_TENANT_PORT: 'x' }));
  expect(code).toBe(2);
  expect(said.trim().split('\n')).toHaveLength(1);
  expect((await ended(run({}, ['--nonsense']))).code).toBe(2);
});
