import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { NewEnvironment, NewRelease } from '#shared/deployments/deployment-model.ts';
import { main } from '../../../../main/shells/cli/cli.ts';
import { createVault } from '../../../../main/vault/index.ts';
import { signedInConnection } from '../test-connection.ts';
import { makeTeam, startTestTenant, type TestTenant } from '../test-tenant.ts';

let tenant: TestTenant;
const root = mkdtempSync(join(tmpdir(), 'error-iq-deploy-command-'));
const file = (name: string): string => join(root, name);
/** Versions that the webhook was asked to put in force. */
const put: string[] = [];
const target = createServer((request, reply) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    put.push(JSON.parse(body).data.release.version);
    reply.writeHead(204).end();
  });
});

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const passphrase = 'unusual words of a test';
  writeFileSync(file('pass.txt'), `${passphrase}\n`);
  const vault = createVault({ dataFolder: file('profile'), keychain: null });
  await vault.create({ name: 'Ada', passphrase, keychain: false, anyPassphrase: true });
  await signedInConnection(tenant, vault);
  vault.lock();
});
afterAll(async () => {
  await tenant.stop();
  target.close();
  rmSync(root, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const profile = ['--data', file('profile'), '--passphrase-file', file('pass.txt')];
  try {
    return { code: await main(['deploy', ...args, ...profile]), out, err };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

function written(name: string, value: unknown): string {
  writeFileSync(file(name), JSON.stringify(value));
  return file(name);
}

const release = (version: string, commit: string): NewRelease => ({
  version,
  artefacts: [],
  commits: [{ id: commit.repeat(8), title: `Make ${version}` }],
});

test('a release goes to production and back on the command line', async () => {
  const port = (target.address() as AddressInfo).port;
  const production: NewEnvironment = {
    name: 'production',
    policy: {
      production: true,
      approvals: 0,
      stepUp: false,
      earlierFirst: true,
      noIncidents: true,
      observeSeconds: 0,
      everySeconds: 1,
      failedChecks: 1,
      healthUrl: null,
      errorRate: null,
      newIssues: null,
    },
    executor: { kind: 'webhook', url: `http://127.0.0.1:${port}/` },
    secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
  };
  expect((await run('environment', written('production.json', production))).out).toContain('added');
  const releases = [release('1.0.0', 'a'), release('1.1.0', 'b')];
  expect((await run('release', written('releases.json', releases))).code).toBe(0);
  expect((await run('diff', '1.0.0', '1.1.0')).out).toBe('+ bbbbbbbb  Make 1.1.0\n');

  const why = ['--reason', 'it is time', '--wait'];
  const unconfirmed = await run('to', 'production', '1.0.0', ...why);
  expect([unconfirmed.code, unconfirmed.err]).toEqual([
    1,
    expect.stringContaining('Type its name'),
  ]);
  for (const version of ['1.0.0', '1.1.0']) {
    const { code, out } = await run('to', 'production', version, '--confirm', 'production', ...why);
    expect([code, out]).toEqual([0, expect.stringContaining(`${version}  succeeded`)]);
  }
  const back = await run('rollback', 'production', '--confirm', 'production', ...why, '--json');
  expect(JSON.parse(back.out)).toMatchObject({ kind: 'rollback', phase: 'succeeded' });
  expect(put).toEqual(['1.0.0', '1.1.0', '1.0.0']);
  expect((await run()).out).toMatch(/^production {2}1\.0\.0 .*\n {2}pinned by Ada: it is time/);
  expect((await run('resume', 'production', '--reason', 'mended')).code).toBe(0);
});

test('what is wrong is told', async () => {
  expect((await run('launch')).code).toBe(2);
  expect((await run('to', 'production')).code).toBe(2);
  expect((await run('to', 'nowhere', '1.0.0', '--reason', 'x')).err).toContain('production');
  expect((await run('release', written('bad.json', { version: '' }))).err).toContain('bad.json');
});

test('an incident is opened and a freeze planned, and both are over when somebody says so', async () => {
  expect((await run('incident', 'Tills are down', '--environment', 'production')).code).toBe(0);
  const until = ['--until', new Date(Date.now() + 3_600_000).toISOString()];
  expect((await run('freeze', ...until)).code).toBe(2);
  expect((await run('freeze', ...until, '--reason', 'holiday')).code).toBe(0);
  const { out } = await run();
  const incident = /incident (\S+) {2}production {2}Tills are down/.exec(out)?.[1] ?? '';
  const frozen = /freeze (\S+) {2}everywhere .*: holiday/.exec(out)?.[1] ?? '';
  expect((await run('over', incident)).code).toBe(0);
  expect((await run('override', frozen, '--reason', 'it cannot wait')).code).toBe(0);
  expect((await run()).out).not.toMatch(/incident|freeze/);
});
