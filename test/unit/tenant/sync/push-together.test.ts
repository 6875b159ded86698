import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry } from '#shared/audit/audit-wire.ts';
import type { PushAnswer, SealedEntry } from '#shared/sync/sync-wire.ts';
import { actingFor, actorIs } from '../../../../tenant/platform/acting.ts';
import { aloneReplica, openDatabase, type Database } from '../../../../tenant/platform/index.ts';
import { createPokes } from '../../../../tenant/sync/index.ts';
import { createPushes, type TakePush } from '../../../../tenant/sync/push-together.ts';
import { asSuperuser, testDatabase, type TestDatabase } from '../test-database.ts';
import { sealedEntries } from '../test-entries.ts';

const TENANT = randomUUID();
const CASES = [randomUUID(), randomUUID()] as const;
const MEMBERS = [randomUUID(), randomUUID(), randomUUID()] as const;
const [ADA, BOB, STRANGER] = MEMBERS;

let place: TestDatabase;
let database: Database;
let takePush: TakePush;
let transactions = 0;
/** Called when one begins. */
let began = (): void => {};
const poked: number[] = [];
beforeAll(async () => {
  place = await testDatabase();
  await asSuperuser(place.name, async (client) => {
    await client.query(`INSERT INTO tenant (tenant_id, slug, name) VALUES ($1, 'many', 'x')`, [
      TENANT,
    ]);
    await client.query(
      `INSERT INTO member (tenant_id, member_id, email, email_key, name, role, passphrase_hash)
       SELECT $1, m, m::text, m::text, 'a', 'analyst', '-' FROM unnest($2::uuid[]) m`,
      [TENANT, MEMBERS],
    );
    await client.query(
      `INSERT INTO shared_case (tenant_id, case_id, sealed_name, shared_by)
       SELECT $1, c, 'A', $3 FROM unnest($2::uuid[]) c`,
      [TENANT, CASES, ADA],
    );
    await client.query(
      `INSERT INTO case_grant (tenant_id, case_id, member_id, access, generation, sealed_key, granted_by)
       SELECT $1, c, m, 'write', 1, 'A', $4 FROM unnest($2::uuid[]) c, unnest($3::uuid[]) m`,
      [TENANT, CASES, [ADA, BOB], ADA],
    );
  });
  database = openDatabase(place.app);
  const pokes = createPokes(aloneReplica());
  pokes.listen(TENANT, (seq) => poked.push(seq));
  takePush = createPushes(
    {
      together: (tenant, work) => {
        transactions++;
        began();
        return database.together(tenant, work);
      },
    },
    pokes,
  );
});
afterAll(() => database.close());

interface Sent {
  readonly by: string;
  readonly caseId: string;
  readonly client: string;
  readonly first: number;
  readonly entries: SealedEntry[];
}

/** Pushes as a request of a member does. */
const push = ({ by, caseId, ...request }: Sent): Promise<PushAnswer> =>
  new Promise((resolve, reject) => {
    actingFor({ id: randomUUID(), method: 'POST', route: '/push' }, () => {
      actorIs({ is: 'member', id: by, by: 'person' });
      const member = { tenant: TENANT, caseId, memberId: by };
      takePush({ member, request: { epoch: null, ...request } }).then(resolve, reject);
    });
  });

const fresh = (by: string, caseId: string, count = 2): Sent => ({
  by,
  caseId,
  client: randomUUID(),
  first: 1,
  entries: sealedEntries(count),
});

const outcomes = (answer: PushAnswer): string[] =>
  answer.is === 'done' ? answer.outcomes.map(({ is }) => is) : [answer.is];

const kept = async (): Promise<{ seq: string; case_id: string; entry_id: string }[]> => {
  const { rows } = await asSuperuser(place.name, (client) =>
    client.query('SELECT seq, case_id, entry_id FROM case_entry ORDER BY seq'),
  );
  return rows;
};

const logged = async (): Promise<AuditEntry[]> => {
  const { rows } = await asSuperuser(place.name, (client) =>
    client.query<{ body: string }>('SELECT body FROM audit_entry ORDER BY seq'),
  );
  return rows.map(({ body }) => JSON.parse(body));
};

