import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { CHOOSE } from '../../../../tenant/platform/database/statements.ts';
import type { Statements } from '../../../../tenant/platform/index.ts';
import { pullLog } from '../../../../tenant/sync/pull-log.ts';
import {
  digestsBefore,
  entriesOf,
  outcomesBefore,
  standings,
} from '../../../../tenant/sync/push-rows.ts';
import { sealedEntries } from '../test-entries.ts';
import { asSuperuser, connected, testDatabase, type TestDatabase } from '../test-database.ts';

const TENANT = randomUUID();
const CASE = randomUUID();
const MEMBER = randomUUID();
const CLIENT = randomUUID();
/** Enough that reading all of it would be the dearer way. */
const ENTRIES = 20_000;

let place: TestDatabase;
beforeAll(async () => {
  place = await testDatabase();
  await asSuperuser(place.name, async (client) => {
    await client.query(`INSERT INTO tenant (tenant_id, slug, name) VALUES ($1, 'plans', 'x')`, [
      TENANT,
    ]);
    await client.query(
      `INSERT INTO member (tenant_id, member_id, email, email_key, name, role, passphrase_hash)
       VALUES ($1, $2, 'a@b', 'a@b', 'a', 'admin', '-')`,
      [TENANT, MEMBER],
    );
    await client.query(
      `INSERT INTO member (tenant_id, member_id, email, email_key, name, role, passphrase_hash)
       SELECT $1, gen_random_uuid(), 'a@b' || n, 'a@b' || n, 'a', 'analyst', '-' FROM generate_series(1, 99) n`,
      [TENANT],
    );
    // Many cases with the same rows, so that none of them is most of the table.
    await client.query(
      `INSERT INTO shared_case (tenant_id, case_id, sealed_name, shared_by)
       SELECT $1, c, 'A', $3 FROM unnest(ARRAY[$2::uuid] || ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 9))) c`,
      [TENANT, CASE, MEMBER],
    );
    await client.query(
      `INSERT INTO case_grant (tenant_id, case_id, member_id, access, generation, sealed_key, granted_by)
       SELECT $1, case_id, m.member_id, 'write', 1, 'A', $2 FROM shared_case, member m`,
      [TENANT, MEMBER],
    );
    await client.query(
      `INSERT INTO case_entry (tenant_id, case_id, seq, entry_id, generation, digest, sealed, member_id)
       SELECT $1, case_id, n, gen_random_uuid(), 1, lpad(n::text, 43, '0'), 'A', $2
       FROM shared_case, generate_series(1, $3 / 10) n`,
      [TENANT, MEMBER, ENTRIES],
    );
    await client.query(
      `INSERT INTO push_outcome (tenant_id, case_id, member_id, client, seq, entry_id, digest, outcome)
       SELECT $1, case_id, $2, $3, n, gen_random_uuid(), 'x', 'applied'
       FROM shared_case, generate_series(1, $4 / 10) n`,
      [TENANT, MEMBER, CLIENT, ENTRIES],
    );
    await client.query('ANALYZE');
  });
});

/** The plan that a statement gets whatever its values are: what a prepared one is done by. */
async function planOf(client: Client, statement: string): Promise<string> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (GENERIC_PLAN) ${statement}`,
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const WHO = { tenant: TENANT, caseId: CASE, memberId: MEMBER };
const PUSHES = [
  { member: WHO, request: { client: CLIENT, epoch: null, first: 1, entries: sealedEntries(2) } },
];

/** The statements of a pull, as they are sent. */
function pulled(): Record<'standing' | 'page', { sql: string }> {
  const sent: { sql: string }[] = [];
  const run: Statements['run'] = (query) => {
    sent.push(query);
    return Promise.resolve([]);
  };
  pullLog({ run }, WHO, { cursor: 500, limit: 200 });
  const [standing = { sql: '' }, page = { sql: '' }] = sent;
  return { standing, page };
}

test.each([
  ['a page of a pull', pulled().page, ['case_entry_pkey']],
  ['the standing of a pull', pulled().standing, ['case_grant_', 'member_pkey']],
  [
    'entries by their ids',
    entriesOf(TENANT, PUSHES),
    ['case_entry_tenant_id_case_id_entry_id_key'],
  ],
  ['entries by their digests', digestsBefore(TENANT, PUSHES), ['case_entry_digest']],
  ['numbers of a copy', outcomesBefore(TENANT, PUSHES), ['push_outcome_pkey']],
  [
    'the standings of pushes',
    standings(TENANT, PUSHES),
    ['push_outcome_pkey', 'case_grant_', 'member_pkey'],
  ],
])(
  '%s: found by indexes, under row-level security, however many cases there are',
  async (_what, { sql }, indexes) => {
    await connected(place.app, async (client) => {
      await client.query('BEGIN');
      await client.query(CHOOSE, [TENANT]);
      const plan = await planOf(client, sql);
      await client.query('ROLLBACK');
      for (const index of indexes) expect(plan).toContain(index);
      expect(plan).not.toMatch(/Seq Scan|Hash|Filter: .*case_id/);
    });
  },
);
