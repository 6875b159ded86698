import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { keepPartitions, migrate } from '../../../../tenant/platform/index.ts';
import { asSuperuser, connected, testDatabase, type TestDatabase } from '../test-database.ts';

const TENANTS = [randomUUID(), randomUUID()];
const BEFORE = '0060-subscriptions';

const monthOf = (date: Date): string => date.toISOString().slice(0, 7).replace('-', '_');
/** The first of the month so many months from now. */
const month = (from: number): Date => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + from, 1));
};
const hash = (n: number): Buffer => Buffer.alloc(32, n);

async function addTenants(client: Client): Promise<void> {
  for (const tenant of TENANTS) {
    await client.query('INSERT INTO tenant (tenant_id, slug, name) VALUES ($1, $2, $2)', [
      tenant,
      `t-${tenant}`,
    ]);
  }
}

/** Which partitions have how many rows. */
async function placesOf(client: Client, table: string): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string; n: number }>(
    `SELECT tableoid::regclass::text AS name, count(*)::int AS n FROM ${table} GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

const partitionsOf = async (client: Client, table: string): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1`,
    [table],
  );
  return rows.map(({ name }) => name);
};

test('the step to partitions and the one back move every row of every tenant', async () => {
  const database = await testDatabase('template0');
  await migrate(database.owner, BEFORE);
  const ages = [-14, -14, -1, 0];
  await asSuperuser(database.name, async (client) => {
    await addTenants(client);
    for (const tenant of TENANTS) {
      const webhook = randomUUID();
      await client.query(
        `INSERT INTO webhook (tenant_id, webhook_id, url, events, sealed_secret) VALUES ($1, $2, 'u', '{a}', 's')`,
        [tenant, webhook],
      );
      for (const [seq, age] of ages.entries()) {
        const [at, message] = [month(age), randomUUID()];
        await client.query('INSERT INTO audit_entry VALUES ($1, $2, $3, $4)', [
          tenant,
          seq,
          JSON.stringify({ at, seq }),
          hash(seq),
        ]);
        await client.query(`INSERT INTO webhook_message VALUES ($1, $2, 't', 'b', $3)`, [
          tenant,
          message,
          at,
        ]);
        await client.query(
          `INSERT INTO webhook_delivery (tenant_id, delivery_id, webhook_id, message_id, at, tries)
           VALUES ($1, $2, $3, $4, $5, $6)`,
          [tenant, randomUUID(), webhook, message, at, seq],
        );
      }
    }
  });
  const ENTRIES = 'SELECT tenant_id, seq, body, leaf FROM audit_entry ORDER BY 1, 2';
  const rest = async (client: Client): Promise<unknown[]> => {
    const rows: unknown[] = [];
    for (const table of ['webhook_message', 'webhook_delivery']) {
      rows.push(...(await client.query(`SELECT * FROM ${table} ORDER BY 1, 2`)).rows);
    }
    return rows;
  };
  const [entries, others] = await asSuperuser(
    database.name,
    async (client) => [(await client.query(ENTRIES)).rows, await rest(client)] as const,
  );
  expect(entries).toHaveLength(8);
  expect(others).toHaveLength(16);

  await migrate(database.owner, '0080-partitions');
  await asSuperuser(database.name, async (client) => {
    expect(await partitionsOf(client, 'audit_entry')).toEqual([
      ...[-14, -1, 0, 1, 2, 3].map((n) => `audit_entry_${monthOf(month(n))}`),
      'audit_entry_rest',
    ]);
    expect(await rest(client)).toEqual(others);
    const { rows } = await client.query(
      `SELECT e.tenant_id, e.seq, e.body, n.hash AS leaf FROM audit_entry e
         JOIN audit_node n ON n.tenant_id = e.tenant_id AND level = 0 AND position = seq ORDER BY 1, 2`,
    );
    expect(rows).toEqual(entries);
    expect(await placesOf(client, 'audit_entry')).toEqual({
      [`audit_entry_${monthOf(month(-14))}`]: 4,
      [`audit_entry_${monthOf(month(-1))}`]: 2,
      [`audit_entry_${monthOf(month(0))}`]: 2,
    });
    // Its ids tell no time.
    expect(await placesOf(client, 'webhook_delivery')).toEqual({ webhook_delivery_rest: 8 });
  });

  await migrate(database.owner, BEFORE);
  await asSuperuser(database.name, async (client) => {
    expect((await client.query(ENTRIES)).rows).toEqual(entries);
    expect(await rest(client)).toEqual(others);
    const { rows } = await client.query('SELECT FROM audit_node');
    expect(rows).toHaveLength(0);
  });
});

let database: TestDatabase;
let webhook: string;
beforeAll(async () => {
  database = await testDatabase();
  // What it is copied from may have been made last month: runs go over midnight.
  await keepPartitions(database.maint);
  webhook = randomUUID();
  await asSuperuser(database.name, async (client) => {
    await addTenants(client);
    await client.query(
      `INSERT INTO webhook (tenant_id, webhook_id, url, events, sealed_secret) VALUES ($1, $2, 'u', '{a}', 's')`,
      [TENANTS[0], webhook],
    );
  });
});

const addMessages = (client: Client, at: Date): Promise<unknown> =>
  client.query(
    `WITH made AS (INSERT INTO webhook_message SELECT t, new_id_at($2), 't', 'b', $2 FROM unnest($1::uuid[]) t
       RETURNING tenant_id, message_id)
     INSERT INTO webhook_delivery (tenant_id, delivery_id, webhook_id, message_id, at)
       SELECT tenant_id, new_id_at($2), $3, message_id, $2 FROM made WHERE tenant_id = $4`,
    [TENANTS, at, webhook, TENANTS[0]],
  );

