import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { createCaseFile, makeHeader } from '../../../../main/cases/index.ts';
import {
  fetchRawLogs,
  openKeptUploads,
  shareRawLogs,
  type RawLogsProgress,
} from '../../../../main/evidence/index.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';
import { createTeam, makeEmptyCopy, type Team } from '../../../../main/tenant/index.ts';
import { createVault, makeSigningKey, type Vault } from '../../../../main/vault/index.ts';
import { IN_CLEAR } from '#shared/model/label.ts';
import { expectSound, rowsOf } from '../../main/case-in-folder.ts';
import { signedInConnection } from '../test-connection.ts';
import { asSuperuser } from '../test-database.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  TEAM,
  type TestTenant,
} from '../test-tenant.ts';

const SECRET = 'the password of the till is 4711 swordfish';
const NEVER = new AbortController().signal;

interface Desktop {
  readonly vault: Vault;
  readonly team: Team;
  readonly folder: string;
}

let tenant: TestTenant;
let ada: Desktop;
let bob: Desktop;
const opened: OpenCase[] = [];
const root = mkdtempSync(join(tmpdir(), 'error-iq-raw-logs-'));

async function desktop(name: string, email: string): Promise<Desktop> {
  const folder = join(root, name);
  const vault = createVault({ dataFolder: folder, keychain: null });
  await vault.create({ name, passphrase: 'unusual words of a test', keychain: false });
  const team = createTeam(await signedInConnection(tenant, vault, email));
  await team.introduce();
  return { vault, team, folder };
}

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const { access } = await signedIn(tenant);
  await joined(tenant, access, { email: 'bob@example.org', role: 'analyst', name: 'Bob' });
  ada = await desktop('ada', TEAM.email);
  bob = await desktop('bob', 'bob@example.org');
  const { memberId } = await ada.team.memberOf('bob@example.org');
  await ada.team.compared(memberId, await ada.team.safetyNumber(memberId));
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
afterAll(async () => {
  await tenant.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Opens a case of a desktop, as often as a process would. */
function caseOf({ folder }: Desktop, joins: string | null = null) {
  const path = join(folder, `${randomBytes(4).toString('hex')}.eiq`);
  const key = randomBytes(32);
  const header = makeHeader('vault');
  const signer = { name: 'test', pkcs8: makeSigningKey() };
  if (joins === null) createCaseFile(path, key, header);
  else makeEmptyCopy({ path, key, header }, joins);
  let created = joins === null ? { name: 'The till', zone: 'UTC' } : null;
  return async (): Promise<OpenCase> => {
    const one = await openCase({ path, key, signer, created }, () => {});
    created = null;
    opened.push(one);
    return one;
  };
}

/** Lines of a kilobyte that do not compress to nothing, a third of them with the secret. */
function writeLog(path: string, lines: number): void {
  let random = createHash('sha256')
    .update(path.split('/').at(-1) ?? '')
    .digest('hex');
  const text = Array.from({ length: lines }, (_, i) => {
    random = createHash('shake256', { outputLength: 900 }).update(random).digest('base64url');
    const at = new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString();
    return `${at} ERROR ${i % 3 === 0 ? SECRET : 'connection reset'} ${random}\n`;
  });
  writeFileSync(path, text.join(''));
}

const left = (folder: string): string[] =>
  readdirSync(folder).filter((name) => /\.(upload|download)/.test(name));

async function shareIn(
  { vault, team }: Desktop,
  open: OpenCase,
  more: {
    sourceIds?: number[];
    masked?: boolean;
    signal?: AbortSignal;
    tell?: (progress: RawLogsProgress) => void;
  } = {},
) {
  const { sourceIds = null, masked = false, signal = NEVER, tell = () => {} } = more;
  const raw = await team.rawLogs((await open.syncRoot()) ?? '');
  const desk = { open, team: raw, uploads: openKeptUploads(vault), signal, tell };
  return shareRawLogs(desk, { sourceIds, leave: { ...IN_CLEAR, masked }, note: 'for Bob' });
}

async function fetchIn({ team }: Desktop, open: OpenCase, uploadId: string, signal = NEVER) {
  await team.sync(open);
  const raw = await team.rawLogs((await open.syncRoot()) ?? '');
  return fetchRawLogs({ open, team: raw, signal, tell: () => {} }, uploadId);
}

async function sharedCase(...files: string[]) {
  const reopen = caseOf(ada);
  const mine = await reopen();
  await mine.read({ kind: 'paths', paths: files });
  const caseId = (await mine.syncRoot()) ?? '';
  await ada.team.share(caseId, 'The till');
  await ada.team.sync(mine);
  await ada.team.give(caseId, 'bob@example.org', 'write');
  return { mine, caseId, reopen };
}

/** Breaks work off after its first step. */
function brokenOff(work: (signal: AbortSignal, tell: () => void) => Promise<unknown>) {
  const controller = new AbortController();
  let steps = 0;
  const tell = (): void => {
    if (++steps === 2) controller.abort();
  };
  return expect(work(controller.signal, tell)).rejects.toMatchObject({ code: 'CANCELLED' });
}

test('raw logs go on where they were broken off, and a colleague has the same records under the same places', async () => {
  const log = join(ada.folder, 'till.log');
  writeLog(log, 3_000);
  const { mine, caseId, reopen } = await sharedCase(log);
  await brokenOff((signal, tell) => shareIn(ada, mine, { signal, tell }));
  expect(left(ada.folder)).toHaveLength(1);
  await mine.close();
  opened.length = 0;

  const again = await reopen();
  const shared = await shareIn(ada, again);
  expect(shared.already).toBeGreaterThan(0);
  expect(shared.already).toBeLessThan(shared.bytes);
  expect([left(ada.folder), openKeptUploads(ada.vault).all()]).toEqual([[], []]);
  const leavings = (await again.custody()).filter(({ kind }) => kind === 'left');
  expect(leavings).toMatchObject([
    { what: 'share', records: 3_000, note: '[for the team] for Bob' },
  ]);
  await ada.team.sync(again);

  const theirs = await caseOf(bob, caseId)();
  await bob.team.sync(theirs);
  expect(theirs.sources().map(({ records }) => records)).toEqual([0]);
  const raw = await bob.team.rawLogs(caseId);
  expect(await raw.list()).toMatchObject([{ isMine: false, missing: 0 }]);
  const desk = { open: theirs, team: raw };
  await brokenOff((signal, tell) => fetchRawLogs({ ...desk, signal, tell }, shared.uploadId));
  const fetched = await fetchIn(bob, theirs, shared.uploadId);
  expect(fetched).toMatchObject({ sources: 1, withheld: 0 });
  expect(fetched.already).toBeGreaterThan(0);
  expect(left(bob.folder)).toEqual([]);
  const query = 'swordfish';
  const [hers, his] = [await rowsOf(again, query), await rowsOf(theirs, query)];
  expect(his).toHaveLength(1_000);
  expect(await theirs.cite(his.slice(0, 50).map(({ ref }) => ref))).toEqual(
    await again.cite(hers.slice(0, 50).map(({ ref }) => ref)),
  );
  expect(his.map(({ message }) => message)).toEqual(hers.map(({ message }) => message));
  for (const copy of [again, theirs]) await expectSound(copy);
});

test('the server has nothing of a log that it could read, in its tables or on its disk', async () => {
  const log = join(ada.folder, 'small.log');
  writeLog(log, 60);
  const { mine } = await sharedCase(log);
  await shareIn(ada, mine);
  const oid = await asSuperuser(tenant.database.name, async (client) => {
    await client.query('CHECKPOINT');
    const { rows } = await client.query<{ oid: string }>(
      'SELECT oid::text FROM pg_database WHERE datname = current_database()',
    );
    return rows[0]?.oid ?? '';
  });
  const { folder } = inject('tenantCluster');
  const files = ['base/' + oid, 'pg_wal'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true })
      .map((name) => join(folder, part, String(name)))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
      .map((path) => readFileSync(path)),
  );
  // What stands there in clear is found.
  expect(files.some((file) => file.includes(TEAM.email))).toBe(true);
  for (const word of [SECRET, 'swordfish', 'small.log']) {
    for (const text of [word, Buffer.from(word).toString('hex')]) {
      expect([text, files.some((file) => file.includes(text))]).toEqual([text, false]);
    }
  }
});

