import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createCaseFile, makeHeader } from '../../../../main/cases/index.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';
import {
  createTeam,
  keepAddress,
  lookAtCertificate,
  makeEmptyCopy,
  openConnection,
  readTenantUrl,
  signInByBrowser,
  type Team,
} from '../../../../main/tenant/index.ts';
import {
  createEntrySealer,
  makeSealingPair,
  openShareKeys,
} from '../../../../main/tenant/case-key.ts';
import type { Connection } from '../../../../main/tenant/connection.ts';
import { signInByCode } from '../../../../main/tenant/code-sign-in.ts';
import { createVault, loadSigner, makeSigningKey } from '../../../../main/vault/index.ts';
import type { SealedEntry } from '#shared/sync/sync-wire.ts';
import { asSuperuser } from '../test-database.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  TEAM,
  walkDeviceCode,
  walkSignIn,
  type TestTenant,
} from '../test-tenant.ts';

const SECRET = 'the password of the till is 4711';

interface Desktop {
  readonly team: Team;
  readonly folder: string;
  readonly name: string;
  readonly connection: Connection;
}

let tenant: TestTenant;
let ada: Desktop;
let bob: Desktop;
const open: OpenCase[] = [];
const root = mkdtempSync(join(tmpdir(), 'error-iq-team-'));

/** A profile of its own, connected and signed in as a person does it. */
async function desktop(name: string, email: string): Promise<Desktop> {
  const folder = join(root, name);
  const vault = createVault({ dataFolder: folder, keychain: null });
  await vault.create({ name, passphrase: 'unusual words of a test', keychain: false });
  const url = readTenantUrl(`${tenant.url}/t/night/`);
  const { pem } = await lookAtCertificate(url);
  await keepAddress(vault, { url, authority: pem });
  const connection = openConnection(vault);
  const open = (page: string): void => {
    const path = page.slice(tenant.url.length);
    void walkSignIn(tenant, path, { email }).then(({ back }) => fetch(back ?? ''));
  };
  const tokens = await signInByBrowser(connection.address, connection.device, { open });
  connection.keep(tokens);
  const team = createTeam(connection);
  await team.introduce();
  return { team, folder, name, connection };
}

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const { access } = await signedIn(tenant);
  await joined(tenant, access, { email: 'bob@example.org', role: 'analyst', name: 'Bob' });
  ada = await desktop('ada', TEAM.email);
  bob = await desktop('bob', 'bob@example.org');
  // They have compared.
  const { memberId } = await ada.team.memberOf('bob@example.org');
  const number = await ada.team.safetyNumber(memberId);
  await ada.team.compared(memberId, number);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(async () => {
  await tenant.stop();
  rmSync(root, { recursive: true, force: true });
});

async function caseOf({ folder, name }: Desktop, joins: string | null = null): Promise<OpenCase> {
  const path = join(folder, `${randomBytes(4).toString('hex')}.eiq`);
  const key = randomBytes(32);
  const header = makeHeader('vault');
  if (joins === null) createCaseFile(path, key, header);
  else makeEmptyCopy({ path, key, header }, joins);
  const signer = { name, pkcs8: makeSigningKey() };
  expect(loadSigner(name, signer.pkcs8).name).toBe(name);
  const created = joins === null ? { name: 'The till', zone: 'UTC' } : null;
  const one = await openCase({ path, key, signer, created }, () => {});
  open.push(one);
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

async function sharedCase(): Promise<{ mine: OpenCase; caseId: string }> {
  const mine = await caseOf(ada);
  const caseId = (await mine.syncRoot()) ?? '';
  await ada.team.share(caseId, mine.info().name);
  return { mine, caseId };
}

test('two desktops share a case, work apart, and meet again with the same case', async () => {
  const { mine, caseId } = await sharedCase();
  await mine.append(note(SECRET));
  await ada.team.sync(mine);
  await ada.team.give(caseId, 'bob@example.org', 'write');
  expect(await bob.team.cases()).toContainEqual({
    caseId,
    name: 'The till',
    access: 'write',
    hold: null,
    archivedAt: null,
  });

  const theirs = await caseOf(bob, caseId);
  await bob.team.sync(theirs);
  expect(theirs.info().name).toBe('The till');
  expect(await texts(theirs)).toEqual([SECRET]);

  // Apart: each adds, and both change the same thing.
  await mine.append(note('of ada'));
  await theirs.append(note('of bob'));
  await mine.change('case', 'case', { name: 'Till, by Ada' });
  await theirs.change('case', 'case', { name: 'Till, by Bob' });
  await ada.team.sync(mine);
  await bob.team.sync(theirs);
  await ada.team.sync(mine);

  expect(await texts(mine)).toEqual(['of ada', 'of bob', SECRET]);
  expect(await texts(theirs)).toEqual(await texts(mine));
  expect(theirs.info().name).toBe(mine.info().name);
  expect(await mine.conflicts()).toHaveLength(1);
  expect(await theirs.conflicts()).toEqual(await mine.conflicts());
  for (const one of [mine, theirs]) {
    expect((await one.journalVerify()).broken).toBeNull();
    expect(await one.syncStore.attention()).toEqual([]);
    expect(await one.syncWaiting()).toBe(0);
  }
  expect(await ada.team.sync(mine)).toEqual({ sent: 0, received: 0, archived: false });

  // The server cannot read any of it, nor does it lie on its disk in clear.
  const text = await asSuperuser(tenant.database.name, async (client) => {
    const dumps: string[] = [];
    for (const table of ['case_entry', 'shared_case', 'case_grant', 'push_outcome', 'member']) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
      dumps.push(...rows.map(({ row }) => row));
    }
    return dumps.join('\n');
  });
  expect(text.length).toBeGreaterThan(1000);
  for (const clear of [
    SECRET,
    Buffer.from(SECRET).toString('base64url').slice(4, 40),
    'The till',
  ]) {
    expect(text).not.toContain(clear);
  }
});

