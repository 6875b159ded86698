import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { auditEntry, type AuditEntry } from '#shared/audit/audit-wire.ts';
import { main } from '../../../../main/shells/cli/cli.ts';
import {
  auditState,
  exportAudit,
  forgetAudit,
  provenAuditEntry,
  watchAudit,
} from '../../../../main/tenant/index.ts';
import { verifyAuditExport } from '../../../../main/audit/index.ts';
import { forgetExpired } from '../../../../tenant/identity/index.ts';
import { openDatabase } from '../../../../tenant/platform/index.ts';
import { asSuperuser, connected } from '../test-database.ts';
import { signedInConnection } from '../test-connection.ts';
import { aCase } from '../test-entries.ts';
import { joined, makeTeam, signedIn, startTestTenant, type TestTenant } from '../test-tenant.ts';

let tenant: TestTenant;
let ada: string;
const root = mkdtempSync(join(tmpdir(), 'error-iq-audit-'));

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  ada = (await signedIn(tenant)).access;
});
afterAll(async () => {
  await tenant.stop();
  rmSync(root, { recursive: true, force: true });
});

async function entries(token = ada): Promise<AuditEntry[]> {
  const { json } = await tenant.ask('/api/v1/audit/entries', { token });
  return json.bodies.map((body: string) => auditEntry.parse(JSON.parse(body)));
}

/** A desktop's memory, which is otherwise sealed in its vault. */
async function desktop() {
  const drawers = new Map<string, string>();
  const vault = {
    drawer: (name: string) => ({
      read: () => drawers.get(name) ?? null,
      write: (text: string) => void drawers.set(name, text),
    }),
  };
  const connection = await signedInConnection(tenant, vault);
  return {
    watch: () => watchAudit(vault, connection),
    trust: () => forgetAudit(vault, connection),
    state: () => auditState(vault, connection),
    entry: (seq: number) => provenAuditEntry(vault, connection, seq),
    export: (path: string, first = 0) => exportAudit(connection, path, first),
  };
}

/** Writes past the server, as who has the database to herself can. */
const past = (statements: string): Promise<unknown> =>
  asSuperuser(tenant.database.name, (client) =>
    client.query(`SET session_replication_role = replica; ${statements}`),
  );

describe('what the server writes', () => {
  test('is in the log: who, by which request, which rows', async () => {
    const shared = aCase();
    expect((await tenant.ask('/api/v1/cases', { token: ada, body: shared })).status).toBe(204);
    const log = await entries();
    const me = (await tenant.ask('/api/v1/me', { token: ada })).json.memberId;
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, n) => n));
    expect(log.at(-1)).toMatchObject({
      actor: { is: 'member', id: me, by: 'person' },
      request: { method: 'POST', route: '/api/v1/cases' },
      writes: [
        { table: 'shared_case', did: 'insert', rows: 1, keys: [[shared.caseId]] },
        { table: 'case_grant', did: 'insert', rows: 1, keys: [[shared.caseId, me]] },
      ],
    });
    expect(log[0]).toMatchObject({
      prev: null,
      actor: { is: 'nobody' },
      writes: [{ table: 'tenant' }, { table: 'member' }],
    });
  });

  test('says which columns changed, and no value of them', async () => {
    const { id } = await database(async (client) => {
      const { rows } = await client.query('SELECT tenant_id AS id FROM tenant');
      return rows[0] as { id: string };
    });
    const db = openDatabase(tenant.database.app);
    await db.inTenant(id, (transaction) =>
      transaction.updateTable('member').set({ failures: 3 }).execute(),
    );
    await db.inTenant(id, (transaction) =>
      transaction.updateTable('tenant').set({ last_seq: '7' }).execute(),
    );
    await db.close();
    const last = (await entries()).at(-1);
    expect(last?.writes).toMatchObject([{ table: 'member', did: 'update', columns: ['failures'] }]);
    expect(last?.actor).toEqual({ is: 'server', task: 'start' });
  });

  test('is in the log of each tenant also when maintenance did it for all', async () => {
    await past(`UPDATE oidc_payload SET expires_at = now() - interval '3 days'`);
    const gone = await forgetExpired(tenant.database.maint);
    expect(gone).toBeGreaterThan(0);
    await tenant.ask('/api/v1/cases', { token: ada, body: aCase() });
    expect((await entries()).at(-2)).toMatchObject({
      actor: { is: 'server', task: 'maintenance' },
      writes: [{ table: 'oidc_payload', did: 'delete', rows: gone }],
    });
  });

  test('is one line of entries, whoever writes at once', async () => {
    const before = (await entries()).length;
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => tenant.ask('/api/v1/cases', { token: ada, body: aCase() })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await entries()).toHaveLength(before + 40);
    const path = join(root, 'parallel.jsonl');
    await (await desktop()).export(path);
    expect((await verifyAuditExport(path)).broken).toBeNull();
  });

  test('reading leaves no entry, and neither does what failed', async () => {
    const before = (await entries()).length;
    const shared = aCase();
    await tenant.ask('/api/v1/cases', { token: ada, body: shared });
    expect((await tenant.ask('/api/v1/cases', { token: ada, body: shared })).status).toBe(409);
    await tenant.ask('/api/v1/members', { token: ada });
    expect(await entries()).toHaveLength(before + 1);
  });

  test('goes through triggers that every table has but those of mere counts', async () => {
    // What they count has an entry already where it was written, or is a number that a desktop told of itself.
    // The server's own secrets are of no tenant.
    const counts = ['usage_now', 'usage_day', 'ai_usage', 'limit_warned', 'server_secrets'];
    const bare = await database((client) =>
      client.query(`
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND NOT c.relispartition AND c.relname NOT LIKE 'audit\\_%'
          AND 3 <> (SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                    WHERE t.tgrelid = c.oid AND p.proname = 'note_writes' AND t.tgenabled = 'O')`),
    );
    expect(bare.rows.map(({ relname }: { relname: string }) => relname).toSorted()).toEqual(
      counts.toSorted(),
    );
  });
});

