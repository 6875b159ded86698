import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { beforeAll, expect, test } from 'vitest';
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
    // Many cases with the same rows, so that none of them is most of the table.
    await client.query(
      `INSERT INTO shared_case (tenant_id, case_id, sealed_name, shared_by)
       SELECT $1, c, 'A', $3 FROM unnest(ARRAY[$2::uuid] || ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 9))) c`,
      [TENANT, CASE, MEMBER],
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

async function planOf(client: Client, statement: string, values: unknown[]): Promise<string> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${statement}`, values);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const OF_CASE = 'tenant_id = $1 AND case_id = $2';
const OF_COPY = `${OF_CASE} AND member_id = $3 AND client = $4`;

test.each([
  [
    'a page of a pull',
    `SELECT sealed FROM case_entry WHERE ${OF_CASE} AND seq > 500 AND seq <= 2000 ORDER BY seq LIMIT 201`,
    [TENANT, CASE],
    'case_entry_pkey',
  ],
  [
    'entries by their ids',
    `SELECT digest FROM case_entry WHERE ${OF_CASE} AND entry_id = ANY ($3)`,
    [TENANT, CASE, [randomUUID(), randomUUID()]],
    'case_entry_tenant_id_case_id_entry_id_key',
  ],
  [
    'entries by their digests',
    `SELECT digest FROM case_entry WHERE ${OF_CASE} AND digest = ANY ($3)`,
    [TENANT, CASE, ['7'.padStart(43, '0')]],
    'case_entry_digest',
  ],
  [
    'the last number of a copy',
    `SELECT seq FROM push_outcome WHERE ${OF_COPY} ORDER BY seq DESC LIMIT 1`,
    [TENANT, CASE, MEMBER, CLIENT],
    'push_outcome_pkey',
  ],
])(
  '%s is found by an index, under row-level security, however many cases there are',
  async (_what, statement, values, index) => {
    await connected(place.app, async (client) => {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.tenant', $1, true)`, [TENANT]);
      const plan = await planOf(client, statement, values);
      await client.query('ROLLBACK');
      expect(plan).toContain(index);
      expect(plan).not.toMatch(/Seq Scan|Sort/);
    });
  },
);
