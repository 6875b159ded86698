import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createCaseFile, makeHeader } from '../../../../main/cases/index.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';
import {
  createTeam,
  makeEmptyCopy,
  openConnection,
  watchAudit,
} from '../../../../main/tenant/index.ts';
import { makeSigningKey } from '../../../../main/vault/index.ts';
import { openBackups } from '../../../../tenant/open-backups.ts';
import { openKeys } from '../../../../tenant/open-keys.ts';
import { backupNow, listBackups, restoreTo } from '../../../../tenant/operate.ts';
import {
  ownPostgresPort,
  readConfiguration,
  rolePasswords,
} from '../../../../tenant/platform/index.ts';
import { startTenant, type RunningTenant } from '../../../../tenant/start.ts';
import { signedInConnection } from '../test-connection.ts';
import { createAsk, makeTeam, TEAM, type TestTenant } from '../test-tenant.ts';

const root = mkdtempSync(join(tmpdir(), 'error-iq-drill-'));
chmodSync(root, 0o711);
const dataFolder = join(root, 'data');
const backups = join(root, 'backups');
const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(root, { recursive: true, force: true });
});

const KEY = Buffer.alloc(32, 9).toString('base64url');
const configuration = {
  ...readConfiguration({}, null),
  dataFolder,
  masterKey: KEY,
  log: 'silent' as const,
  backup: { folder: backups, keepDays: 14 },
};

/** Runs a query in the database of the server that runs. */
async function query<T>(sql: string): Promise<T[]> {
  const { keys } = await openKeys(configuration);
  const client = new Client({
    host: '127.0.0.1',
    port: (await ownPostgresPort(dataFolder)) ?? 0,
    user: 'postgres',
    password: rolePasswords(keys).now('superuser'),
    database: 'error_iq',
  });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

const entriesNow = async (): Promise<number> =>
  (await query<{ n: number }>('SELECT count(*)::int AS n FROM case_entry'))[0]?.n ?? 0;

/** The server gives a signed head again for some seconds; here each is to be of now. */
const forgetHeads = (): Promise<unknown> =>
  query('SET session_replication_role = replica; DELETE FROM audit_checkpoint');

function memory() {
  const drawers = new Map<string, string>();
  return {
    drawer: (name: string) => ({
      read: () => drawers.get(name) ?? null,
      write: (text: string) => void drawers.set(name, text),
    }),
  };
}

async function caseOf(joins: string | null): Promise<OpenCase> {
  const path = join(root, `${randomBytes(4).toString('hex')}.eiq`);
  const [key, header] = [randomBytes(32), makeHeader('vault')];
  if (joins === null) createCaseFile(path, key, header);
  else makeEmptyCopy({ path, key, header }, joins);
  const signer = { name: 'Ada', pkcs8: makeSigningKey() };
  const created = joins === null ? { name: 'The till', zone: 'UTC' } : null;
  const one = await openCase({ path, key, signer, created }, () => {});
  ends.push(() => one.close());
  return one;
}

const note = (text: string) => ({
  kind: 'note.added' as const,
  payload: {
    id: crypto.randomUUID(),
    target: { on: 'case' as const },
    text,
    us: null,
    supersedes: [],
  },
});
const texts = async (one: OpenCase): Promise<string[]> =>
  (await one.notes()).map(({ text }) => text).sort();

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());

function withFlippedByte(path: string, work: () => Promise<void>): Promise<void> {
  const before = readFileSync(path);
  const changed = Buffer.from(before);
  const at = Math.floor(changed.length / 2);
  changed[at] = (changed[at] ?? 0) ^ 1;
  writeFileSync(path, changed);
  return work().finally(() => writeFileSync(path, before));
}

