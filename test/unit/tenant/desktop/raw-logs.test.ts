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
import { PACK_ARTEFACT } from '#shared/deployments/team-pack.ts';
import { IN_CLEAR } from '#shared/model/label.ts';
import { OPEN_POLICY, type TeamPolicy } from '#shared/model/team-policy.ts';
import type { ReadableRecords } from '#shared/sync/readable-logs-api.ts';
import { policyShelf, serverReadsHere } from '../../../../main/deployments/index.ts';
import { readPackState, writePackState } from '../../../../main/deployments/pack-state.ts';
import { digestOfPack, signPack } from '../../../../main/deployments/sign-pack.ts';
import { expectSound, rowsOf } from '../../main/case-in-folder.ts';
import { signedInConnection } from '../test-connection.ts';
import { asSuperuser } from '../test-database.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  TEAM,
  testDevice,
  withCodeApp,
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

/** Which words stand in clear in the files of the database or its log, as text or as hexadecimal digits. */
async function inClear(words: readonly string[]): Promise<string[]> {
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
  const texts = (word: string): string[] => [word, Buffer.from(word).toString('hex')];
  return words.filter((word) => texts(word).some((text) => files.some((f) => f.includes(text))));
}

test('the server has nothing of a log that it could read, in its tables or on its disk', async () => {
  const log = join(ada.folder, 'small.log');
  writeLog(log, 60);
  const { mine } = await sharedCase(log);
  await shareIn(ada, mine);
  // What stands there in clear is found.
  expect(await inClear([TEAM.email, SECRET, 'swordfish', 'small.log'])).toEqual([TEAM.email]);
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

/** Puts a policy in force for desktops that follow the environment, and on Ada's machine; null: none is any more. */
async function policyOf(version: string, policy: TeamPolicy | null): Promise<void> {
  const texts = policy === null ? [] : [{ name: 'policy.json', text: JSON.stringify(policy) }];
  const pack = { version, rules: [], formats: [], playbooks: [], policies: texts };
  const signed = signPack(pack, ada.vault.signer());
  const digest = digestOfPack(signed.text);
  expect((await asAda('packs', signed)).status).toBe(201);
  const artefacts = [{ name: PACK_ARTEFACT, digest, ref: `packs/${digest}` }];
  const made = await asAda('releases', { version, artefacts, commits: [] });
  expect(made.status).toBe(201);
  // How a release comes to be in force is held by the tests of deployments.
  await asSuperuser(tenant.database.name, (client) =>
    client.query('UPDATE environment SET current_id = $1', [made.json.releaseId]),
  );
  await policyShelf(ada.vault).putTeam(texts, version);
}

let fresh = '';
const asAda = (path: string, body?: object, method?: string) =>
  tenant.ask(`/api/v1/${path}`, { token: fresh, ...(body && { body }), ...(method && { method }) });

test('the server reads raw logs only where a policy in force and who shares them say so, and says who read', async () => {
  const { codes } = await withCodeApp(tenant, (await signedIn(tenant)).access);
  fresh = (await steppedUp(tenant, codes[0] ?? '')).access;
  // Carl leads the team, and has neither the case nor its key.
  const carls = testDevice();
  const carl = { email: 'carl@example.org', role: 'lead', name: 'Carl' };
  const his = await joined(tenant, fresh, carl, carls);
  const app = await withCodeApp(tenant, his.access, carls);
  const token = (await steppedUp(tenant, app.codes[0] ?? '', carl.email, carls)).access;
  const asCarl = (path: string, with_: string = token) =>
    tenant.ask(`/api/v1/${path}`, { token: with_, device: carls });

  const log = join(ada.folder, 'readable.log');
  writeLog(log, 1_500);
  const { mine, caseId } = await sharedCase(log);
  const raw = await ada.team.rawLogs(caseId);
  const share = (masked: boolean, signal = NEVER, tell: () => void = () => {}) =>
    shareRawLogs(
      { open: mine, team: raw, uploads: openKeptUploads(ada.vault), signal, tell },
      {
        sourceIds: null,
        note: '',
        leave: { ...IN_CLEAR, masked },
        reads: serverReadsHere(ada.vault),
      },
    );
  expect(() => share(true)).toThrow(expect.objectContaining({ code: 'SERVER_MAY_NOT_READ' }));
  const executor = { kind: 'desktops' };
  const policy = {
    production: false,
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
  };
  const made = await asAda('environments', { name: 'desks', policy, executor });
  const { environmentId } = made.json;
  const follows = { url: `${tenant.url}/t/night`, environmentId, environment: 'desks' };
  writePackState(ada.vault, { ...readPackState(ada.vault), follows });
  const reads = (internal: 'clear' | 'masked') => ({ ...OPEN_POLICY, serverReads: { internal } });

  // A policy that says nothing of it, and one for what is masked.
  await policyOf('1.0.0', OPEN_POLICY);
  await expect(share(true)).rejects.toMatchObject({ code: 'SERVER_MAY_NOT_READ' });
  await policyOf('1.1.0', reads('masked'));
  await expect(share(false)).rejects.toMatchObject({ code: 'SERVER_MAY_NOT_READ' });
  expect(await raw.list()).toEqual([]);
  // A desktop that does not heed it is refused as well.
  const sealed = await shareIn(ada, mine);
  const forged = {
    as: { environmentId, version: '1.1.0', label: 'internal', masked: false },
    key: 'k'.repeat(43),
    sources: [{ name: 'x', first: 0, records: 1 }],
    pages: [{ digest: 'd'.repeat(43), bytes: 1, records: 1 }],
  };
  const place = `cases/${caseId}/raw-logs`;
  const lie = await asAda(`${place}/${sealed.uploadId}/readable`, forged, 'PUT');
  expect([lie.status, lie.json.code]).toEqual([403, 'SERVER_MAY_NOT_READ']);
  for (const what of ['records', 'search?text=till']) {
    expect((await asCarl(`${place}/${sealed.uploadId}/${what}`)).status).toBe(404);
  }
  expect((await asCarl('readable-logs')).json).toEqual({ logs: [] });

  // Broken off after its first piece, it goes on.
  await policyOf('1.2.0', reads('clear'));
  await brokenOff((signal, tell) => share(false, signal, tell));
  const { uploadId } = await share(false);
  expect(left(ada.folder)).toEqual([]);
  const listed = (await raw.list()).find((one) => one.uploadId === uploadId);
  expect(listed).toMatchObject({ missing: 0, readable: { version: '1.2.0', masked: false } });
  const leavings = (await mine.custody()).filter(({ kind }) => kind === 'left');
  expect(leavings.at(-1)).toMatchObject({
    note: '[for the team] [readable by the team server, policy of release 1.2.0]',
  });
  // The sealed file is what it always was.
  await ada.team.sync(mine);
  const theirs = await caseOf(bob, caseId)();
  expect(await fetchIn(bob, theirs, uploadId)).toMatchObject({ sources: 1, withheld: 0 });

  const { logs } = (await asCarl('readable-logs')).json;
  expect(logs).toMatchObject([{ caseId, uploadId, sharedBy: 'Ada', masked: false }]);
  expect(logs[0].sources).toEqual([{ name: log, first: 0, records: 1_500 }]);
  // Carl, who leads, sees whatever lies there; what is of nobody's cases but hers is Ada's to see, and not a stranger's.
  const { rawLogs } = (await asCarl('raw-logs')).json;
  const kindOf = (id: string) => rawLogs.find((one: { uploadId: string }) => one.uploadId === id);
  expect(kindOf(sealed.uploadId)).toMatchObject({ caseId, sharedBy: 'Ada', readable: null });
  const { sources } = logs[0];
  expect(kindOf(uploadId)).toMatchObject({
    missing: 0,
    readable: { version: '1.2.0', masked: false, sources },
  });
  expect(kindOf(uploadId).bytes).toBeGreaterThan(kindOf(sealed.uploadId).bytes);
  const dans = testDevice();
  const dan = await joined(
    tenant,
    fresh,
    { email: 'dan@example.org', role: 'analyst', name: 'Dan' },
    dans,
  );
  const seenByDan = await tenant.ask('/api/v1/raw-logs', { token: dan.access, device: dans });
  expect(seenByDan.json).toEqual({ rawLogs: [] });

  const url = `${place}/${uploadId}`;
  const first = (await asCarl(`${url}/records?limit=2&from=499`)).json;
  expect(first.next).toBe(501);
  expect(first.records.map(({ line }: { line: number }) => line)).toEqual([500, 501]);
  const end = (await asCarl(`${url}/records?from=1499`)).json;
  expect([end.records.length, end.next]).toEqual([1, null]);
  let found = 0;
  let next: number | null = 0;
  while (next !== null) {
    const page: ReadableRecords = (await asCarl(`${url}/search?text=SWORDFISH&from=${next}`)).json;
    found += page.records.length;
    ({ next } = page);
  }
  expect(found).toBe(500);

  // Not without a second factor just now, and not for who has neither the case nor the role.
  const stale = (await signedIn(tenant, 'bob@example.org', carls)).access;
  expect((await asCarl(`${url}/records`, stale)).json.code).toBe('STEP_UP_REQUIRED');
  const { bodies } = (await asAda('audit/entries')).json;
  const actions = bodies
    .flatMap((body: string) => JSON.parse(body).events)
    .filter(({ about }: { about: { uploadId?: string } }) => about?.uploadId === uploadId);
  expect(actions).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ action: 'raw_logs.readable' }),
      {
        action: 'raw_logs.read',
        about: { caseId, uploadId, from: 499, upto: 501, records: 2 },
      },
      expect.objectContaining({ action: 'raw_logs.searched' }),
    ]),
  );
  expect(JSON.stringify(actions).toLowerCase()).not.toContain('swordfish');

  // What it may read lies there sealed all the same.
  expect(await inClear([SECRET, 'swordfish', 'readable.log'])).toEqual([]);

  // The policy goes, and with it the reading; it comes back with the policy, until who shared them ends it.
  await policyOf('1.3.0', reads('masked'));
  expect((await asCarl(`${url}/records`)).json.code).toBe('SERVER_MAY_NOT_READ');
  expect((await asCarl('readable-logs')).json).toEqual({ logs: [] });
  await policyOf('1.4.0', reads('clear'));
  expect((await asCarl(`${url}/records?limit=1`)).status).toBe(200);
  await raw.endReading(uploadId);
  expect((await asCarl(`${url}/records`)).status).toBe(404);
  const kept = await asSuperuser(tenant.database.name, (client) =>
    client.query('SELECT FROM raw_piece WHERE upload_id = $1 AND records IS NOT NULL', [uploadId]),
  );
  expect(kept.rowCount).toBe(0);
  expect((await raw.list()).find((one) => one.uploadId === uploadId)).toMatchObject({
    missing: 0,
    readable: null,
  });
}, 60_000);
