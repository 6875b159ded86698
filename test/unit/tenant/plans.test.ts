import { createHash, randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditHead } from '../../../tenant/audit/checkpoints.ts';
import { readEntries } from '../../../tenant/audit/reads.ts';
import { consistencyProof } from '../../../tenant/audit/tree.ts';
import { readCases, readGrants } from '../../../tenant/cases/reads.ts';
import { oidcAdapter } from '../../../tenant/identity/oidc-adapter.ts';
import type { Principal } from '../../../tenant/identity/index.ts';
import { listSessions } from '../../../tenant/identity/sessions.ts';
import { CHOOSE } from '../../../tenant/platform/database/statements.ts';
import {
  openDatabase,
  type Database,
  type TenantTransaction,
} from '../../../tenant/platform/index.ts';
import { pagesOf, pullStandings } from '../../../tenant/sync/pull-rows.ts';
import {
  digestsBefore,
  entriesOf,
  outcomesBefore,
  standings,
} from '../../../tenant/sync/push-rows.ts';
import { UNTRIED } from '../../../tenant/webhooks/deliver.ts';
import { listDeliveries, sendAgain } from '../../../tenant/webhooks/webhooks.ts';
import { sealedEntries } from './test-entries.ts';
import {
  asSuperuser,
  connected,
  testDatabase,
  testKeys,
  type TestDatabase,
} from './test-database.ts';

const TENANT = randomUUID();
const CASE = randomUUID();
const MEMBER = randomUUID();
const CLIENT = randomUUID();
/** Enough that reading all of it would be the dearer way. */
const ENTRIES = 20_000;
const WEBHOOK = randomUUID();
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

let place: TestDatabase;
let database: Database;
/** A statement as the server sent it. */
interface Sent {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}
/** What the server sent to the database since it was emptied. */
const sent: Sent[] = [];
afterAll(() => database.close());
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
      `INSERT INTO case_hold (tenant_id, case_id, reason, placed_by, lifted_by, lifted_at, lifted_because)
       SELECT $1, gen_random_uuid(), 'x', $2, $2, now(), 'x' FROM generate_series(1, 2000)`,
      [TENANT, MEMBER],
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
    await layMonths(client);
    await fillLogs(client);
    // As autovacuum would leave them: it changes nothing of the plans when it comes by.
    await client.query('VACUUM ANALYZE');
  });
  database = openDatabase(place.app, ({ query }) => void sent.push(query));
});

/** Months that have a partition each: fixed ones, over a year's end, so that no plan hangs on the day that it is. */
const MONTHS = ['2024-11-01', '2024-12-01', '2025-01-01', '2025-02-01'];
/** And one whose rows lie in the default partition. As many rows are in each: an empty table or one of a few is read whole. */
const FILLED = [...MONTHS, '2025-03-01'];

/** Has partitions of those months and of no others, beside the default one. */
async function layMonths(client: Client): Promise<void> {
  await client.query(`SELECT drop_partition(i.inhrelid)
    FROM pg_inherits i JOIN pg_partitioned_table p ON p.partrelid = i.inhparent`);
  for (const whole of ['audit_entry', 'webhook_message', 'webhook_delivery']) {
    for (const month of MONTHS) {
      await client.query(`CALL make_partition('${whole}', '${month}T00:00:00Z')`);
    }
  }
}