const database = <T>(work: Parameters<typeof asSuperuser<T>>[1]): Promise<T> =>
  asSuperuser(tenant.database.name, work);

test('entries are for who audits; the head is for every member', async () => {
  const viewer = await joined(tenant, ada, { email: 'v@example.org', role: 'viewer', name: 'V' });
  const as = { token: viewer.access };
  expect((await tenant.ask('/api/v1/audit/entries', as)).status).toBe(403);
  expect((await tenant.ask('/api/v1/audit/entries/0?size=1', as)).status).toBe(403);
  expect((await tenant.ask('/api/v1/audit/checkpoint', as)).status).toBe(200);
  for (const [seq, size] of [
    [999_999, 1_000_000],
    [3, 3],
    [0, 1_000_000],
  ]) {
    const path = `/api/v1/audit/entries/${seq}?size=${size}`;
    expect((await tenant.ask(path, { token: ada })).status).toBe(404);
  }
});

test.each(['owner', 'app', 'maint'] as const)('%s can change no entry', async (role) => {
  const statements = [
    'UPDATE audit_entry SET body = $1',
    'DELETE FROM audit_entry WHERE body <> $1',
  ];
  for (const statement of statements) {
    await connected(tenant.database[role], (client) =>
      expect(client.query(statement, [''])).rejects.toThrow(/only added to|permission denied/),
    );
  }
});

describe('a desktop', () => {
  test('keeps the head, and is shown that the log goes on from it', async () => {
    const laptop = await desktop();
    await past(`UPDATE audit_checkpoint SET signed_at = signed_at - interval '1 minute'`);
    const first = await laptop.watch();
    expect(first).toMatchObject({ trouble: null });
    for (let n = 0; n < 9; n++) {
      await tenant.ask('/api/v1/cases', { token: ada, body: aCase() });
      await past(`UPDATE audit_checkpoint SET signed_at = signed_at - interval '1 minute'`);
      expect(await laptop.watch()).toMatchObject({ size: first.size + n + 1, trouble: null });
    }
    expect(await laptop.entry(first.size)).toMatchObject({ seq: first.size });
  });

  test('catches an entry that was taken back and made anew with all after it', async () => {
    const [early, late] = [await desktop(), await desktop()];
    await past(`UPDATE audit_checkpoint SET signed_at = now() - interval '1 minute'`);
    const { size } = await early.watch();
    await late.watch();
    // The log as it would be had its fourth entry never been: chain, tree and signatures are made new by the server itself.
    await past(`
      CREATE TABLE aside AS TABLE audit_entry;
      CREATE TABLE aside_node AS TABLE audit_node;
      CREATE TABLE aside_head AS TABLE audit_head;
      DELETE FROM audit_entry WHERE seq >= 2; DELETE FROM audit_checkpoint;
      DELETE FROM audit_node WHERE level > 0 OR position >= 2;
      UPDATE audit_head SET size = 2, last_leaf = (SELECT hash FROM audit_node WHERE position = 1),
        peaks = sha256('\\x01'::bytea || (SELECT hash FROM audit_node WHERE position = 0)
                                    || (SELECT hash FROM audit_node WHERE position = 1));
      INSERT INTO audit_node SELECT tenant_id, 1, 0, peaks FROM audit_head;`);
    const shortened = await early.watch();
    expect(shortened.trouble).toContain('Entries are missing');
    for (let n = 0; n < size; n++) await tenant.ask('/api/v1/cases', { token: ada, body: aCase() });
    const rewritten = await late.watch();
    expect(rewritten.trouble).toContain('was rewritten');
    await expect(late.entry(0)).rejects.toMatchObject({ code: 'AUDIT_NOT_PROVEN' });
    // It is found by nothing but what the laptop remembers: the log by itself is in order.
    const path = join(root, 'rewritten.jsonl');
    await (await desktop()).export(path);
    expect((await verifyAuditExport(path)).broken).toBeNull();

    // What was found stays found, also when the log is put back; until a person takes it off.
    await past(`
      DELETE FROM audit_entry; DELETE FROM audit_node; DELETE FROM audit_head; DELETE FROM audit_checkpoint;
      INSERT INTO audit_entry TABLE aside; INSERT INTO audit_node TABLE aside_node;
      INSERT INTO audit_head TABLE aside_head; DROP TABLE aside, aside_node, aside_head`);
    expect((await late.watch()).trouble).toContain('was rewritten');
    late.trust();
    expect(late.state()).toBeNull();
    expect((await late.watch()).trouble).toBeNull();
  });

  test('notices another key', async () => {
    const laptop = await desktop();
    await laptop.watch();
    await past(
      'CREATE TABLE aside AS TABLE audit_key; DELETE FROM audit_key; DELETE FROM audit_checkpoint',
    );
    expect((await laptop.watch()).trouble).toContain('another key');
    await past(`DELETE FROM audit_key; INSERT INTO audit_key TABLE aside; DROP TABLE aside;
      DELETE FROM audit_checkpoint`);
    expect((await (await desktop()).watch()).trouble).toBeNull();
  });
});

