import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { main } from '../../../../main/shells/cli/cli.ts';
import {
  makeTeam,
  signedIn,
  startTestTenant,
  TEAM,
  walkSecondFactor,
  walkSignIn,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
/** Of the member's recovery codes, those that are left; none before she has a second factor. */
let codes: string[] = [];
const root = mkdtempSync(join(tmpdir(), 'error-iq-tenant-command-'));
const file = (name: string): string => join(root, name);

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  writeFileSync(file('pass.txt'), 'unusual words of a test\n');
  writeFileSync(file('app.log'), '2026-01-01T00:00:00Z ERROR connection reset\n');
});
afterAll(async () => {
  await tenant.stop();
  rmSync(root, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command; a page that it asks to be opened is gone through as a browser does. */
async function run(...args: string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    const page = /^Sign in at (\S+)/.exec(String(text))?.[1];
    if (page !== undefined) {
      const path = page.slice(tenant.url.length);
      const code = page.includes('acr_values') ? codes.pop() : undefined;
      const walked =
        code === undefined
          ? walkSignIn(tenant, path, TEAM)
          : walkSecondFactor(tenant, path, TEAM, code);
      void walked.then(({ back }) => fetch(back ?? ''));
    }
    return true;
  });
  try {
    const code = await main([
      ...args,
      '--data',
      file('profile'),
      '--passphrase-file',
      file('pass.txt'),
    ]);
    return { code, out, err };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

test('a case is shared on the command line, from the first connection to a second copy', async () => {
  const address = `${tenant.url}/t/night`;
  const unknown = await run('tenant', 'connect', address);
  expect(unknown.code).toBe(1);
  const fingerprint = /--fingerprint ([0-9a-f]{64})/.exec(unknown.err)?.[1] ?? '';
  const connected = await run('tenant', 'connect', address, '--fingerprint', fingerprint);
  expect(connected.code).toBe(0);
  const signIn = await run('tenant', 'sign-in', '--no-open', '--json');
  expect(JSON.parse(signIn.out)).toMatchObject({ email: TEAM.email, team: 'Night shift' });

  const mine = file('till.eiq');
  expect((await run('analyze', file('app.log'), '--case', mine)).code).toBe(0);
  const shared = await run('tenant', 'share', mine, '--json');
  expect(shared.code).toBe(0);
  const { caseId, sent } = JSON.parse(shared.out);
  expect(sent).toBeGreaterThan(2);
  const joining = await run('tenant', 'join', caseId, '--out', file('copy.eiq'), '--json');
  expect(JSON.parse(joining.out)).toMatchObject({ received: sent, attention: [] });
  expect((await run('tenant', 'sync', mine)).out).toContain('0 conflicts');
  // Each command derives two keys from passphrases and opens a case.
}, 180_000);

test('what a command lacks is told as wrong usage', async () => {
  expect((await run('tenant')).code).toBe(2);
  expect((await run('tenant', 'connect', 'http://a.example/t/x')).err).toContain('no address');
});

test('an admin looks at jobs and webhooks, and is asked for a second factor where it matters', async () => {
  const jobs = await run('tenant', 'jobs', '--json');
  expect(JSON.parse(jobs.out)).toMatchObject({
    kinds: expect.arrayContaining([expect.objectContaining({ kind: 'webhook', waiting: 0 })]),
    dead: [],
  });
  expect((await run('tenant', 'licence')).out).toContain('not yet fetched');
  const licence = await run('tenant', 'licence', 'fetch', '--json');
  expect(JSON.parse(licence.out)).toMatchObject({ standing: 'unlimited', said: null });
  expect((await run('tenant', 'plan')).out).toContain('no billing');
  expect((await run('tenant', 'plan', 'buy', 'team')).code).toBe(2);
  expect((await run('tenant', 'retention')).out).toContain('deliveries   30 days');
  const kept = await run('tenant', 'retention', 'deliveries=7');
  expect([kept.code, kept.err]).toEqual([1, expect.stringContaining('second factor')]);
  expect((await run('tenant', 'audit', 'archives')).out).toContain('in an archive');
  for (const wrong of [
    'audit=89',
    'deliveries=0',
    'sessions=366',
    'answers',
    'cases=1',
    'answers=1.5',
  ]) {
    expect((await run('tenant', 'retention', wrong)).code).toBe(2);
  }
  const probe = await run('tenant', 'keys', 'add', 'probe', '--scopes', 'cases:read');
  expect([probe.code, probe.err]).toEqual([1, expect.stringContaining('second factor')]);
  expect((await run('tenant', 'webhooks')).out).toContain('There are no webhooks.');
  const url = 'https://example.org/hook';
  const add = await run('tenant', 'webhooks', 'add', url, '--events', 'member.joined');
  expect([add.code, add.err]).toEqual([1, expect.stringContaining('second factor')]);
  expect((await run('tenant', 'webhooks', 'add', url, '--events', 'nonsense')).code).toBe(2);
});

test('a lead confirms that it is her, and holds a case of the team', async () => {
  ({ codes } = await withCodeApp(tenant, (await signedIn(tenant)).access));
  expect((await run('tenant', 'sign-in', '--no-open', '--second-factor')).code).toBe(0);
  const devices = JSON.parse((await run('tenant', 'devices', '--of', TEAM.email, '--json')).out);
  expect(devices.devices).toHaveLength(2);
  expect((await run('tenant', 'end-device', '--all')).code).toBe(2);
  expect((await run('tenant', 'end-device', '--of', TEAM.email)).code).toBe(2);
  const [role, scopes] = [
    ['--role', 'deployer'],
    ['--scopes', 'deployments:write'],
  ] as const;
  expect((await run('tenant', 'service-accounts')).out).toContain('no service accounts');
  expect((await run('tenant', 'service-accounts', 'add', 'ci', ...role)).code).toBe(2);
  const ci = await run('tenant', 'service-accounts', 'add', 'ci', ...role, ...scopes, '--json');
  const { accountId, keyId, key } = JSON.parse(ci.out);
  const turned = await run('tenant', 'service-accounts', 'rotate', accountId, keyId, '--json');
  expect(JSON.parse(turned.out).key).not.toBe(key);
  const listed = await run('tenant', 'service-accounts');
  expect(listed.out).toMatch(/ci {2}deployer {2}made by Ada\n.*good until.*\n.*last used never/);
  expect((await run('tenant', 'service-accounts', 'remove', accountId)).code).toBe(0);
  const ended = await run('tenant', 'end-device', '--of', TEAM.email, '--all');
  expect(ended.out).toContain(`1 device of ${TEAM.email} signed out`);
  const { cases } = JSON.parse((await run('tenant', 'hold', '--json')).out);
  expect(cases).toEqual([expect.objectContaining({ sharedBy: 'Ada', hold: null })]);
  const [{ caseId }] = cases;
  expect((await run('tenant', 'hold', caseId)).code).toBe(2);
  expect((await run('tenant', 'hold', caseId, '--reason', 'matter 17')).code).toBe(0);
  expect((await run('tenant', 'hold')).out).toMatch(/till.*held by Ada since .*: matter 17/);
  const lifted = await run('tenant', 'hold', caseId, '--reason', 'settled', '--lift', '--json');
  expect(JSON.parse(lifted.out)).toEqual({ caseId, hold: null });
  expect((await run('tenant', 'delete', caseId)).code).toBe(2);
  expect((await run('tenant', 'delete', caseId, '--reason', 'by mistake')).code).toBe(0);
  const gone = await run('tenant', 'sync', file('till.eiq'));
  expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('(by mistake)')]);
}, 60_000);

test('a member makes a key for a program of hers, puts another in its place, and ends it', async () => {
  expect((await run('tenant', 'keys', 'add', 'probe', '--scopes', 'cases:read,all')).code).toBe(2);
  const scopes = ['--scopes', 'cases:read,members:read', '--days', '7'] as const;
  const { out } = await run('tenant', 'keys', 'add', 'probe', ...scopes);
  const [, keyId = '', key = ''] = /^(\S+)\nkey, told this once: (\S+)\n$/.exec(out) ?? [];
  const asks = async (token: string) => (await tenant.ask('/api/v1/members', { token })).status;
  expect(await asks(key)).toBe(200);
  const turned = await run('tenant', 'keys', 'rotate', keyId, '--overlap-minutes', '0', '--json');
  const next = JSON.parse(turned.out);
  expect([await asks(key), await asks(next.key)]).toEqual([401, 200]);
  const { out: listed } = await run('tenant', 'keys');
  const line = `^${next.keyId}  good until (\\S+)  last used \\S+  cases:read,members:read  probe$`;
  const until = new RegExp(line, 'm').exec(listed)?.[1] ?? '';
  expect(Math.round((Date.parse(until) - Date.now()) / 86_400_000)).toBe(7);
  expect(listed).toContain(`${keyId}  ended`);
  expect((await run('tenant', 'keys', 'end', next.keyId)).code).toBe(0);
  expect(await asks(next.key)).toBe(401);
});

test('a machine that is to be wiped is, at its next command, and says why', async () => {
  const own = file('own.eiq');
  expect((await run('analyze', file('app.log'), '--case', own)).code).toBe(0);
  const { devices } = JSON.parse((await run('tenant', 'wipe', '--json')).out);
  const { sessionId } = devices.find(({ isThis }: { isThis: boolean }) => isThis);
  expect((await run('tenant', 'wipe')).out).toContain('(this one)');
  expect((await run('tenant', 'wipe', 'withdraw')).code).toBe(2);
  expect((await run('tenant', 'wipe', sessionId, '--note', 'left on a train')).code).toBe(0);
  const wiped = await run('tenant', 'members');
  expect(wiped.code).toBe(1);
  expect(wiped.err).toContain('"left on a train"');
  expect(wiped.err).toContain('Nothing was done: this machine was wiped');
  expect([existsSync(file('till.eiq')), existsSync(own)]).toEqual([false, true]);
  expect((await run('tenant', 'members')).err).toContain('not connected to a team server');
}, 180_000);