/** What grows with time, over those months: all of it of one tenant, so that its id alone finds nothing. */
async function fillLogs(client: Client): Promise<void> {
  await client.query(`INSERT INTO webhook VALUES ($1, $2, 'u', '{a}', false, 's')`, [
    TENANT,
    WEBHOOK,
  ]);
  const IN_MONTH = ENTRIES / FILLED.length;
  const AT = `(ARRAY['${FILLED.join("','")}'])[n / ${IN_MONTH} + 1]::timestamp AT TIME ZONE 'UTC'
    + interval '28 days' * (n % ${IN_MONTH}) / ${IN_MONTH}`;
  const rows = `generate_series(0, ${ENTRIES - 1}) n`;
  for (const statement of [
    `INSERT INTO audit_entry SELECT $1, n, ${AT}, '{"seq":' || n || '}' FROM ${rows}`,
    `INSERT INTO audit_node SELECT $1, level, n, sha256(n::text::bytea) FROM ${rows}, generate_series(0, 14) level
      WHERE n < ${ENTRIES} >> level`,
    `INSERT INTO audit_checkpoint SELECT $1, n, 'note' FROM generate_series(1, ${ENTRIES / 10}) n`,
    `INSERT INTO webhook_message SELECT $1, new_id_at(${AT}), 'a', 'b', ${AT} FROM ${rows}`,
    `INSERT INTO webhook_delivery SELECT $1, new_id_at(at), '${WEBHOOK}', message_id, at,
      CASE row_number() OVER (ORDER BY at) % 1000 WHEN 0 THEN 'waiting' ELSE 'delivered' END FROM webhook_message
      WHERE tenant_id = $1`,
    `INSERT INTO session SELECT $1, gen_random_uuid(), member_id, sha256((email || '-' || n)::bytea), repeat('k', 43), 'd'
      FROM member, generate_series(1, 20) n WHERE tenant_id = $1`,
    `INSERT INTO oidc_payload SELECT $1, 'RefreshToken', sha256((email || '-' || n)::bytea), '{}', sha256((email || '-' || n)::bytea),
      sha256((email || '-' || n)::bytea), member_id, now() + interval '1 day'
      FROM member, generate_series(1, 100) n WHERE tenant_id = $1`,
    `INSERT INTO idempotency SELECT $1, member_id, sha256(n::text::bytea), sha256('x'), 200, 's'
      FROM member, generate_series(1, 100) n WHERE tenant_id = $1`,
  ]) {
    await client.query(statement, [TENANT]);
  }
  await client.query('INSERT INTO audit_head VALUES ($1, $2, $3, $3)', [
    TENANT,
    ENTRIES,
    digestOf('peak'),
  ]);
}

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

const PULLS = [{ member: WHO, request: { epoch: null, cursor: 500, limit: 200 } }];

