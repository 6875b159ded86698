import fc from 'fast-check';
import { syncStop } from '#shared/sync/sync-wire.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  operationsOf,
  requestOf,
  sampleOf,
  type Operation,
  type Schema,
} from './api-operations.ts';
import { PLAIN_ENVIRONMENT } from './deployments/plain-environment.ts';
import { aCase } from './test-entries.ts';
import {
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  withCodeApp,
  type TestTenant,
} from './test-tenant.ts';

let tenant: TestTenant;
let token = '';
let operations: Operation[];
/** Other runs than those of every day: `ERROR_IQ_SEED=42 ERROR_IQ_RUNS=5000 npx vitest run --project tenant test/unit/tenant/fuzz.test.ts`. */
const seed = Number(process.env['ERROR_IQ_SEED'] ?? 7);
const numRuns = Number(process.env['ERROR_IQ_RUNS'] ?? 400);
/** What is there, by the names by which paths and bodies call it: behind an id that is not there little is reached. */
const ids: Record<string, string> = {};

/** Makes one of each thing that operations are about. */
async function furnish(): Promise<void> {
  const made = async (path: string, body: object): Promise<void> => {
    const { status, json } = await tenant.ask(`/api/v1/${path}`, { token, body });
    expect(status).toBeLessThan(300);
    for (const [name, id] of Object.entries(json ?? {})) {
      if (name.endsWith('Id') && typeof id === 'string') ids[name] = id;
    }
  };
  const shared = aCase();
  await made('cases', shared);
  ids['caseId'] = shared.caseId;
  ids['memberId'] = (await tenant.ask('/api/v1/me', { token })).json.memberId;
  await made('releases', { version: '1.0.0', artefacts: [], commits: [] });
  await made('environments', PLAIN_ENVIRONMENT);
  const { environmentId = '', releaseId = '' } = ids;
  await made('freezes', { environmentId, ...FREEZE });
  await made('incidents', { title: 'Tills are down', environmentId });
  await made(`environments/${environmentId}/deployments`, { releaseId, reason: 'it is time' });
  await made('webhooks', { url: 'https://example.org/', events: ['webhook.test'] });
  await made('service-accounts', {
    name: 'ci',
    role: 'analyst',
    scopes: ['cases:read'],
    days: 7,
  });
}

beforeAll(async () => {
  tenant = await startTestTenant({ requestsPerMinute: 1_000_000 });
  await makeTeam(tenant);
  const { codes } = await withCodeApp(tenant, (await signedIn(tenant)).access);
  token = (await steppedUp(tenant, codes[0] ?? '')).access;
  // What ends the one who asks would end the test.
  operations = (await operationsOf(tenant)).filter(({ method }) => method !== 'DELETE');
  await furnish();
});
afterAll(() => tenant.stop());

const FREEZE = {
  from: new Date(Date.now() + 3_600_000).toISOString(),
  until: new Date(Date.now() + 7_200_000).toISOString(),
  reason: 'holiday',
};

const odd = fc.constantFrom<unknown>(
  null,
  '',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '‮%s%n{{7*7}}',
  "'; DROP TABLE member; --",
  'x'.repeat(5000),
  -1,
  0,
  2 ** 31,
  2 ** 53,
  1e308,
  true,
  [],
  {},
  JSON.parse('{"__proto__":{"admin":true}}'),
);

/** Bodies near one that a schema takes: some members odd, missing, or more than there are. */
function near(schema: Schema): fc.Arbitrary<unknown> {
  const { properties } = schema;
  if (properties === undefined) {
    const usual = fc.constant(sampleOf(schema));
    return fc.oneof({ weight: 4, arbitrary: usual }, odd, { weight: 2, arbitrary: ofText(schema) });
  }
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [
      name,
      fc.oneof(near(inner), ...(name in ids ? [fc.constant(ids[name])] : [])),
    ]),
  );
  return fc.oneof(
    { weight: 8, arbitrary: fc.record(members, { requiredKeys: Object.keys(members) }) },
    fc.record(members, { requiredKeys: [] }),
    odd,
  );
}

/** Text that a free field takes, also what is seldom typed. */
const ofText = ({ type, format }: Schema): fc.Arbitrary<unknown> =>
  type === 'string' && format === undefined
    ? fc.oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
        fc.constantFrom('a\u0000b', '\ud800', '\u202e{{7*7}}', 'x'.repeat(150)),
      )
    : odd;

test('whatever is sent to an operation is done or refused in words, and never fails the server', async () => {
  const schemaOf = (operation: Operation): Schema =>
    operation.requestBody?.content['application/json'].schema ?? {};
  const tags = fc.constantFrom(undefined, undefined, '*', '"x"', 'W/"x", , "', '"'.repeat(500));
  const paths = fc.constantFrom(
    'there',
    'there',
    'there',
    'same',
    '%00',
    '..%2f..',
    'x'.repeat(1400),
    '%f0%28%8c%28',
    '٣',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.nat().chain((n) => {
        const operation = operations[n % operations.length];
        if (operation === undefined) throw new Error('there is no operation');
        return fc.tuple(fc.constant(operation), near(schemaOf(operation)), paths, tags);
      }),
      async ([operation, body, id, tag]) => {
        const { path, method } = requestOf(operation);
        const odd = operation.path.replace(/\{(\w+)\}/g, (_all, name: string) =>
          id === 'there' ? (ids[name] ?? 'there') : encodeURI(decodeSafe(id)),
        );
        const { status, json, text } = await tenant.ask(id === 'same' ? path : odd, {
          method,
          token,
          ...(tag !== undefined && { headers: { 'if-match': tag } }),
          ...(operation.requestBody && { body }),
        });
        expect([operation.name, status < 500 || status === 503, text]).toEqual([
          operation.name,
          true,
          text,
        ]);
        // What stops a sync is no problem: the copy goes on by it.
        const stops = status === 409 && syncStop.safeParse(json).success;
        if (status >= 400 && !stops) expect(json).toMatchObject({ status });
      },
    ),
    { seed, numRuns },
  );
});

test('half of a pair of UTF-16 is refused where it comes in, also as a name and with a whole pair beside it', async () => {
  const pause = `/api/v1/environments/${ids['environmentId']}/pause`;
  for (const reason of ['\ud800', 'a look \udc00 first', '\ud83d\ude00\ud83d']) {
    const refused = await tenant.ask(pause, { token, body: { reason } });
    expect(refused.json).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  }
  const named = await tenant.ask(pause, { token, body: { reason: 'x', '\ud800': 1 } });
  expect(named.json).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  const whole = await tenant.ask(pause, { token, body: { reason: 'smiling \ud83d\ude00' } });
  expect(whole.status).toBe(204);
});

test('text that the database cannot keep is refused', async () => {
  const body = { name: 'a\u0000b', scopes: ['cases:read'], days: 1 };
  const refused = await tenant.ask('/api/v1/api-keys', { token, body });
  expect(refused.json).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
});

/** As it is to stand in an address; what is no text stays as it is. */
function decodeSafe(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
