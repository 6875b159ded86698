import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { getNamedType, isObjectType, type GraphQLObjectType } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openDatabase } from '../../../../tenant/platform/index.ts';
import { liveView } from '../../../../tenant/graphql/live-views.ts';
import { readQuery } from '../../../../tenant/graphql/run-query.ts';
import { schema } from '../../../../tenant/graphql/schema.ts';
import type { Principal } from '../../../../tenant/identity/principal.ts';
import {
  credentialOf,
  joined,
  makeTeam,
  ownDevice,
  signedIn,
  startTestTenant,
  testDevice,
  type Answer,
  type Prove,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
let token = '';
let viewer = '';
const viewerDevice = testDevice();
const caseId = randomUUID();

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  token = (await signedIn(tenant)).access;
  const who = { email: 'vic@example.org', role: 'viewer', name: 'Vic' };
  viewer = (await joined(tenant, token, who, viewerDevice)).access;
  const ask = (path: string, body: object) => tenant.ask(`/api/v1/${path}`, { token, body });
  const sealed = 'AAAA';
  await ask('cases', { caseId, sealedName: sealed, generation: 1, sealedKey: sealed });
  await ask('releases', {
    version: '2.3.1',
    artefacts: [{ name: 'shop', digest: `sha256:${'a'.repeat(64)}`, ref: 'shop' }],
    commits: [{ id: 'abcdef1', title: 'Mend the till' }],
  });
  await ask('incidents', { title: 'Tills are down', environmentId: null });
  const hour = 3_600_000;
  await ask('freezes', {
    environmentId: null,
    from: new Date(Date.now() - hour).toISOString(),
    until: new Date(Date.now() + hour).toISOString(),
    reason: 'holiday',
  });
});
afterAll(() => tenant.stop());

const query = (text: string, variables: object = {}, who = token, device?: Prove) =>
  tenant.ask('/api/v1/graphql', {
    token: who,
    body: { query: text, variables },
    ...(device && { device }),
  });

/** Everything that can be selected of a type, but what is read apart. */
function everything(type: GraphQLObjectType, without: readonly string[] = []): string {
  const fields = Object.values(type.getFields()).filter(({ name }) => !without.includes(name));
  const parts = fields.map(({ name, type: of }) => {
    const named = getNamedType(of);
    return isObjectType(named) ? `${name} ${everything(named, without)}` : name;
  });
  return `{ ${parts.join(' ')} }`;
}