test('a piece that was changed, left out or put elsewhere is refused, and nothing of it is taken in', async () => {
  const log = join(ada.folder, 'broken.log');
  writeLog(log, 3_000);
  const { mine, caseId } = await sharedCase(log);
  const { uploadId } = await shareIn(ada, mine);
  const theirs = await caseOf(bob, caseId)();
  const change = (statement: string) =>
    asSuperuser(tenant.database.name, (client) => client.query(statement, [caseId]));
  const refused = async (): Promise<void> => {
    await expect(fetchIn(bob, theirs, uploadId)).rejects.toMatchObject({ code: 'RAW_LOGS_BROKEN' });
    expect(theirs.sources().map(({ records }) => records)).toEqual([0]);
  };
  const flip = `UPDATE raw_chunk SET sealed = set_byte(sealed, 999, get_byte(sealed, 999) # 1) WHERE case_id = $1`;
  await change(flip);
  await refused();
  await change(flip);
  await change(`UPDATE raw_piece SET place = 1000 - place WHERE case_id = $1`);
  await refused();
  await change(`UPDATE raw_piece SET place = 1000 - place WHERE case_id = $1`);
  expect(await fetchIn(bob, theirs, uploadId)).toMatchObject({ sources: 1 });
});

test('masked raw logs show no address, and those of a restricted source do not leave', async () => {
  const log = join(ada.folder, 'mail.log');
  writeFileSync(
    log,
    '2026-01-01T00:00:00Z ERROR login of dora.quist@example.com failed\n'.repeat(30),
  );
  const { mine, caseId } = await sharedCase(log);
  const { uploadId } = await shareIn(ada, mine, { masked: true });
  await ada.team.sync(mine);
  const theirs = await caseOf(bob, caseId)();
  await fetchIn(bob, theirs, uploadId);
  expect(await rowsOf(theirs)).toHaveLength(30);
  expect(await rowsOf(theirs, 'quist')).toEqual([]);
  // Nothing of what masking did to the copy came into the case itself.
  expect(await theirs.erasures()).toEqual([]);
  expect(await rowsOf(mine, 'quist')).toHaveLength(30);
  // Each copy proves what it holds, also when it has learned what the other holds.
  await bob.team.sync(theirs);
  await ada.team.sync(mine);
  for (const copy of [mine, theirs]) await expectSound(copy);
  await mine.change('source', mine.sources()[0]?.key ?? '', { label: 'restricted' });
  await expect(shareIn(ada, mine)).rejects.toMatchObject({ code: 'LABEL_REFUSES' });
});