describe('an export', () => {
  test('is checked by "verify", against the key that the team knows', async () => {
    const path = join(root, 'audit.jsonl');
    const laptop = await desktop();
    const { size, key } = await laptop.watch();
    expect(await laptop.export(path)).toEqual({ first: 0, entries: size });
    const out = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    expect(await main(['verify', path, '--key', key])).toBe(0);
    expect(await main(['verify', path])).toBe(1);
    out.mockRestore();
    await expect(laptop.export(path)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  });

  test('begins wherever it is asked to, and is checked without what came before', async () => {
    const laptop = await desktop();
    const { size } = await laptop.watch();
    for (const first of [1, 2, 3, 4, 7, size - 1, size]) {
      const path = join(root, `from-${first}.jsonl`);
      expect(await laptop.export(path, first)).toEqual({ first, entries: size - first });
      expect(await verifyAuditExport(path)).toMatchObject({
        broken: null,
        first,
        entries: size - first,
      });
      const lines = readFileSync(path, 'utf8').split('\n');
      const head = JSON.parse(lines[0] ?? '');
      const wrongs = [
        { ...head, before: { ...head.before, size: first + 1 } },
        { ...head, before: { ...head.before, peaks: head.before.peaks.slice(1) } },
        {
          ...head,
          before: { ...head.before, peaks: head.before.peaks.with(0, 'A'.repeat(43) + '=') },
        },
        { ...head, version: 1, before: undefined },
      ];
      for (const wrong of wrongs) {
        writeFileSync(`${path}.wrong`, lines.with(0, JSON.stringify(wrong)).join('\n'));
        expect((await verifyAuditExport(`${path}.wrong`)).broken).not.toBeNull();
      }
    }
    await expect(laptop.export(join(root, 'beyond.jsonl'), size + 50)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test.each<[string, (lines: string[]) => string[], RegExp]>([
    [
      'changed',
      (l) => l.map((line, n) => (n === 3 ? line.replace('"v":1', '"v":1 ') : line)),
      /follow/,
    ],
    ['left out', (l) => l.filter((_, n) => n !== 4), /stands in its place/],
    [
      'swapped',
      (l) => [...l.slice(0, 2), l[3] ?? '', l[2] ?? '', ...l.slice(4)],
      /stands in its place/,
    ],
    ['cut off', (l) => l.slice(0, -2), /checkpoint is of/],
    [
      'changed at its end',
      (l) => l.map((line, n) => (n === l.length - 2 ? line.replace('"v":1', '"v":1 ') : line)),
      /not those/,
    ],
    ['another head', (l) => l.with(0, (l[0] ?? '').replace(/\\n\d+\\n/, '\\n5\\n')), /not signed/],
    ['nothing', () => [], /empty/],
    ['something else', () => ['{}'], /no export/],
  ])('shows what was %s', async (what, change, reason) => {
    const whole = join(root, `${what}-whole.jsonl`);
    await (await desktop()).export(whole);
    const path = join(root, `${what}.jsonl`);
    writeFileSync(path, change(readFileSync(whole, 'utf8').split('\n')).join('\n'));
    expect((await verifyAuditExport(path)).broken?.reason).toMatch(reason);
  });
});
