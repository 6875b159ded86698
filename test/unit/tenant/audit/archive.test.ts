import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { verifyAuditExport } from '../../../../main/audit/index.ts';
import {
  checkArchive,
  createTeam,
  exportAudit,
  fetchArchives,
  openArchive,
  provenAuditEntry,
  watchAudit,
} from '../../../../main/tenant/index.ts';
import { auditArchiveJob } from '../../../../tenant/audit/index.ts';
import { archiveEntries } from '../../../../tenant/audit/archive-entries.ts';
import { noticeOtherLife } from '../../../../tenant/backup/index.ts';
import { keepPartitions } from '../../../../tenant/platform/database/partitions-job.ts';
import { openKeys } from '../../../../tenant/open-keys.ts';
import {
  openDatabase,
  readConfiguration,
  type Database,
  type ServerKeys,
} from '../../../../tenant/platform/index.ts';
import { signedInConnection } from '../test-connection.ts';
import {
  asSuperuser,
  connected,
  testDatabase,
  externalDatabase,
  type TestDatabase,
} from '../test-database.ts';
import { aCase } from '../test-entries.ts';
import { makeTeam, signedIn, startTestTenant, type TestTenant } from '../test-tenant.ts';

/** So many of the first entries are made old. */
const AGED = 18;
const YESTERDAY = new Date(Date.now() - 86_400_000);
const root = mkdtempSync(join(tmpdir(), 'error-iq-audit-archive-'));
const { signal } = new AbortController();
let place: TestDatabase;
let tenant: TestTenant;
let database: Database;
/** Those that the server works with. */
let keys: ServerKeys;
let team = '';
let token = '';
/** A case that was shared before all that is aged below. */
const shared = aCase();

/** Does what only who has the database to herself can. */
const past = (statements: string): Promise<unknown> =>
  asSuperuser(place.name, (client) =>
    client.query(`SET session_replication_role = replica; ${statements}`),
  );

beforeAll(async () => {
  place = await testDatabase();
  tenant = await startTestTenant({}, place);
  await makeTeam(tenant);
  token = (await signedIn(tenant)).access;
  const asked = { masterKey: inject('tenantCluster').key, database: externalDatabase(place) };
  ({ keys } = await openKeys({ ...readConfiguration({}, null), ...asked }));
  database = openDatabase(place.app);
  const { rows } = await asSuperuser(place.name, (client) =>
    client.query<{ tenant_id: string }>('SELECT tenant_id FROM tenant'),
  );
  team = rows[0]?.tenant_id ?? '';
  // The server is put back once, and goes on: that entry is among the old ones.
  await past(`UPDATE tenant SET lived_on = 'elsewhere'`);
  await noticeOtherLife(place);
  token = (await signedIn(tenant)).access;
  await tenant.ask('/api/v1/cases', { token, body: shared });
  while ((await sizeNow()) < AGED + 3) await tenant.ask('/api/v1/cases', { token, body: aCase() });
  await connected(place.owner, (client) =>
    client.query(`CALL make_partition('audit_entry', now() - interval '200 days')`),
  );
  await past(
    `UPDATE audit_entry SET at = at - interval '200 days' WHERE seq < ${AGED};
     INSERT INTO retention SELECT tenant_id, 'audit', 90, member_id FROM member`,
  );
});
afterAll(async () => {
  await database.close();
  await tenant.stop();
  rmSync(root, { recursive: true, force: true });
});

async function numbers(): Promise<number[]> {
  const { rows } = await asSuperuser(place.name, (client) =>
    client.query<{ seq: string }>('SELECT seq FROM audit_entry ORDER BY seq'),
  );
  return rows.map(({ seq }) => Number(seq));
}

async function partitions(): Promise<number> {
  const { rows } = await asSuperuser(place.name, (client) =>
    client.query(`SELECT FROM pg_inherits WHERE inhparent = 'audit_entry'::regclass`),
  );
  return rows.length;
}

const sizeNow = async (): Promise<number> => ((await numbers()).at(-1) ?? -1) + 1;

const run = (fed = false): Promise<void> =>
  auditArchiveJob({ database, keys, maintUrl: place.maint, fed }).run({}, signal);

/** A desktop's memory, which is otherwise sealed in its vault. */
async function desktop() {
  const drawers = new Map<string, string>();
  const vault = {
    drawer: (name: string) => ({
      read: () => drawers.get(name) ?? null,
      write: (text: string) => void drawers.set(name, text),
    }),
  };
  return { vault, connection: await signedInConnection(tenant, vault) };
}

test('what a SIEM was not sent yet, and what a legal hold needs, stays in the log', async () => {
  await run(true);
  expect((await numbers())[0]).toBe(0);
  await past(`INSERT INTO audit_feed VALUES ('${team}', 4)`);
  await past(
    `UPDATE shared_case SET created_at = now() - interval '1 year' WHERE case_id = '${shared.caseId}';
     INSERT INTO case_hold (tenant_id, case_id, reason, placed_by)
       SELECT tenant_id, case_id, 'matter 21', shared_by FROM shared_case WHERE case_id = '${shared.caseId}'`,
  );
  await run();
  expect((await numbers())[0]).toBe(0);
  // Also when somebody asks for it past the job.
  const asked = { tenant: team, before: YESTERDAY, most: Infinity };
  const forced = database.inTenant(team, (transaction) => archiveEntries(transaction, keys, asked));
  await expect(forced).rejects.toThrow('a legal hold needs these entries');
  await past(`UPDATE case_hold SET lifted_at = now(), lifted_by = placed_by, lifted_because = 'x'`);
});

