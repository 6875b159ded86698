import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  operationsOf,
  requestOf,
  sampleOf,
  type Operation,
  type Schema,
} from './api-operations.ts';
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
beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const { codes } = await withCodeApp(tenant, (await signedIn(tenant)).access);
  token = (await steppedUp(tenant, codes[0] ?? '')).access;
  // What ends the one who asks would end the test.
  operations = (await operationsOf(tenant)).filter(({ method }) => method !== 'DELETE');
});
afterAll(() => tenant.stop());

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
    Object.entries(properties).map(([name, inner]) => [name, near(inner)]),
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
  const paths = fc.constantFrom('same', '%00', '..%2f..', 'x'.repeat(1400), '%f0%28%8c%28', '٣');
  await fc.assert(
    fc.asyncProperty(
      fc.nat().chain((n) => {
        const operation = operations[n % operations.length];
        if (operation === undefined) throw new Error('there is no operation');
        return fc.tuple(fc.constant(operation), near(schemaOf(operation)), paths);
      }),
      async ([operation, body, id]) => {
        const { path, method } = requestOf(operation);
        const odd = operation.path.replace(/\{\w+\}/g, () => encodeURI(decodeSafe(id)));
        const { status, json, text } = await tenant.ask(id === 'same' ? path : odd, {
          method,
          token,
          ...(operation.requestBody && { body }),
        });
        expect([operation.name, status < 500 || status === 503, text]).toEqual([
          operation.name,
          true,
          text,
        ]);
        if (status >= 400) expect(json).toMatchObject({ status });
      },
    ),
    { seed: 7, numRuns: 300 },
  );
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