test('without the right to write or to read nothing is sent or lost: it is kept here, told of, and sent once it may be', async () => {
  const { mine, caseId } = await sharedCase();
  await ada.team.sync(mine);
  await ada.team.give(caseId, 'bob@example.org', 'read');
  const theirs = await caseOf(bob, caseId);
  await bob.team.sync(theirs);
  await theirs.append(note('of bob'));
  await bob.team.sync(theirs);
  const attention = await theirs.syncStore.attention();
  expect(attention.length).toBeGreaterThan(0);
  expect(attention.every(({ code }) => code === 'READ_ONLY' || code === 'BEFORE_MISSING')).toBe(
    true,
  );
  await ada.team.sync(mine);
  expect(await texts(mine)).toEqual([]);

  await ada.team.give(caseId, 'bob@example.org', 'write');
  await theirs.syncStore.retry();
  await bob.team.sync(theirs);
  expect(await theirs.syncStore.attention()).toEqual([]);
  const { memberId: bobsId } = await ada.team.memberOf('bob@example.org');
  await ada.team.take(caseId, bobsId);
  await theirs.append(note('while away'));
  await expect(bob.team.sync(theirs)).rejects.toMatchObject({ code: 'CASE_NOT_FOUND' });
  expect(await texts(theirs)).toEqual(['of bob', 'while away']);
  expect(await theirs.syncWaiting()).toBeGreaterThan(0);
  await ada.team.give(caseId, 'bob@example.org', 'write');
  await bob.team.sync(theirs);
  await ada.team.sync(mine);
  expect(await texts(mine)).toEqual(['of bob', 'while away']);
});

test('a server that was put back to yesterday gets everything again from the desktops', async () => {
  const { mine, caseId } = await sharedCase();
  await ada.team.give(caseId, 'bob@example.org', 'write');
  await ada.team.sync(mine);
  const theirs = await caseOf(bob, caseId);
  await bob.team.sync(theirs);
  await mine.append(note('after the backup'));
  await ada.team.sync(mine);
  await asSuperuser(tenant.database.name, async (client) => {
    await client.query(
      `DELETE FROM case_entry WHERE case_id = $1 AND seq > (SELECT min(seq) FROM case_entry WHERE case_id = $1)`,
      [caseId],
    );
    await client.query(`DELETE FROM push_outcome WHERE case_id = $1`, [caseId]);
    await client.query(
      `UPDATE tenant SET epoch = gen_random_uuid(), last_seq = (SELECT max(seq) FROM case_entry)`,
    );
  });
  await ada.team.sync(mine);
  await bob.team.sync(theirs);
  expect(await texts(theirs)).toEqual(['after the backup']);
});

test('a case is given to nobody whose key was not compared, or was swapped since', async () => {
  const { caseId } = await sharedCase();
  const { memberId, sealingKey } = await ada.team.memberOf('bob@example.org');
  const adasId = (await ada.team.me()).memberId;
  expect(await bob.team.safetyNumber(adasId)).toBe(await ada.team.safetyNumber(memberId));
  const setKey = (key: string | null) =>
    asSuperuser(tenant.database.name, (client) =>
      client.query('UPDATE member SET sealing_key = $1 WHERE member_id = $2', [key, memberId]),
    );
  const number = await ada.team.safetyNumber(memberId);
  await setKey(makeSealingPair().publicKey);
  const refused = { code: 'KEY_NOT_COMPARED' };
  await expect(ada.team.give(caseId, 'bob@example.org', 'write')).rejects.toMatchObject(refused);
  expect(ada.team.standingOf(await ada.team.memberOf('bob@example.org'))).toBe('changed');
  await expect(ada.team.compared(memberId, number)).rejects.toMatchObject({
    code: 'KEY_CHANGED_MEANWHILE',
  });
  await setKey(sealingKey);
  await ada.team.give(caseId, 'bob@example.org', 'write');
});