test.each([
  ['pages of pulls', pagesOf(TENANT, PULLS), ['case_entry_pkey']],
  ['the standings of pulls', pullStandings(TENANT, PULLS), ['case_grant_', 'member_pkey']],
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

const WHO_ASKS: Principal = {
  tenant: TENANT,
  memberId: MEMBER,
  role: 'admin',
  by: { is: 'person', session: randomUUID(), acr: '', signedInAt: 0 },
};
const tokens = () => oidcAdapter({ database, keys: testKeys(), tenant: TENANT }, 'RefreshToken');
const within =
  (work: (transaction: TenantTransaction) => Promise<unknown>) => (): Promise<unknown> =>
    database.inTenant(TENANT, work);
/** Tables that are read whole only by mistake. */
const LARGE =
  /Seq Scan on (?:case_|push_|audit_entry|audit_node|audit_checkpoint|webhook_[md]|session|oidc)\w*/;

interface Asked {
  /** What the server does. */
  readonly does: () => Promise<unknown>;
  /** Indexes that its statements use. */
  readonly by: readonly (string | RegExp)[];
  /** How many partitions it looks into; undefined: into as many as there are. */
  readonly partitions?: number;
}

const oneDelivery = async (transaction: TenantTransaction): Promise<string> => {
  const all = transaction.selectFrom('webhook_delivery').where('tenant_id', '=', TENANT);
  return (await all.select('delivery_id').limit(1).executeTakeFirstOrThrow()).delivery_id;
};
let delivery: string;
beforeAll(async () => {
  delivery = await database.inTenant(TENANT, oneDelivery);
});

const ASKED: Readonly<Record<string, Asked>> = {
  'the list of cases': {
    does: within((t) => readCases(t, WHO_ASKS, { before: null, limit: 200 })),
    by: ['case_grant_member', 'case_hold_standing'],
  },
  'who has a case': {
    does: within((t) => readGrants(t, WHO_ASKS, CASE)),
    by: ['case_grant_pkey'],
  },
  'a page of the audit log': {
    does: within((t) => readEntries(t, WHO_ASKS, { from: ENTRIES / 2, limit: 500 })),
    by: [/Merge Append[^]*audit_entry_\d{4}_\d\d_pkey/],
  },
  'the head of the audit log': {
    does: within((t) => auditHead(t, testKeys(), TENANT, 6000)),
    by: ['audit_checkpoint_pkey', 'audit_node_pkey'],
  },
  'a proof of the audit log': {
    does: within((t) => consistencyProof(t, TENANT, 777, ENTRIES)),
    by: ['audit_node_pkey'],
  },
  'sessions of a member': {
    does: within((t) => listSessions(t, WHO_ASKS)),
    by: ['session_member', 'oidc_payload_grant'],
  },
  'a token by its secret': { does: () => tokens().find('x'), by: ['oidc_payload_pkey'] },
  'a token by what a person types': {
    does: () => tokens().findByUid('x'),
    by: ['oidc_payload_uid'],
  },
  'tokens of a grant': {
    does: () => tokens().revokeByGrantId('x'),
    by: ['oidc_payload_grant', 'session_tenant_id_grant_digest_key'],
  },
  'deliveries of a webhook': {
    does: within((t) => listDeliveries(t, { tenant: TENANT, webhookId: WEBHOOK }, null)),
    by: [/Merge Append[^]*webhook_delivery_\d{4}_\d\d_tenant_id_webhook_id_at_delivery_i_idx/],
  },
  'a message once more': {
    does: within((t) => sendAgain(t, { tenant: TENANT, webhookId: WEBHOOK }, delivery)),
    by: [/webhook_delivery_\d{4}_\d\d_/],
    partitions: 1,
  },
};

/** The plans of statements with the values that they were sent with, under row-level security. */
async function plansOf(statements: readonly Sent[]): Promise<string> {
  return connected(place.app, async (client) => {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.tenant', $1, true)`, [TENANT]);
    const lines: string[] = [];
    for (const { sql, parameters } of statements) {
      if (!/ (?:from|update) "?[a-z]|^(?:update|delete) /i.test(sql)) continue;
      const { rows } = await client.query<{ 'QUERY PLAN': string }>({
        text: `EXPLAIN ${sql}`,
        values: [...parameters],
      });
      lines.push(...rows.map((row) => row['QUERY PLAN']));
    }
    await client.query('ROLLBACK');
    return lines.join('\n');
  });
}

test.each(Object.entries(ASKED))(
  '%s: found by indexes, and in the partitions that it lies in',
  async (_what, { does, by, partitions }) => {
    sent.length = 0;
    await does();
    const plan = await plansOf(sent.slice());
    for (const index of by) expect(plan).toMatch(index);
    expect(plan).not.toMatch(LARGE);
    if (partitions !== undefined) {
      const read = new Set(plan.match(/ on webhook_delivery_(?:rest|\d{4}_\d\d)/g));
      expect(read.size).toBe(partitions);
    }
  },
);

test('who asks is found by her session, at each request', async () => {
  await connected(place.app, async (client) => {
    const { rows } = await client.query<{ prosrc: string }>(
      `SELECT prosrc FROM pg_proc WHERE proname = 'role_in_session'`,
    );
    const [, asks = ''] = /RETURN \(([^]*)\);/.exec(rows[0]?.prosrc ?? '') ?? [];
    const numbered = ['of_tenant', 'of_member', 'of_session'].reduce(
      (text, name, n) => text.replace(name, `$${n + 1}`),
      asks,
    );
    const plan = await planOf(client, numbered);
    expect(plan).toContain('session_pkey');
    expect(plan).not.toMatch(LARGE);
  });
});

test('messages that wait are found among all of all tenants by an index of those', async () => {
  await connected(place.maint, async (client) => {
    const plan = await planOf(client, UNTRIED);
    expect(plan).toMatch(/webhook_delivery_\d{4}_\d\d_tenant_id_at_idx/);
    expect(plan).not.toMatch(LARGE);
  });
});
