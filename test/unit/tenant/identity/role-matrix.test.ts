import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'oxfmt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLES, type Role } from '#shared/model/role.ts';
import { SCOPES } from '../../../../tenant/identity/principal.ts';
import { typedClient } from '../../../../tenant/typed-client.ts';
import { operationsOf, requestOf, type Operation } from '../api-operations.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  testDevice,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';
import { WHO_MAY, type WhoMay } from './who-may.ts';

let tenant: TestTenant;
let operations: Operation[];
/** Of each role a member who has just shown her second factor. */
const fresh = new Map<Role, string>();
/** An admin who has not. */
const other = testDevice();
let stale = '';
const keys = new Map<string, string>();

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  operations = await operationsOf(tenant);
  const admin = (await signedIn(tenant)).access;
  for (const role of ROLES.filter((one) => one !== 'admin')) {
    const email = `${role}@example.org`;
    const { access } = await joined(tenant, admin, { email, role, name: role });
    const { codes } = await withCodeApp(tenant, access);
    fresh.set(role, (await steppedUp(tenant, codes[0] ?? '', email)).access);
  }
  stale = (await signedIn(tenant, undefined, other)).access;
  const { codes } = await withCodeApp(tenant, admin);
  fresh.set('admin', (await steppedUp(tenant, codes[0] ?? '')).access);
  const token = fresh.get('admin') ?? '';
  for (const scope of SCOPES) {
    const body = { name: scope, scopes: [scope], days: 1 };
    keys.set(scope, (await tenant.ask('/api/v1/api-keys', { token, body })).json.key);
  }
});
afterAll(() => tenant.stop());

/** Whether an operation is let through: what it then says about an id that nobody has is another matter. */
async function isLet(
  operation: Operation,
  credential: { token?: string; device?: ReturnType<typeof testDevice> },
): Promise<boolean | string> {
  const { path, ...asked } = requestOf(operation);
  const { status, json, text } = await tenant.ask(path, { ...asked, ...credential });
  if (status >= 500 || json?.code === 'REQUEST_INVALID') return `${status} ${text}`;
  return status !== 401 && !(status === 403 && json.code === 'NOT_ALLOWED');
}

test('every operation that the server describes has its line in the matrix, and none is left over', () => {
  expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(WHO_MAY).sort());
});

test('the types that desktops ask by are those of what the server describes', async () => {
  const { json } = await tenant.ask('/api/v1/openapi.json');
  const folder = join(import.meta.dirname, '../../../../shared/tenant-api');
  const options = JSON.parse(readFileSync(join(folder, '../../.oxfmtrc.json'), 'utf8'));
  const made = await Promise.all(
    Object.entries(typedClient(json)).map(async ([name, text]) => {
      return [name, (await format(name, text, options)).code] as const;
    }),
  );
  const kept = readdirSync(folder).filter((name) => name !== 'operation.ts');
  expect(Object.fromEntries(made)).toEqual(
    Object.fromEntries(kept.map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
  );
});

test('each role is let through where the matrix says so, and nowhere else', async () => {
  const found: Record<string, boolean | string> = {};
  const decided: Record<string, boolean> = {};
  for (const operation of operations) {
    const roles: WhoMay['roles'] = WHO_MAY[operation.name]?.roles ?? [];
    for (const role of ROLES) {
      const cell = `${role} ${operation.name}`;
      found[cell] = await isLet(operation, { token: fresh.get(role) ?? '' });
      decided[cell] = typeof roles === 'string' || roles.some((one) => one === role);
    }
  }
  expect(found).toEqual(decided);
});

test('nobody is let through without signing in, but where anybody is', async () => {
  for (const operation of operations) {
    const isOpen = WHO_MAY[operation.name]?.roles === 'anybody';
    expect([operation.name, await isLet(operation, {})]).toEqual([operation.name, isOpen]);
  }
});

test('a key of a program is let through for its scope, and never for what needs a person', async () => {
  for (const operation of operations) {
    const wanted = WHO_MAY[operation.name]?.scope;
    for (const [scope, token] of keys) {
      const cell = `${scope} ${operation.name}`;
      const expected = wanted === 'any' || wanted === scope;
      expect([cell, await isLet(operation, { token })]).toEqual([cell, expected]);
    }
  }
});

test('what can do harm is let through only with a second factor just now', async () => {
  for (const operation of operations) {
    const { path, ...asked } = requestOf(operation);
    const answer = await tenant.ask(path, { ...asked, token: stale, device: other });
    const isAsked = answer.json?.code === 'STEP_UP_REQUIRED';
    expect([operation.name, isAsked]).toEqual([
      operation.name,
      WHO_MAY[operation.name]?.fresh === true,
    ]);
  }
});