test('who had a case cannot read what comes after with the keys that she had; others read all of it', async () => {
  const { mine, caseId } = await sharedCase();
  await ada.team.give(caseId, 'bob@example.org', 'write');
  const theirs = await caseOf(bob, caseId);
  await mine.append(note('before'));
  await ada.team.sync(mine);
  await bob.team.sync(theirs);
  const { memberId } = await ada.team.memberOf('bob@example.org');
  const had = await asSuperuser(tenant.database.name, async (client) => {
    const { rows } = await client.query<{ sealed_key: string }>(
      'SELECT sealed_key FROM case_grant WHERE case_id = $1 AND member_id = $2',
      [caseId, memberId],
    );
    return openShareKeys(rows[0]?.sealed_key ?? '', bob.connection.sealing, caseId);
  });
  await ada.team.take(caseId, memberId);
  await mine.append(note('after'));
  await ada.team.sync(mine);
  const generations = await asSuperuser(tenant.database.name, async (client) => {
    const { rows } = await client.query<SealedEntry>(
      'SELECT entry_id AS id, generation, digest, before, sealed FROM case_entry WHERE case_id = $1 ORDER BY seq',
      [caseId],
    );
    const sealer = createEntrySealer(had ?? Buffer.alloc(32), caseId);
    return rows.map((row) => [row.generation, sealer.open(row) !== null]);
  });
  expect(new Set(generations.map(String))).toEqual(new Set(['1,true', '2,false']));
  await ada.team.give(caseId, 'bob@example.org', 'write');
  await bob.team.sync(theirs);
  expect(await texts(theirs)).toEqual(['after', 'before']);
  expect(await theirs.syncStore.attention()).toEqual([]);
});

test('a desktop without a browser signs in with a code, and signs out for good', async () => {
  const { address, device } = bob.connection;
  const typed: string[] = [];
  const tokens = await signInByCode(address, device, ({ code }) => typed.push(code), {
    // The person types while this machine waits between two questions.
    wait: async () => {
      const code = typed.pop();
      if (code !== undefined) await walkDeviceCode(tenant, code);
    },
  });
  bob.connection.keep(tokens);
  expect(await bob.team.me()).toMatchObject({ name: 'Ada' });
  expect((await bob.team.sessions()).filter(({ isThis }) => isThis)).toHaveLength(1);
  await bob.connection.signOut();
  bob.connection.keep(tokens);
  await expect(bob.team.me()).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
});

test('a desktop whose clock is a day wrong is answered all the same', async () => {
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + 86_400_000);
  try {
    expect(await ada.team.me()).toMatchObject({ name: 'Ada' });
  } finally {
    vi.restoreAllMocks();
  }
});

test('no token or key lies in the profile in clear', async () => {
  const names = readdirSync(ada.folder, { recursive: true }).map(String);
  const sealed = names.filter((name) => /vault\.json$|\.sealed$/.test(name));
  expect(sealed.sort()).toEqual([
    'team-cases.sealed',
    'tenant-keys.sealed',
    'tenant.sealed',
    'vault.json',
  ]);
  const text = sealed.map((name) => readFileSync(join(ada.folder, name), 'utf8')).join('\n');
  expect(text).not.toMatch(/refresh|privateKey|BEGIN|https:/);
});

test('another server under the same address is not spoken to', async () => {
  const other = await startTestTenant();
  const { pem } = await lookAtCertificate(tenant.url);
  await other.stop();
  const { askTenant } = await import('../../../../main/tenant/tenant-https.ts');
  const { makeDeviceKey, openDeviceKey } = await import('../../../../main/tenant/device-key.ts');
  const asked = {
    method: 'GET',
    path: '/healthz',
    device: openDeviceKey(await makeDeviceKey()),
  } as const;
  const good = { url: `${tenant.url}/t/night`, authority: pem };
  expect((await askTenant(good, asked)).status).toBe(200);
  const wrong = { url: good.url, authority: other.authority };
  await expect(askTenant(wrong, asked)).rejects.toMatchObject({
    code: 'TENANT_UNREACHABLE',
    retryable: false,
  });
});