test('pushes that come at once are kept together: each once, in order, with an entry of the log of its own', async () => {
  const before = (await logged()).length;
  const sent = Array.from({ length: 30 }, (_, n) =>
    fresh(n % 2 === 0 ? ADA : BOB, CASES[n % 3 === 0 ? 0 : 1]),
  );
  const begun = new Promise<void>((resolve) => {
    began = resolve;
  });
  // Those of one turn go together, and then those that come while these are kept.
  const first = sent.slice(0, 10).map(push);
  await begun;
  const answers = await Promise.all([...first, ...sent.slice(10).map(push)]);
  expect(answers.map(outcomes)).toEqual(sent.map(() => ['applied', 'applied']));
  expect(transactions).toBe(2);
  const rows = await kept();
  expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, n) => n + 1));
  expect(new Set(rows.map(({ entry_id: id }) => id))).toEqual(
    new Set(sent.flatMap(({ entries }) => entries.map(({ id }) => id))),
  );
  expect(poked.at(-1)).toBe(rows.length);
  // Beside the one of what this test itself has put there.
  const entries = (await logged()).slice(before).filter(({ actor }) => actor.is === 'member');
  expect(entries.map(({ actor }) => actor)).toEqual(
    sent.map(({ by }) => ({ is: 'member', id: by, by: 'person' })),
  );
  for (const { writes } of entries) {
    expect(writes.map(({ table, rows: count }) => [table, count])).toEqual([
      ['push_outcome', 2],
      ['case_entry', 2],
    ]);
  }
  // By their keys, as every other table's rows.
  const keysIn = (table: string) =>
    entries.flatMap(({ writes }) => writes.flatMap((w) => (w.table === table ? w.keys : [])));
  expect(keysIn('case_entry')).toEqual(rows.map((row) => [row.case_id, Number(row.seq)]));
  expect(keysIn('push_outcome')).toEqual(
    sent.flatMap(({ caseId, by, client }) => [1, 2].map((seq) => [caseId, by, client, seq])),
  );
});

test('of pushes that are judged together each is judged after those before it', async () => {
  const one = fresh(ADA, CASES[0]);
  const next = { ...one, first: 3, entries: sealedEntries(1, one.entries.at(-1)?.digest) };
  const other = { ...fresh(BOB, CASES[0]), entries: one.entries };
  const answers = await Promise.all([
    push(fresh(ADA, CASES[1])),
    push(one),
    push(next),
    push(one),
    push({ ...next, first: 9 }),
    push(other),
    push({ ...fresh(BOB, CASES[1], 1), entries: sealedEntries(1, one.entries[0]?.digest) }),
  ]);
  expect(answers.slice(1).map(outcomes)).toEqual([
    ['applied', 'applied'],
    ['applied'],
    ['applied', 'applied'],
    ['gap'],
    ['known', 'known'],
    ['refused'],
  ]);
});

test('what was refused is judged anew under its numbers, once, and says so in the log', async () => {
  const access = (may: 'read' | 'write') =>
    asSuperuser(place.name, (client) =>
      client.query('UPDATE case_grant SET access = $1 WHERE member_id = $2', [may, BOB]),
    );
  const sent = fresh(BOB, CASES[0]);
  await access('read');
  expect(outcomes(await push(sent))).toEqual(['refused', 'refused']);
  const before = [await kept(), await logged()];
  expect(outcomes(await push(sent))).toEqual(['refused', 'refused']);
  expect([await kept(), await logged()]).toEqual(before);
  await access('write');
  const answers = await Promise.all([push(sent), push(sent)]);
  expect(answers.map(outcomes)).toEqual([
    ['applied', 'applied'],
    ['applied', 'applied'],
  ]);
  expect((await kept()).length).toBe((before[0]?.length ?? 0) + 2);
  expect((await logged()).at(-1)?.writes.map(({ table, rows }) => [table, rows])).toEqual([
    ['push_outcome', 2],
    ['case_entry', 2],
  ]);
  expect(outcomes(await push({ ...sent, first: 3, entries: sealedEntries(1) }))).toEqual([
    'applied',
  ]);
});

test('what one of them cannot have is no fault of the others', async () => {
  const before = (await kept()).length;
  const broken = fresh(ADA, CASES[0], 1);
  const answers = await Promise.allSettled([
    push(fresh(ADA, CASES[1])),
    push(fresh(BOB, CASES[0])),
    push(fresh(STRANGER, CASES[0])),
    // A number that the database has no place for.
    push({
      ...broken,
      entries: broken.entries.map((entry) => ({ ...entry, generation: 2 ** 40 })),
    }),
    push(fresh(ADA, CASES[0])),
    push(fresh(ADA, randomUUID())),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
    'rejected',
  ]);
  expect(answers[2]).toMatchObject({ reason: { code: 'CASE_NOT_FOUND' } });
  expect(answers[5]).toMatchObject({ reason: { code: 'CASE_NOT_FOUND' } });
  expect((await kept()).length).toBe(before + 6);
});

test('when the connection is cut before they are kept, none is there; pushed again, each is there once', async () => {
  const before = (await kept()).length;
  await asSuperuser(place.name, (client) =>
    client.query(`
      CREATE SEQUENCE cuts; GRANT USAGE ON cuts TO eiq_app;
      CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF nextval('cuts') = 2 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$;
      CREATE TRIGGER cut AFTER UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION cut()`),
  );
  const sent = Array.from({ length: 6 }, () => fresh(ADA, CASES[0]));
  for (const first of sent.slice(0, 1)) await push(first);
  const others = await Promise.allSettled(sent.slice(1).map(push));
  expect(others.map(({ status }) => status)).toEqual(others.map(() => 'rejected'));
  expect((await kept()).length).toBe(before + 2);
  const again = await Promise.all(sent.map(push));
  expect(again.map(outcomes)).toEqual(sent.map(() => ['applied', 'applied']));
  expect((await kept()).length).toBe(before + 12);
});