const typeOf = (name: string): GraphQLObjectType => {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object`);
  return type;
};
const APART = ['grants', 'events'];
const FIELDS: Readonly<Record<string, string>> = {
  me: everything(typeOf('Me')),
  members: everything(typeOf('Member')),
  cases: everything(typeOf('CasePage'), APART),
  board: everything(typeOf('Board'), APART),
  auditEntries: everything(typeOf('AuditPage')),
};

/** A row without what is null because it is not there. */
const lean = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, one: unknown) => (one === null ? undefined : one)));

/** The first answers of a live view; `after` is done when the first has come. */
async function watched(
  text: string,
  count: number,
  after: () => Promise<unknown> = async () => {},
): Promise<Record<string, unknown>[]> {
  const url = `${tenant.url}/api/v1/graphql/live`;
  class Authorised extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, {
        ca: tenant.authority,
        headers: credentialOf(token, ownDevice, { method: 'GET', url }),
      });
    }
  }
  const client = createClient({ url: url.replace('https', 'wss'), webSocketImpl: Authorised });
  const seen: Record<string, unknown>[] = [];
  for await (const { data } of client.iterate({ query: text })) {
    seen.push(data as Record<string, unknown>);
    if (seen.length === 1) await after();
    if (seen.length === count) break;
  }
  await client.dispose();
  return seen;
}

test('the same is answered by REST, by GraphQL and by a live view', async () => {
  const rest = async (path: string) => (await tenant.ask(`/api/v1/${path}`, { token })).json;
  const expected = {
    me: await rest('me'),
    members: (await rest('members')).members,
    cases: await rest('cases'),
    board: await rest('deployments/board'),
  };
  expect(expected.cases.cases).toHaveLength(1);
  expect(expected.board.incidents).toHaveLength(1);
  const text = Object.keys(expected).map((name) => `${name} ${FIELDS[name]}`);
  const { status, json } = await query(`{ ${text.join(' ')} }`);
  expect([status, json.errors]).toEqual([200, undefined]);
  expect(lean(json.data)).toEqual(lean(expected));
  for (const name of ['members', 'cases', 'board'] as const) {
    const [first] = await watched(`subscription { ${name} ${FIELDS[name]} }`, 1);
    expect(lean(first?.[name])).toEqual(lean(expected[name]));
  }
  const grants = (await rest(`cases/${caseId}/grants`)).grants;
  const apart = await query('{ cases { cases { caseId grants { memberId name access left } } } }');
  expect(apart.json.data.cases.cases).toEqual([{ caseId, grants }]);
  const audit = await query('{ auditEntries(from: 0, limit: 3) { bodies more first } }');
  expect(audit.json.data.auditEntries).toEqual(await rest('audit/entries?from=0&limit=3'));
});

test('a live view says it when something has changed, and only then', async () => {
  const seen = await watched('subscription { board { incidents { title } } }', 2, async () => {
    await tenant.ask('/api/v1/me/sealing-key', {
      token,
      method: 'PUT',
      body: { sealingKey: 'A'.repeat(87) },
    });
    await tenant.ask('/api/v1/incidents', {
      token,
      body: { title: 'Again', environmentId: null },
    });
  });
  const titles = seen.map(({ board }) =>
    (board as { incidents: { title: string }[] }).incidents.map(({ title }) => title),
  );
  expect(titles).toEqual([['Tills are down'], ['Tills are down', 'Again']]);
});

test('what nobody tells of, as when Redis is away, a live view sees when it looks', async () => {
  const database = openDatabase(tenant.database.app);
  const { memberId } = (await tenant.ask('/api/v1/me', { token })).json;
  const principal: Principal = {
    tenant: (await database.tenantOfSlug('night')) ?? '',
    memberId,
    role: 'admin',
    by: { is: 'key', scopes: ['deployments:read'], isService: false },
  };
  const ended = new AbortController();
  const text = 'subscription { board { incidents { title } } }';
  const asked = { document: readQuery({ query: text }), operationName: null, variables: null };
  const place = { database, authenticate: async () => principal, lookMs: 50 };
  const changes = { listen: () => () => {} };
  const view = liveView({ ...place, changes }, {}, asked, ended.signal);
  const before = JSON.stringify((await view.next()).value);
  const next = view.next();
  const body = { title: 'Looked for', environmentId: null };
  expect((await tenant.ask('/api/v1/incidents', { token, body })).status).toBe(201);
  expect(before).not.toContain('Looked for');
  expect(JSON.stringify((await next).value)).toContain('Looked for');
  ended.abort();
  expect((await view.next()).done).toBe(true);
  await database.close();
});

test('a live view that cannot be is refused in words', async () => {
  await expect(watched('subscription { nonsense }', 1)).rejects.toMatchObject([
    { message: expect.stringContaining('Cannot query field "nonsense"') },
  ]);
});

test('what a member may not have is null with the code that REST refuses with; nobody else asks at all', async () => {
  const { json } = await query('{ auditEntries { more } }', {}, viewer, viewerDevice);
  expect(json).toMatchObject({ data: null, errors: [{ extensions: { code: 'NOT_ALLOWED' } }] });
  const body = { query: '{ __schema { types { name } } }' };
  expect((await tenant.ask('/api/v1/graphql', { body })).status).toBe(401);
  const key = (await query('{ me { name } }', {}, 'eiq_nonsense')).status;
  expect(key).toBe(401);
});

test.each([
  ['a query that cannot be read', '{ me { name '],
  ['a field that is not there', '{ me { passphraseHash } }'],
  [
    'more than its cost',
    `{ ${Array.from({ length: 60 }, (_, n) => `c${n}: cases { cases { grants { name } } }`).join(' ')} }`,
  ],
  [
    'fragments that double themselves',
    `{ me { ...f0 } } ${Array.from({ length: 25 }, (_, n) => `fragment f${n} on Me { ...f${n + 1} a${n}: name ...f${n + 1} }`).join(' ')} fragment f25 on Me { name }`,
  ],
  [
    'fragments that double a circle',
    `{ me { ...f0 } } ${Array.from({ length: 80 }, (_, n) => `fragment f${n} on Me { ...f${n + 1} ...f${n + 1} }`).join(' ')} fragment f80 on Me { ...f0 }`,
  ],
  ['fragments in a circle', '{ me { ...a } } fragment a on Me { ...b } fragment b on Me { ...a }'],
  [
    'a depth without end',
    `{ __schema { types ${'{ fields { type '.repeat(8)} { name } ${'} }'.repeat(8)} } }`,
  ],
  ['more words than are read', `{ me { ${'name '.repeat(2000)} } }`],
])('%s is refused in words', async (_what, text) => {
  const { status, json } = await query(text);
  expect([status, json.code]).toEqual([400, 'QUERY_INVALID']);
});

test('of another team nothing is seen on any node', async () => {
  const other = openDatabase(tenant.database.app);
  const [their, memberId] = [randomUUID(), randomUUID()];
  const marks = ['other-name', 'other-version', 'other-title', 'other-reason', 'other-key'];
  const [name = '', version = '', title = '', reason = '', sealed = ''] = marks;
  await other.inTenant(their, async (tx) => {
    const of = { tenant_id: their };
    const member = {
      email: 'other@example.org',
      email_key: name,
      name,
      role: 'admin' as const,
      sealing_key: null,
    };
    await tx
      .insertInto('tenant')
      .values({ ...of, slug: 'other', name })
      .execute();
    await tx
      .insertInto('member')
      .values({
        ...of,
        ...member,
        member_id: memberId,
        passphrase_hash: 'x',
        locked_until: null,
        disabled_at: null,
      })
      .execute();
    await tx
      .insertInto('release')
      .values({
        ...of,
        release_id: randomUUID(),
        version,
        artefacts: '[]',
        commits: '[]',
        made_by: memberId,
      })
      .execute();
    await tx
      .insertInto('incident')
      .values({ ...of, incident_id: randomUUID(), environment_id: null, title, closed_at: null })
      .execute();
    await tx
      .insertInto('freeze_window')
      .values({
        ...of,
        freeze_id: randomUUID(),
        environment_id: null,
        begins: new Date(),
        ends: new Date(Date.now() + 1e6),
        reason,
      })
      .execute();
    const shared = { case_id: randomUUID(), generation: 1 };
    await tx
      .insertInto('shared_case')
      .values({ ...of, ...shared, sealed_name: sealed, shared_by: memberId })
      .execute();
  });
  await other.close();
  const all = Object.entries(FIELDS).map(([field, selected]) => `${field} ${selected}`);
  const { status, text } = await query(`{ ${all.join(' ')} }`);
  expect(status).toBe(200);
  expect(text).toContain('Tills are down');
  for (const mark of [...marks, their, memberId]) expect(text).not.toContain(mark);
});

test('whatever is asked is answered or refused, and never fails the server', async () => {
  const word = fc.constantFrom(
    'me',
    'cases',
    'board',
    'name',
    '{',
    '}',
    '(',
    ')',
    ':',
    '...',
    '"',
    '$x',
    '@skip',
    'on',
    'fragment',
    'query',
    'subscription',
    'from',
    '-1',
    '1e9',
    'null',
    '[',
    '\u0000',
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 20 }).map((words) => words.join(' ')),
    fc.string(),
  );
  const variables = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 2 });
  await fc.assert(
    fc.asyncProperty(text, variables, async (asked, given) => {
      const { status, json }: Answer = await query(asked === '' ? ' ' : asked, given);
      expect(status === 200 || status === 400).toBe(true);
      if (status === 400) expect(json.code).toMatch(/QUERY_INVALID|REQUEST_INVALID/);
    }),
    { seed: 11, numRuns: 100 },
  );
});
