import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createCaseFile, makeHeader } from '../../../../main/cases/index.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';
import {
  eraseValues,
  keepingOf,
  keepingOfFile,
  requireNoHold,
} from '../../../../main/safekeeping/index.ts';
import { createTeam, createTeamKeeping, makeEmptyCopy } from '../../../../main/tenant/index.ts';
import { createVault, makeSigningKey } from '../../../../main/vault/index.ts';
import { signedInConnection } from '../test-connection.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  TEAM,
  withCodeApp,
  type Answer,
  type TestTenant,
} from '../test-tenant.ts';

type Desktop = Awaited<ReturnType<typeof desktop>>;

let tenant: TestTenant;
let ada: Desktop;
let bob: Desktop;
/** Ada's, with a second factor just now. */
let fresh = '';
const opened: OpenCase[] = [];
const root = mkdtempSync(join(tmpdir(), 'error-iq-case-keeping-'));

async function desktop(name: string, email: string) {
  const folder = join(root, name);
  const vault = createVault({ dataFolder: folder, keychain: null });
  await vault.create({ name, passphrase: 'unusual words of a test', keychain: false });
  const connection = await signedInConnection(tenant, vault, email);
  const team = createTeam(connection);
  await team.introduce();
  return { folder, team, keeping: createTeamKeeping(connection) };
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
  const { codes } = await withCodeApp(tenant, access);
  fresh = (await steppedUp(tenant, codes[0] ?? '')).access;
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
afterAll(async () => {
  await tenant.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Opens a new case of a desktop, or its copy of a shared one. */
async function caseOf({ folder }: Desktop, joins: string | null = null) {
  const path = join(folder, `${randomBytes(4).toString('hex')}.eiq`);
  const key = randomBytes(32);
  const header = makeHeader('vault');
  if (joins === null) createCaseFile(path, key, header);
  else makeEmptyCopy({ path, key, header }, joins);
  const signer = { name: 'test', pkcs8: makeSigningKey() };
  const created = joins === null ? { name: 'The till', zone: 'UTC' } : null;
  const open = await openCase({ path, key, signer, created }, () => {});
  opened.push(open);
  return { open, path, key };
}

/** A case that Ada shares with Bob, who has a copy. */
async function sharedCase() {
  const mine = (await caseOf(ada)).open;
  const caseId = (await mine.syncRoot()) ?? '';
  await ada.team.share(caseId, mine.info().name);
  await ada.team.sync(mine);
  await ada.team.give(caseId, 'bob@example.org', 'write');
  const theirs = await caseOf(bob, caseId);
  await bob.team.sync(theirs.open);
  return { mine, caseId, theirs };
}

/** Does as Ada what needs a second factor just now. */
const decide = async (caseId: string, what: string, reason: string): Promise<Answer> => {
  const method = what === 'hold' ? 'PUT' : 'POST';
  const asked = { token: fresh, method, body: { reason } };
  const answer = await tenant.ask(`/api/v1/cases/${caseId}/${what}`, asked);
  expect(answer.status).toBe(204);
  return answer;
};

test('the hold of the team reaches every copy, which is then neither erased from nor deleted until it is lifted', async () => {
  const { caseId, theirs } = await sharedCase();
  const { open, path, key } = theirs;
  await open.change('case', 'case', { keepUntil: '2020-01-01' });
  expect(keepingOf(await open.caseValues(), await open.teamHold()).overdue).toBe(true);
  await expect(ada.keeping.hold(caseId, 'x')).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  await expect(bob.keeping.cases()).rejects.toMatchObject({ code: 'NOT_ALLOWED' });

  await decide(caseId, 'hold', 'matter 17');
  await bob.team.sync(open);
  const hold = { reason: 'matter 17', by: 'Ada', at: expect.any(String) };
  expect(await open.teamHold()).toEqual(hold);
  expect(await bob.team.cases()).toContainEqual({
    caseId,
    name: 'The till',
    access: 'write',
    hold,
    archivedAt: null,
  });
  expect(await ada.keeping.cases()).toContainEqual(expect.objectContaining({ caseId, hold }));
  const keeping = keepingOfFile(path, key);
  expect(keeping).toMatchObject({ hold: null, teamHold: hold, overdue: false });
  expect(() => requireNoHold(keeping, 'deleted')).toThrow('legal hold (matter 17)');
  const never = new AbortController().signal;
  await expect(eraseValues(open, ['4711'], 'asked', never, () => {})).rejects.toMatchObject({
    code: 'CASE_ON_HOLD',
  });

  // What was last told stays while the server is not asked, and goes on with the copy's own sync.
  await decide(caseId, 'hold/lift', 'settled');
  expect(await open.teamHold()).toEqual(hold);
  await bob.team.sync(open);
  expect(await open.teamHold()).toBeNull();
  expect(keepingOfFile(path, key).overdue).toBe(true);
});

test('a deleted case stays on the desktops, which say so; shared again, every copy sends all that it has', async () => {
  const { mine, caseId, theirs } = await sharedCase();
  const { open } = theirs;
  await decide(caseId, 'hold', 'matter 18');
  // Only the server and Bob ever had this.
  await open.change('case', 'case', { summary: 'of bob' });
  await bob.team.sync(open);
  await decide(caseId, 'hold/lift', 'settled');
  await decide(caseId, 'delete', 'shared by mistake');
  await expect(bob.team.sync(open)).rejects.toMatchObject({
    code: 'CASE_DELETED',
    message: expect.stringContaining('Ada deleted this case from the team server (shared by'),
  });
  expect(await open.teamHold()).toBeNull();
  expect(open.info().name).toBe('The till');
  expect(await bob.team.has(caseId).catch(({ code }) => code)).toBe('CASE_DELETED');
  await expect(bob.team.share(caseId, 'The till')).rejects.toMatchObject({ code: 'CASE_DELETED' });

  await ada.team.share(caseId, mine.info().name);
  await ada.team.sync(mine);
  await ada.team.give(caseId, 'bob@example.org', 'write');
  await bob.team.sync(open);
  await ada.team.sync(mine);
  expect((await mine.caseValues()).summary).toBe('of bob');
  for (const one of [mine, open]) {
    expect(await one.syncStore.attention()).toEqual([]);
    expect(await one.syncWaiting()).toBe(0);
  }
});

test('an archived case is read as ever; what is done meanwhile waits, is counted, and goes when it is back', async () => {
  const { mine, caseId, theirs } = await sharedCase();
  const { open } = theirs;
  await mine.change('case', 'case', { summary: 'of ada' });
  await ada.team.sync(mine);
  await expect(bob.keeping.setArchived(caseId, true)).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
  });
  await ada.keeping.setArchived(caseId, true);
  const listed = async (asked: { archived?: boolean }): Promise<unknown> =>
    (await bob.team.cases(asked)).find((one) => one.caseId === caseId)?.archivedAt;
  expect(await listed({})).toBeUndefined();
  expect(await listed({ archived: true })).toEqual(expect.any(String));

  await open.change('case', 'case', { assignee: 'bob' });
  const waiting = await open.syncWaiting();
  expect(waiting).toBeGreaterThan(0);
  for (let round = 0; round < 2; round++) {
    expect(await bob.team.sync(open)).toMatchObject({ sent: 0, archived: true });
  }
  expect((await open.caseValues()).summary).toBe('of ada');
  expect(await open.syncStore.attention()).toEqual([]);
  expect(await open.syncWaiting()).toBe(waiting);

  await ada.keeping.setArchived(caseId, false);
  expect(await bob.team.sync(open)).toEqual({ sent: waiting, received: 0, archived: false });
  await ada.team.sync(mine);
  expect((await mine.caseValues()).assignee).toBe('bob');
  expect(await open.syncWaiting()).toBe(0);
});