test('old entries go into archives that verify, their months go, and every desktop sees the same log go on', async () => {
  const { vault, connection } = await desktop();
  const before = await watchAudit(vault, connection);
  const stranger = await desktop();
  const { restored } = await createTeam(connection).auditHead(0);
  expect(restored?.seq).toBeLessThan(AGED);

  // As far as the SIEM has come, in archives of three; then the rest.
  const asked = { tenant: team, before: YESTERDAY, most: 4 };
  const some = (most: number): Promise<number> =>
    database.inTenant(team, (transaction) =>
      archiveEntries(transaction, keys, { ...asked, most }, 3),
    );
  expect([await some(4), await some(4), await some(4)]).toEqual([3, 1, 0]);
  await run();
  expect((await numbers())[0]).toBe(AGED);
  const parts = await partitions();
  await keepPartitions(place.maint);
  expect(parts - (await partitions())).toBe(1);

  // A head is given again for some seconds.
  await past(`UPDATE audit_checkpoint SET signed_at = signed_at - interval '1 minute'`);
  // The tree is whole: who saw the log before is shown that it goes on, and who never did believes it.
  const after = await watchAudit(vault, connection);
  expect(after.trouble).toBeNull();
  expect(after.size).toBeGreaterThan(before.size);
  expect((await watchAudit(stranger.vault, stranger.connection)).trouble).toBeNull();
  expect((await createTeam(connection).auditHead(0)).restored).toMatchObject({
    seq: restored?.seq,
    body: restored?.body,
  });
  expect((await provenAuditEntry(vault, connection, AGED)).seq).toBe(AGED);
  await expect(provenAuditEntry(vault, connection, 1)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });

  const folder = join(root, 'archives');
  const files = await fetchArchives(connection, folder);
  expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
    'audit-0-2.jsonl',
    'audit-3-3.jsonl',
    `audit-4-${AGED - 1}.jsonl`,
  ]);
  expect(await fetchArchives(connection, folder)).toEqual([]);
  const { key } = after;
  const archives = await createTeam(connection).auditArchives();
  expect(archives.map(({ first, by }) => [first, by])).toEqual([
    [0, 'Ada'],
    [3, 'Ada'],
    [4, 'Ada'],
  ]);
  const archive = await openArchive(connection, 3);
  expect(await checkArchive(archive, 3, key)).toMatchObject({ entries: 1, wrong: null });
  expect((await checkArchive(archive, 4, key)).wrong).toContain('begins with entry 3');
  expect((await checkArchive(archive, 3, null)).wrong).toContain('not signed with the key');
  const other = Buffer.from(archive.toString('utf8').replace('"v":1', '"v":1 '));
  expect((await checkArchive(other, 3, key)).wrong).not.toBeNull();
  for (const [path, first] of files.map((file, n) => [file, [0, 3, 4][n]] as const)) {
    expect(await verifyAuditExport(path)).toMatchObject({ broken: null, first, key });
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"v":1', '"v":1 '));
    expect((await verifyAuditExport(path)).broken).not.toBeNull();
  }
  expect(readdirSync(folder)).toHaveLength(3);
  // An export goes on where the last archive ends.
  const rest = join(root, 'rest.jsonl');
  const { first } = await exportAudit(connection, rest);
  expect(first).toBe(AGED);
  expect(await verifyAuditExport(rest)).toMatchObject({ broken: null, first: AGED, key });
});

test('nothing of the log goes that is in no archive, and no archive is changed', async () => {
  const asTeam = (statement: string): Promise<unknown> =>
    connected(place.app, async (client) => {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.tenant', $1, true)`, [team]);
      await client.query(statement);
      await client.query('COMMIT');
    });
  await expect(asTeam(`SELECT give_up_audit(${AGED}, ${AGED + 1})`)).rejects.toThrow('no archive');
  await expect(asTeam(`SELECT give_up_audit(0, ${AGED + 1})`)).rejects.toThrow('no archive');
  const archived = (first: number): string =>
    `INSERT INTO audit_archive VALUES ('${team}', ${first}, ${first + 1}, now(), now(), '');
     SELECT give_up_audit(${first}, ${first + 1})`;
  await expect(asTeam(archived(500))).rejects.toThrow('other entries');
  await expect(asTeam(archived(AGED))).rejects.toThrow('for 90 days');
  for (const wrong of ['DELETE FROM audit_archive', 'DELETE FROM audit_entry']) {
    await expect(asTeam(wrong)).rejects.toThrow('permission denied');
    await expect(connected(place.maint, (client) => client.query(wrong))).rejects.toThrow(
      'permission denied',
    );
    await expect(connected(place.owner, (client) => client.query(wrong))).rejects.toThrow(
      'only added to',
    );
  }
});