test('partitions lie ready for the months ahead, each under the security of its own table', async () => {
  await asSuperuser(database.name, async (client) => {
    for (const table of ['audit_entry', 'webhook_message', 'webhook_delivery']) {
      const ready = [0, 1, 2, 3].map((n) => `${table}_${monthOf(month(n))}`);
      expect(await partitionsOf(client, table)).toEqual([...ready, `${table}_rest`]);
    }
  });
  const part = `audit_entry_${monthOf(month(0))}`;
  for (const [role, statement] of [
    ['app', `SELECT FROM ${part}`],
    ['app', `DELETE FROM ${part}`],
    ['maint', `DELETE FROM ${part}`],
  ] as const) {
    await connected(database[role], (client) =>
      expect(client.query(statement)).rejects.toThrow(/permission denied/),
    );
  }
});

test('an id says its moment, and a row lies in the partition of it', async () => {
  await asSuperuser(database.name, async (client) => {
    const moment = '2026-11-30T23:59:59.999Z';
    const { rows } = await client.query<{ first: string; made: string; late: string }>(
      `SELECT first_id_at($1) AS first, new_id_at($1) AS made, first_id_at($1::timestamptz + interval '1 ms') AS late`,
      [moment],
    );
    const [ids] = rows;
    expect(parseInt(ids?.first.replace('-', '').slice(0, 12) ?? '', 16)).toBe(Date.parse(moment));
    expect(ids?.made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
    expect((ids?.first ?? '') < (ids?.made ?? '') && (ids?.made ?? '') < (ids?.late ?? '')).toBe(
      true,
    );
  });
});

test('a row of a month without a partition is kept, and moves into it when it is made', async () => {
  const later = month(4);
  await asSuperuser(database.name, async (client) => {
    await addMessages(client, later);
    await client.query('INSERT INTO audit_entry SELECT t, 0, $2, $3 FROM unnest($1::uuid[]) t', [
      TENANTS,
      later,
      'x',
    ]);
    expect(await placesOf(client, 'webhook_message')).toEqual({ webhook_message_rest: 2 });
  });
  await connected(database.maint, (client) => client.query('SELECT make_partitions(4)'));
  await asSuperuser(database.name, async (client) => {
    const part = monthOf(later);
    expect(await placesOf(client, 'webhook_message')).toEqual({ [`webhook_message_${part}`]: 2 });
    expect(await placesOf(client, 'webhook_delivery')).toEqual({ [`webhook_delivery_${part}`]: 1 });
    expect(await placesOf(client, 'audit_entry')).toEqual({ [`audit_entry_${part}`]: 2 });
    const { rows } = await client.query(
      `SELECT relname FROM pg_class WHERE relname ~ '^(audit_entry|webhook)_' AND relkind = 'r' AND NOT relforcerowsecurity`,
    );
    expect(rows).toEqual([]);
  });
});

test('a past month is dropped when no tenant has a row in it, and not before', async () => {
  const past = month(-2);
  await connected(database.owner, async (client) => {
    for (const table of ['webhook_message', 'webhook_delivery']) {
      await client.query('CALL make_partition($1::text::regclass, $2)', [table, past]);
    }
  });
  await asSuperuser(database.name, (client) => addMessages(client, past));
  const has = (table: string): Promise<boolean> =>
    asSuperuser(database.name, async (client) =>
      (await partitionsOf(client, table)).includes(`${table}_${monthOf(past)}`),
    );
  expect(await keepPartitions(database.maint)).toEqual({ dropped: 0 });
  await connected(database.maint, (client) =>
    client.query('DELETE FROM webhook_delivery WHERE at = $1', [past]),
  );
  expect(await keepPartitions(database.maint)).toEqual({ dropped: 1 });
  expect([await has('webhook_delivery'), await has('webhook_message')]).toEqual([false, true]);
  await connected(database.maint, (client) =>
    client.query('DELETE FROM webhook_message WHERE at = $1 AND tenant_id = $2', [
      past,
      TENANTS[0],
    ]),
  );
  expect(await keepPartitions(database.maint)).toEqual({ dropped: 0 });
  // Nor when maintenance is wrong about it, and never the default one.
  await connected(database.maint, async (client) => {
    for (const part of [monthOf(past), 'rest']) {
      const { rows } = await client.query(
        `SELECT drop_partition('webhook_message_${part}') AS gone`,
      );
      expect(rows).toEqual([{ gone: false }]);
    }
  });
  // What the other tenant has is still there, and still another's.
  await connected(database.maint, async (client) => {
    const { rows } = await client.query('SELECT tenant_id FROM webhook_message WHERE at = $1', [
      past,
    ]);
    expect(rows).toEqual([{ tenant_id: TENANTS[1] }]);
    await client.query('DELETE FROM webhook_message WHERE at = $1', [past]);
  });
  expect(await keepPartitions(database.maint)).toEqual({ dropped: 1 });
});

test('only maintenance may make and drop partitions, and it gives way to whoever holds a table', async () => {
  const part = `webhook_message_${monthOf(month(0))}`;
  for (const call of ['make_partitions(1)', `drop_partition('${part}')`]) {
    await connected(database.app, (client) =>
      expect(client.query(`SELECT ${call}`)).rejects.toThrow(/permission denied/),
    );
  }
  await asSuperuser(database.name, async (client) => {
    await client.query(`DROP TABLE webhook_message_${monthOf(month(3))}`);
    await client.query('BEGIN');
    await client.query('LOCK TABLE webhook_message_rest IN ACCESS SHARE MODE');
    await expect(keepPartitions(database.maint)).rejects.toThrow(/lock timeout/);
    await client.query('ROLLBACK');
  });
  await keepPartitions(database.maint);
});
