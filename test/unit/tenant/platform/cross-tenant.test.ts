import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { operationsOf, requestOf, type Operation } from '../api-operations.ts';
import {
  asSuperuser,
  externalDatabase,
  testDatabase,
  type TestDatabase,
} from '../test-database.ts';
import { sealedEntries } from '../test-entries.ts';
import {
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';

/** Values that stand in rows of a team, by the names of their columns. */
type Named = ReadonlyMap<string, readonly string[]>;

const CONFIGURATION = { jobs: 'elsewhere', requestsPerMinute: 100_000 } as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY_MS = 86_400_000;

let database: TestDatabase;
let tenant: TestTenant;
let operations: Operation[];
/** Of an admin who has just shown her second factor. */
let token = '';
/** Recovery codes of hers. */
let codes: readonly string[] = [];
let mine = '';
let theirs = '';
let marks: readonly string[] = [];
let [own, their]: [Named, Named] = [new Map(), new Map()];

const query = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  asSuperuser(database.name, async (client) => (await client.query(sql, values)).rows);

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** All rows of a team, by their tables; those of partitions stand under the whole. */
function rowsOf(team: string): Promise<Map<string, Record<string, unknown>[]>> {
  return asSuperuser(database.name, async (client) => {
    const tables = await client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
    );
    const found = new Map<string, Record<string, unknown>[]>();
    for (const { name } of tables.rows) {
      const sql = `SELECT * FROM ${name} t WHERE tenant_id = $1 ORDER BY t::text`;
      found.set(name, (await client.query(sql, [team])).rows);
    }
    return found;
  });
}

async function valuesOf(team: string): Promise<Named> {
  const named = new Map<string, string[]>();
  for (const rows of (await rowsOf(team)).values()) {
    for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
      const text = Buffer.isBuffer(value) ? value.toString('base64url') : value;
      if (typeof text === 'string') named.set(column, [...(named.get(column) ?? []), text]);
    }
  }
  return named;
}

/** A body that is taken, where the smallest by the schema is not; ids in it are those of a team. */
function bodyOf(operation: Operation, named: Named): unknown {
  const { body } = requestOf(operation);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const meant: Record<string, unknown> = {
    from: at(DAY_MS),
    until: at(2 * DAY_MS),
    epoch: null,
    first: 1,
    entries: sealedEntries(2),
    executor: { kind: 'desktops' },
  };
  const members = Object.entries(body).map(([name, value]) => [
    name,
    name in meant ? meant[name] : ((name.endsWith('Id') ? idOf(name, named) : undefined) ?? value),
  ]);
  return Object.fromEntries(members);
}

/** The latest id of a team for a name such as `caseId`. */
const idOf = (name: string, named: Named): string | undefined =>
  named.get(snake(name))?.findLast((one) => name === 'digest' || UUID.test(one));

const takesNothingAway = ({ method, path }: Operation): boolean =>
  method !== 'DELETE' && !/\/(?:delete|archive|wipe)$/.test(path);

/** Uses every operation that takes nothing away, so that a team has rows of most kinds. */
async function fill(team: string): Promise<void> {
  // What one makes, the next round names.
  for (let round = 0; round < 2; round++) {
    const named = await valuesOf(team);
    for (const operation of operations.filter(takesNothingAway)) {
      const path = filled(operation, (name) => idOf(name, named));
      const body = operation.requestBody && bodyOf(operation, named);
      await tenant.ask(path, {
        method: operation.method,
        token,
        headers: { 'idempotency-key': randomUUID() },
        ...(body !== undefined && { body }),
      });
    }
  }
}

const filled = (operation: Operation, value: (name: string) => string | undefined): string => {
  const { path } = requestOf(operation);
  const query = path.includes('?') ? path.slice(path.indexOf('?')) : '';
  return `${operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => value(name) ?? randomUUID())}${query}`;
};

async function signIn(): Promise<void> {
  ({ codes } = await withCodeApp(tenant, (await signedIn(tenant)).access));
  token = (await steppedUp(tenant, codes[0] ?? '')).access;
}

beforeAll(async () => {
  database = await testDatabase();
  tenant = await startTestTenant(CONFIGURATION, database);
  await makeTeam(tenant);
  operations = await operationsOf(tenant);
  await signIn();
  theirs = String((await query('SELECT tenant_id FROM tenant'))[0]?.['tenant_id']);
  await fill(theirs);
  await tenant.stop();
  // Another team takes its address, with an admin of the same name and passphrase.
  mine = randomUUID();
  await query(`UPDATE tenant SET slug = 'their', name = 'Their whole team'`);
  await query(`INSERT INTO tenant (tenant_id, slug, name) VALUES ($1, 'night', 'Mine')`, [mine]);
  await query(
    `INSERT INTO member (tenant_id, member_id, email, email_key, name, role, passphrase_hash)
     SELECT $1, $2, email, email_key, name, role, passphrase_hash FROM member WHERE kind = 'person'`,
    [mine, randomUUID()],
  );
  tenant = await startTestTenant(CONFIGURATION, database);
  await signIn();
  await fill(mine);
  [own, their] = [await valuesOf(mine), await valuesOf(theirs)];
  const ours = new Set([...own.values()].flat());
  marks = [...new Set([...their.values()].flat())].filter(
    (text) => text.length >= 16 && !ours.has(text),
  );
});
afterAll(() => tenant.stop());

