import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { asSuperuser } from '../test-database.ts';
import {
  makeTeam,
  PASSPHRASE,
  signedIn,
  startTestTenant,
  steppedUp,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
/** What was told once or typed, by what it is. */
const planted: Record<string, string> = { passphrase: PASSPHRASE };
/** Stands there in clear, so that a search that finds nothing has searched. */
const ADDRESS = 'ada-of-the-planted-secrets@example.org';

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant, { team: 'Night', slug: 'night', name: 'Ada', email: ADDRESS });
  const first = await signedIn(tenant, ADDRESS);
  const { secret, codes } = await withCodeApp(tenant, first.access);
  const { access, refresh } = await steppedUp(tenant, codes[0] ?? '', ADDRESS);
  const headers = { 'idempotency-key': randomUUID() };
  const token = access;
  const body = { email: 'bob@example.org', role: 'viewer' };
  const invited = await tenant.ask('/api/v1/invitations', { token, body, headers });
  const keyBody = { name: 'ci', scopes: ['cases:read'], days: 1 };
  const key = await tenant.ask('/api/v1/api-keys', {
    token,
    body: keyBody,
    headers: { 'idempotency-key': randomUUID() },
  });
  Object.assign(planted, {
    'access token': access.split('.')[2],
    'refresh token': refresh,
    'secret of a code app': secret,
    'recovery code': codes[1],
    'token of an invitation': new URL(invited.json.link).pathname.split('/').at(-1),
    'key of a program': String(key.json.key).slice(70, 130),
  });
});
afterAll(() => tenant.stop());

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

test('no secret lies in the data files or in the log that a copy of them would replay', async () => {
  const { folder } = inject('tenantCluster');
  const oid = await asSuperuser(tenant.database.name, async (client) => {
    await client.query('CHECKPOINT');
    const { rows } = await client.query<{ oid: string }>(
      'SELECT oid::text FROM pg_database WHERE datname = current_database()',
    );
    return rows[0]?.oid ?? '';
  });
  const data = filesOf(join(folder, 'base', oid)).map((path) => readFileSync(path));
  const wal = filesOf(join(folder, 'pg_wal')).map((path) => readFileSync(path));
  for (const place of [data, wal]) expect(place.some((file) => file.includes(ADDRESS))).toBe(true);
  for (const [what, secret] of Object.entries(planted)) {
    expect([what, secret.length > 8]).toEqual([what, true]);
    for (const text of [secret, secret.replaceAll('-', ''), Buffer.from(secret).toString('hex')]) {
      const found = [...data, ...wal].some((file) => file.includes(text));
      expect([what, found]).toEqual([what, false]);
    }
  }
});
