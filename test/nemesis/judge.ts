import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { AuditEntry } from '#shared/audit/audit-wire.ts';
import { addLeaf, EMPTY_TREE, leafHash, rootOf } from '#shared/audit/merkle-tree.ts';
import { openKeys } from '../../tenant/open-keys.ts';
import { readConfiguration, rolePasswords, sha256 } from '../../tenant/platform/index.ts';
import type { TenantClient } from '../unit/tenant/tenant-client.ts';
import type { Written } from './writers.ts';

/** Holds what a case gives to who pulls it against what its writers were told: each entry once, those of a copy in order, and no other. */
export async function judgeLog(
  server: TenantClient,
  token: string,
  caseId: string,
  written: readonly Written[],
): Promise<void> {
  const got: { seq: number; id: string }[] = [];
  for (let cursor = 0, more = true; more;) {
    const { status, json, text } = await server.ask(
      `/api/v1/cases/${caseId}/pull?cursor=${cursor}`,
      { token },
    );
    assert.equal(status, 200, text);
    for (const { seq, entry } of json.entries) got.push({ seq, id: entry.id });
    ({ upto: cursor, more } = json);
  }
  assert.ok(
    got.every(({ seq }, n) => seq > (got[n - 1]?.seq ?? 0)),
    'numbers grow',
  );
  const place = new Map(got.map(({ id }, n) => [id, n]));
  assert.equal(place.size, got.length, 'each entry is there once');
  for (const { entries } of written) {
    const places = entries.map(({ id }) => place.get(id) ?? -1);
    assert.ok(!places.includes(-1), 'each acknowledged entry is there');
    assert.ok(
      places.every((at, n) => at > (places[n - 1] ?? -1)),
      'entries of a copy are in order',
    );
  }
  const count = written.reduce((sum, { entries }) => sum + entries.length, 0);
  assert.equal(got.length, count, 'no other entry is there');
}

/**
 * Looks at the database itself: each invitation is there once, the audit log is one chain that ends where its head says, and
 * every index is as its table. Gives how many entries the log has.
 */
export async function judgeDatabase(
  folder: string,
  port: number,
  invited: ReadonlyMap<string, string>,
): Promise<number> {
  const { keys } = await openKeys({ ...readConfiguration({}, null), dataFolder: folder });
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: rolePasswords(keys).now('superuser'),
    database: 'error_iq',
  });
  await client.connect();
  try {
    const { rows: invitations } = await client.query<{ email: string; n: number }>(
      'SELECT email, count(*)::int AS n FROM invitation GROUP BY email',
    );
    assert.deepEqual(new Set(invitations.map(({ email }) => email)), new Set(invited.keys()));
    assert.ok(
      invitations.every(({ n }) => n === 1),
      'each invitation is there once',
    );
    const length = await judgeAuditLog(client);
    await client.query('CREATE EXTENSION IF NOT EXISTS amcheck');
    await client.query(`SELECT bt_index_check(i.indexrelid, true)
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
      WHERE a.amname = 'btree' AND c.relpersistence = 'p' AND c.relkind = 'i' AND i.indisvalid`);
    return length;
  } finally {
    await client.end();
  }
}

async function judgeAuditLog(client: Client): Promise<number> {
  const { rows } = await client.query<{ seq: string; body: string; leaf: Buffer }>(
    `SELECT e.seq, e.body, n.hash AS leaf FROM audit_entry e JOIN audit_node n
       ON n.tenant_id = e.tenant_id AND n.level = 0 AND n.position = e.seq ORDER BY e.seq`,
  );
  let frontier = EMPTY_TREE;
  let before: string | null = null;
  for (const [n, { seq, body, leaf }] of rows.entries()) {
    const entry: AuditEntry = JSON.parse(body);
    const hash = leafHash(sha256, Buffer.from(body));
    assert.deepEqual([Number(seq), entry.seq, entry.prev], [n, n, before]);
    assert.ok(leaf.equals(hash), 'an entry is what was hashed');
    ({ frontier } = addLeaf(sha256, frontier, hash));
    before = leaf.toString('base64');
  }
  const head = await client.query<{ size: string; peaks: Buffer }>(
    'SELECT size, peaks FROM audit_head',
  );
  assert.equal(Number(head.rows[0]?.size), rows.length, 'the head counts all entries');
  assert.ok(head.rows[0]?.peaks.equals(Buffer.concat(frontier.peaks)), 'the head is of this tree');
  assert.equal(rootOf(sha256, frontier).length, 32);
  return rows.length;
}