interface Told {
  /** Of the operation. */
  readonly name: string;
  /** What it said of theirs. */
  readonly mark: string;
}

/** Asks every operation for what is theirs, with each mixture of their ids and own ones; gives what was told of theirs. */
async function probe(only: (operation: Operation) => boolean = () => true): Promise<Told[]> {
  const told: Told[] = [];
  for (const operation of operations.filter(only)) {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (let mixture = 0; mixture < Math.max(1, 2 ** names.length - 1); mixture++) {
      const path = filled(operation, (name) => {
        const isOwn = (mixture & (1 << names.indexOf(name))) !== 0;
        return idOf(name, isOwn ? own : their);
      });
      const body = operation.requestBody && bodyOf(operation, their);
      const sent = { method: operation.method, token, ...(body !== undefined && { body }) };
      const { status, text } = await tenant.ask(path, sent);
      // Who is not known any more is told nothing anyway.
      const isKnown = status !== 401 || operation.path.startsWith('/api/v1/device/');
      expect([operation.name, status < 500 && isKnown, text]).toEqual([operation.name, true, text]);
      const asked = `${path} ${JSON.stringify(body)}`;
      const said = marks.filter((mark) => text.includes(mark) && !asked.includes(mark));
      told.push(...said.map((mark) => ({ name: operation.name, mark })));
    }
  }
  return told;
}

/** What was told that is a secret of theirs: not an id that was sent, and kept by that under the own team. */
async function secretOf(told: readonly Told[]): Promise<string[]> {
  const kept = JSON.stringify([...(await rowsOf(mine)).values()]);
  return told
    .filter(({ mark }) => !kept.includes(mark))
    .map(({ name, mark }) => `${name}: ${mark}`);
}

/** Sends statements without their own filter by team while some work goes on; gives what came of it, and how many had one. */
async function withoutFilters<T>(work: () => Promise<T>): Promise<{ result: T; count: number }> {
  const kept = Object.getOwnPropertyDescriptor(Client.prototype, 'query');
  if (kept === undefined) throw new Error('there is no such method');
  const send = kept.value as (...sent: unknown[]) => unknown;
  let count = 0;
  // Keys of tokens are sealed for their team: who read another's too could know nobody.
  const bare = (sql: string): string =>
    /\btoken_key\b/.test(sql)
      ? sql
      : sql.replace(/(?:"?\w+"?\.)?"?tenant_id"? = (\$\d+)/g, (_all, value: string) => {
          count++;
          return `(${value}::uuid IS NOT NULL)`;
        });
  Object.defineProperty(Client.prototype, 'query', {
    ...kept,
    value(this: Client, first: unknown, ...rest: unknown[]) {
      const isText = typeof first === 'string';
      const named = first as { text?: unknown; name?: string };
      const bared =
        isText || typeof named?.text !== 'string'
          ? first
          : { ...named, text: bare(named.text), ...(named.name && { name: `${named.name} bare` }) };
      return send.call(this, isText ? bare(first) : bared, ...rest);
    },
  });
  try {
    return { result: await work(), count };
  } finally {
    Object.defineProperty(Client.prototype, 'query', kept);
  }
}

test('the other team has rows of most kinds', async () => {
  const rows = await rowsOf(theirs);
  const filledIn = [...rows.keys()].filter((table) => rows.get(table)?.length !== 0);
  expect(filledIn.length).toBeGreaterThan(25);
});

test('no operation tells or changes anything of another team, whatever ids are sent', async () => {
  const before = await rowsOf(theirs);
  expect(await secretOf(await probe())).toEqual([]);
  expect(await rowsOf(theirs)).toEqual(before);
});

test('nor does one when our own statements have no filter by team', async () => {
  const before = await rowsOf(theirs);
  const { result, count } = await withoutFilters(() => probe());
  expect(await secretOf(result)).toEqual([]);
  expect(count).toBeGreaterThan(100);
  expect(await rowsOf(theirs)).toEqual(before);
});

test('and without row security too, the look finds what is told', async () => {
  const { port, password } = inject('tenantCluster');
  const app = `postgres://postgres:${password}@127.0.0.1:${port}/${database.name}`;
  await tenant.stop();
  tenant = await startTestTenant(
    { ...CONFIGURATION, database: externalDatabase({ ...database, app }) },
    database,
  );
  token = (await steppedUp(tenant, codes[1] ?? '')).access;
  const { result } = await withoutFilters(() => probe(({ method }) => method === 'GET'));
  const from = new Set((await secretOf(result)).map((one) => one.slice(0, one.indexOf(': '))));
  expect(from.size).toBeGreaterThan(5);
});
