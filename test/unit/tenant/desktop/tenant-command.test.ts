import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { main } from '../../../../main/shells/cli/cli.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  TEAM,
  walkSignIn,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
const root = mkdtempSync(join(tmpdir(), 'error-iq-tenant-command-'));
const file = (name: string): string => join(root, name);

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const { access } = await signedIn(tenant);
  await joined(tenant, access, { email: 'bob@example.org', role: 'analyst', name: 'Bob' });
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

/** Runs a command as a profile; a page that it asks to be opened is gone through as this member. */
async function run(who: { profile: string; email: string }, ...args: string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    const page = /^Sign in at (\S+)/.exec(String(text))?.[1];
    if (page !== undefined) {
      void walkSignIn(tenant, page.slice(tenant.url.length), who).then(({ back }) =>
        fetch(back ?? ''),
      );
    }
    return true;
  });
  try {
    const code = await main([
      ...args,
      '--data',
      file(who.profile),
      '--passphrase-file',
      file('pass.txt'),
    ]);
    return { code, out, err };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

const ADA = { profile: 'ada', email: TEAM.email };
const BOB = { profile: 'bob', email: 'bob@example.org' };

test('a team shares a case on the command line, from the first connection to the last sync', async () => {
  const address = `${tenant.url}/t/night`;
  const unknown = await run(ADA, 'tenant', 'connect', address);
  expect(unknown.code).toBe(1);
  const fingerprint = /--fingerprint ([0-9a-f]{64})/.exec(unknown.err)?.[1] ?? '';
  const wrong = `${fingerprint.slice(1)}0`;
  const refused = await run(ADA, 'tenant', 'connect', address, '--fingerprint', wrong);
  expect(refused.err).toContain('another fingerprint');
  for (const who of [ADA, BOB]) {
    const connected = await run(who, 'tenant', 'connect', address, '--fingerprint', fingerprint);
    expect(connected.code).toBe(0);
    const signIn = await run(who, 'tenant', 'sign-in', '--no-open', '--json');
    expect(JSON.parse(signIn.out)).toMatchObject({ email: who.email, team: 'Night shift' });
  }

  const mine = file('till.eiq');
  expect((await run(ADA, 'analyze', file('app.log'), '--case', mine)).code).toBe(0);
  const shared = await run(ADA, 'tenant', 'share', mine, '--json');
  expect(shared.code).toBe(0);
  const { caseId, sent } = JSON.parse(shared.out);
  expect(sent).toBeGreaterThan(2);
  const given = await run(ADA, 'tenant', 'give', mine, '--to', BOB.email, '--access', 'write');
  expect(given.code).toBe(0);

  const theirs = file('till-of-bob.eiq');
  const joining = await run(BOB, 'tenant', 'join', caseId, '--out', theirs, '--json');
  expect(JSON.parse(joining.out)).toMatchObject({ received: sent, attention: [] });
  expect((await run(ADA, 'tenant', 'sync', mine)).out).toContain('0 conflicts');

  expect((await run(ADA, 'tenant', 'take', mine, '--to', BOB.email)).code).toBe(0);
  expect((await run(BOB, 'tenant', 'sync', theirs)).err).toContain('not shared with you');
});

test('what a command lacks is told as wrong usage', async () => {
  for (const args of [[], ['nonsense'], ['connect']]) {
    expect((await run(ADA, 'tenant', ...args)).code).toBe(2);
  }
  expect((await run(ADA, 'tenant', 'connect', 'http://a.example/t/x')).err).toContain('no address');
});