test('what was erased since is withheld, and what is taken back is gone', async () => {
  const log = join(ada.folder, 'erased.log');
  writeLog(log, 30);
  const { mine, caseId } = await sharedCase(log);
  const { uploadId } = await shareIn(ada, mine);
  // Another is made, and nothing of it sent, before something is erased.
  const controller = new AbortController();
  const halted = { signal: controller.signal, tell: () => controller.abort() };
  await expect(shareIn(ada, mine, halted)).rejects.toMatchObject({ code: 'CANCELLED' });
  const how = { what: 'erased', values: ['swordfish'] } as const;
  await mine.rewrite(how, 'asked for', NEVER, () => {});
  await ada.team.sync(mine);
  const theirs = await caseOf(bob, caseId)();
  expect(await fetchIn(bob, theirs, uploadId)).toMatchObject({ sources: 0, withheld: 1 });
  const anew = await shareIn(ada, mine);
  expect(anew.already).toBe(0);
  expect(await fetchIn(bob, theirs, anew.uploadId)).toMatchObject({ sources: 1, withheld: 0 });
  expect([(await rowsOf(theirs)).length, await rowsOf(theirs, 'swordfish')]).toEqual([30, []]);
  const raw = await ada.team.rawLogs(caseId);
  expect((await raw.list()).map((one) => one.uploadId)).toEqual([uploadId, anew.uploadId]);
  await raw.takeBack(anew.uploadId);
  await expect((await bob.team.rawLogs(caseId)).takeBack(uploadId)).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
  });
  await raw.takeBack(uploadId);
  const kept = await asSuperuser(tenant.database.name, (client) =>
    client.query('SELECT 1 FROM raw_chunk WHERE case_id = $1', [caseId]),
  );
  expect([await raw.list(), kept.rowCount]).toEqual([[], 0]);
  await expect(fetchIn(bob, theirs, uploadId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
