import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openKeys } from '../../../../tenant/open-keys.ts';
import { changeMaster, destroyBefore } from '../../../../tenant/operate-keys.ts';
import { backupNow, listBackups, restoreTo, sayPutBack } from '../../../../tenant/operate.ts';
import {
  destroyKeysBefore,
  migrate,
  readConfiguration,
  rolePasswords,
  type Configuration,
} from '../../../../tenant/platform/index.ts';
import { startTenant } from '../../../../tenant/start.ts';
import { connected, externalDatabase, testDatabase } from '../test-database.ts';
import {
  createAsk,
  makeTeam,
  PASSPHRASE,
  signedIn,
  steppedUp,
  TEAM,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';

const root = mkdtempSync(join(tmpdir(), 'error-iq-copies-'));
chmodSync(root, 0o711);
const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(root, { recursive: true, force: true });
});

const NEXT = { nextKey: undefined, nextKeyCommand: undefined };
const NOW = { to: null, from: null, timeline: null, replaces: true };
const newHeaders = () => ({ 'idempotency-key': randomUUID() });
const quiet = (): void => {};

const keyIn = (folder: string): string => readFileSync(join(folder, 'tenant.key'), 'utf8').trim();

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);

/** A server with a database of its own, which keeps backups. */
async function started(configuration: Configuration): Promise<TestTenant> {
  const running = await startTenant(configuration);
  ends.push(running.stop);
  const authority = readFileSync(join(configuration.dataFolder, 'tls-authority.pem'), 'utf8');
  return {
    url: running.url,
    authority,
    firstRunLink: running.firstRunLink ?? '',
    ask: createAsk(running.url, authority),
    stop: running.stop,
  } as TestTenant;
}

/** Where what is looked for stands: what it is, and the file. */
function found(folder: string, planted: Record<string, Buffer | string>): string[] {
  const forms = Object.entries(planted).map(([what, secret]) => {
    const bytes = Buffer.from(secret);
    return { what, is: [bytes, bytes.toString('hex'), bytes.toString('base64url')] };
  });
  return filesBelow(folder).flatMap((path) => {
    // What a server that runs has just taken away is there no more.
    const file = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    return forms
      .filter(({ is }) => is.some((form) => file.includes(form)))
      .map(({ what }) => `${what} in ${path.slice(folder.length + 1)}`);
  });
}

test('after a change of the master key no secret lies anywhere, and a backup from before is restored with the key kept', async () => {
  const configuration: Configuration = {
    ...readConfiguration({}, null),
    dataFolder: join(root, 'data'),
    log: 'silent',
    port: 0,
    backup: { folder: join(root, 'backups'), keepDays: 14 },
  };
  const { dataFolder } = configuration;
  const tenant = await started(configuration);
  await makeTeam(tenant);
  const { secret, codes } = await withCodeApp(tenant, (await signedIn(tenant)).access);
  const { access: token, refresh } = await steppedUp(tenant, codes[0] ?? '');
  const body = { name: 'ci', scopes: ['cases:read'], days: 1 };
  const { json } = await tenant.ask('/api/v1/api-keys', { token, body, headers: newHeaders() });
  await backupNow(configuration);
  const copy = join(root, 'copy');
  cpSync(join(root, 'backups'), copy, { recursive: true });
  const old = keyIn(dataFolder);

  await changeMaster(configuration, NEXT);
  const { keys } = await openKeys(configuration);
  const inForce = keyIn(dataFolder);
  const planted = {
    passphrase: PASSPHRASE,
    'refresh token': refresh,
    'secret of a code app': secret,
    'key of a program': String(json.key).slice(70, 130),
    'key before': old,
    'its bytes': Buffer.from(old, 'base64url'),
    'password of the database': rolePasswords(keys).now('superuser'),
    'key of what lives for minutes': keys.derive('secrets'),
    'key in force': inForce,
  };
  expect(Object.values(planted).filter(({ length }) => length < 12)).toEqual([]);
  // Where the address stands in clear, a search that finds nothing else has searched.
  const invited = { email: TEAM.email.replace('ada', 'bob'), role: 'viewer' };
  await tenant.ask('/api/v1/invitations', { token, body: invited, headers: newHeaders() });
  const wal = found(join(dataFolder, 'postgres', 'pg_wal'), { ...planted, address: invited.email });
  expect(new Set(wal.map((one) => one.split(' in ')[0]))).toEqual(new Set(['address']));
  await tenant.stop();
  const all = found(root, { ...planted, address: TEAM.email });
  const [inData, inClear] = [
    /^address in data.postgres.(base|pg_wal)/,
    'key in force in data/tenant.key',
  ];
  expect(all.some((one) => inData.test(one))).toBe(true);
  expect(all.filter((one) => !inData.test(one))).toEqual([inClear]);

  // Both keys of now and of before open what they are to, and the copy stays as it is.
  const from = { ...NOW, from: copy };
  const elsewhere = { ...configuration, dataFolder: join(root, 'elsewhere') };
  await expect(
    listBackups({ ...elsewhere, masterKey: inForce }, { from: copy, verifies: false }),
  ).rejects.toMatchObject({ code: 'BACKUP_OTHER_KEY' });
  await restoreTo(configuration, from, quiet);
  const again = await started(configuration);
  expect((await again.ask('/t/night/.well-known/openid-configuration')).status).toBe(200);
  expect((await openKeys(configuration)).keys.sealed).toHaveLength(1);
  await again.stop();
  await listBackups({ ...elsewhere, masterKey: old }, { from: copy, verifies: false });
  expect(destroyKeysBefore(dataFolder)).toBe(true);
  await expect(listBackups(configuration, { from: copy, verifies: false })).rejects.toMatchObject({
    code: 'BACKUP_OTHER_KEY',
  });
}, 120_000);

test('an external database that was put back to the time of a key before is opened with the one in force', async () => {
  const database = await testDatabase();
  const dataFolder = mkdtempSync(join(root, 'external-'));
  const configuration: Configuration = {
    ...readConfiguration({}, null),
    dataFolder,
    database: externalDatabase(database),
  };
  await migrate(database.owner);
  const seed = (await openKeys(configuration)).keys.derive('a');
  const asNobody = `SELECT set_config('app.tenant', '00000000-0000-0000-0000-000000000000', false)`;
  const before = await connected(database.owner, async (client) => {
    await client.query(asNobody);
    return (await client.query<{ secrets: unknown }>('SELECT secrets FROM server_secrets')).rows;
  });
  await changeMaster(configuration, NEXT);
  await connected(database.owner, async (client) => {
    await client.query(asNobody);
    await client.query('UPDATE server_secrets SET secrets = $1', [before[0]?.secrets]);
  });
  await expect(openKeys(configuration)).rejects.toMatchObject({ code: 'MASTER_KEY_OTHER' });
  await sayPutBack(configuration, null);
  expect((await openKeys(configuration)).keys.derive('a')).toEqual(seed);
  for (const destroyed of [true, false]) {
    const { document } = await destroyBefore(configuration);
    expect(document).toEqual({ keysBefore: { destroyed } });
  }
});