test('a server that was destroyed is put back to a moment, and desktops meet again with nothing lost', async () => {
  const first = await startTenant({ ...configuration, port: 0 });
  const running: { now: RunningTenant | null } = { now: first };
  ends.push(async () => running.now?.stop());
  const { port } = new URL(first.url);
  const authority = readFileSync(join(dataFolder, 'tls-authority.pem'), 'utf8');
  const tenant = {
    url: first.url,
    authority,
    firstRunLink: first.firstRunLink ?? '',
    ask: createAsk(first.url, authority),
  } as TestTenant;
  await makeTeam(tenant);
  const vault = memory();
  let connection = await signedInConnection(tenant, vault);
  await createTeam(connection).introduce();
  const mine = await caseOf(null);
  const caseId = (await mine.syncRoot()) ?? '';
  await createTeam(connection).share(caseId, 'The till');
  await mine.append(note('before the backup'));
  await createTeam(connection).sync(mine);
  await backupNow(configuration);
  await watchAudit(vault, connection);
  await mine.append(note('before the moment'));
  await createTeam(connection).sync(mine);
  const other = await caseOf(caseId);
  const entriesThen = await entriesNow();
  await forgetHeads();
  const { size: sizeThen } = await watchAudit(vault, connection);
  const [moment] = await query<{ at: Date }>('SELECT clock_timestamp() AS at');
  const to = new Date((moment?.at.getTime() ?? 0) + 1);

  await mine.append(note('after the moment'));
  await createTeam(connection).sync(mine);
  await createTeam(connection).sync(other);
  await other.append(note('from elsewhere'));
  await createTeam(connection).sync(other);
  await forgetHeads();
  expect((await watchAudit(vault, connection)).size).toBeGreaterThan(sizeThen);
  const [life] = await query<{ epoch: string }>('SELECT epoch FROM tenant');

  // A living server is not written over.
  const words = { to, from: null, timeline: null, replaces: false };
  const quiet = (): void => {};
  await expect(restoreTo(configuration, { ...words, replaces: true }, quiet)).rejects.toMatchObject(
    { code: 'RESTORE_SERVER_RUNS' },
  );
  await first.stop();
  running.now = null;
  await expect(restoreTo(configuration, words, quiet)).rejects.toMatchObject({
    code: 'RESTORE_NOT_EMPTY',
  });

  // What lies in the backups tells nothing: neither what is sealed anyhow nor what the database has in clear.
  const kept = filesBelow(backups);
  for (const file of kept.map((path) => readFileSync(path))) {
    expect([KEY, TEAM.email, 'case_entry'].filter((text) => file.includes(text))).toEqual([]);
  }
  // One byte that is not as it was written, anywhere: refused before anything is touched.
  rmSync(dataFolder, { recursive: true, force: true });
  const segments = kept.filter((path) => /[0-9A-F]{24}\.sealed$/.test(path)).toSorted();
  const parts = kept.filter((path) => /base\/.*(archive\.sealed|manifest\.json)$/.test(path));
  for (const path of [...parts.slice(-2), segments[0] ?? '', segments.at(-1) ?? '']) {
    await withFlippedByte(path, () =>
      expect(listBackups(configuration, { from: null, verifies: true })).rejects.toMatchObject({
        code: 'BACKUP_DAMAGED',
      }),
    );
  }
  const used =
    kept
      .filter((path) => path.endsWith('archive.sealed'))
      .toSorted()
      .at(-1) ?? '';
  await withFlippedByte(used, () =>
    expect(restoreTo(configuration, words, quiet)).rejects.toMatchObject({
      code: 'BACKUP_DAMAGED',
    }),
  );
  expect(existsSync(dataFolder)).toBe(false);
  const otherKey = { ...configuration, masterKey: Buffer.alloc(32).toString('base64url') };
  const { master } = (await openBackups(configuration, backups)).keys;
  await expect(restoreTo(otherKey, words, quiet)).rejects.toMatchObject({
    code: 'BACKUP_OTHER_KEY',
    details: { needs: master },
  });
  const listed = await listBackups(configuration, { from: null, verifies: true });
  expect(listed.lines.at(-1)).toContain('as it was written');
  await expect(
    restoreTo(configuration, { ...words, to: new Date(Date.now() + 86_400_000) }, quiet),
  ).rejects.toMatchObject({ code: 'BACKUP_TOO_EARLY' });
  await expect(
    restoreTo(configuration, { ...words, to: new Date(0) }, quiet),
  ).rejects.toMatchObject({ code: 'BACKUP_TOO_LATE' });

  await restoreTo(configuration, words, quiet);
  running.now = await startTenant({ ...configuration, port: Number(port) });
  expect(await entriesNow()).toBe(entriesThen);
  const [after] = await query<{ epoch: string }>('SELECT epoch FROM tenant');
  expect(after?.epoch).not.toBe(life?.epoch);

  // Everybody signs in anew; then each copy sends again what the server has lost, and takes in what others had.
  await expect(createTeam(openConnection(vault)).me()).rejects.toMatchObject({
    code: 'SIGN_IN_OVER',
  });
  connection = await signedInConnection(tenant, vault);
  await createTeam(connection).sync(other);
  await createTeam(connection).sync(mine);
  await createTeam(connection).sync(other);
  const all = ['after the moment', 'before the backup', 'before the moment', 'from elsewhere'];
  expect(await texts(mine)).toEqual(all);
  expect(await texts(other)).toEqual(all);

  // The desktop says what happened, and how much of what it saw is proven to be there still.
  const { trouble, restored } = await watchAudit(vault, connection);
  expect(restored).toBe(true);
  expect(trouble).toContain(`as it was at ${to.toISOString()}`);
  expect(trouble).toContain(`the first ${sizeThen} are proven`);
}, 120_000);
