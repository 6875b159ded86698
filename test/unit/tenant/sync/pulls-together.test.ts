import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../../tenant/platform/index.ts';
import { createPulls, type TakePull } from '../../../../tenant/sync/pulls-together.ts';
import { asSuperuser, testDatabase } from '../test-database.ts';

/** Two teams with a case each, of the same id; in the first, Bob has no access to it. */
const TEAMS = [randomUUID(), randomUUID()] as const;
const CASE = randomUUID();
const ADA = randomUUID();
const BOB = randomUUID();
const ENTRIES = 5;

let database: Database;
let takePull: TakePull;
const transactions: string[] = [];
beforeAll(async () => {
  const place = await testDatabase();
  await asSuperuser(place.name, async (client) => {
    for (const team of TEAMS) {
      for (const statement of [
        `INSERT INTO tenant (tenant_id, slug, name, last_seq) VALUES ($1::uuid, $1::uuid::text, 'x', ${ENTRIES})`,
        `INSERT INTO member (tenant_id, member_id, email, email_key, name, role, passphrase_hash)
          SELECT $1, m, m::text, m::text, 'a', 'analyst', '-' FROM unnest(ARRAY['${ADA}', '${BOB}']::uuid[]) m`,
        `INSERT INTO shared_case (tenant_id, case_id, sealed_name, shared_by) VALUES ($1, '${CASE}', 'A', '${ADA}')`,
        `INSERT INTO case_grant (tenant_id, case_id, member_id, access, generation, sealed_key, granted_by)
          VALUES ($1, '${CASE}', '${ADA}', 'read', 1, 'A', '${ADA}')`,
        `INSERT INTO case_entry (tenant_id, case_id, seq, entry_id, generation, digest, sealed, member_id)
          SELECT $1::uuid, '${CASE}', n, gen_random_uuid(), 1, lpad(n::text, 43, '0'), left($1::uuid::text, 8), '${ADA}'
            FROM generate_series(1, ${ENTRIES}) n`,
      ]) {
        await client.query(statement, [team]);
      }
    }
  });
  database = openDatabase(place.app);
  takePull = createPulls({
    reading(tenant, work) {
      transactions.push(tenant);
      return database.reading(tenant, work);
    },
  });
});
afterAll(() => database.close());

/** What a pull of a member gives: the numbers of its entries, whose they are, how far it came, and whether there are more. */
async function pulled(tenant: string, memberId: string, cursor: number, limit: number) {
  const answer = await takePull({
    member: { tenant, caseId: CASE, memberId },
    request: { epoch: null, cursor, limit },
  });
  if (answer.is !== 'page') throw new Error(answer.is);
  const { entries, upto, more } = answer;
  const of = [...new Set(entries.map(({ entry }) => entry.sealed))];
  return { seqs: entries.map(({ seq }) => seq), of, upto, more };
}

test('pulls that come at once are given in one transaction a team, each as if it came alone', async () => {
  const [one, other] = TEAMS;
  const answers = await Promise.allSettled([
    pulled(one, ADA, 0, 2),
    pulled(other, ADA, 3, 50),
    pulled(one, BOB, 0, 50),
    pulled(one, ADA, 1, 50),
    pulled(one, ADA, 5, 50),
  ]);
  expect(transactions.toSorted()).toEqual([...TEAMS].toSorted());
  const whose = (team: string): string[] => [team.slice(0, 8)];
  expect(answers).toMatchObject([
    { value: { seqs: [1, 2], of: whose(one), upto: 2, more: true } },
    { value: { seqs: [4, 5], of: whose(other), upto: 5, more: false } },
    { reason: { code: 'CASE_NOT_FOUND' } },
    { value: { seqs: [2, 3, 4, 5], of: whose(one), upto: 5, more: false } },
    { value: { seqs: [], of: [], upto: 5, more: false } },
  ]);
});

test('a transaction that reads takes no statement after its end was sent', async () => {
  const late = database.reading(TEAMS[0], async ({ run }) => {
    await Promise.resolve();
    return run({ sql: 'SELECT 1 AS one', parameters: [] } as never);
  });
  await expect(late).rejects.toThrow('the transaction has ended');
});
