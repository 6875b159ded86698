import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  makeTeam,
  signedIn,
  startTestTenant,
  type Answer,
  type Asked,
  type TestTenant,
} from '../test-tenant.ts';
import { PLAIN_ENVIRONMENT } from './plain-environment.ts';

let tenant: TestTenant;
let token = '';
beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  token = (await signedIn(tenant)).access;
});
afterAll(() => tenant.stop());

const ask = (path: string, asked: Asked = {}): Promise<Answer> =>
  tenant.ask(`/api/v1/${path}`, { token, ...asked });
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const freezeOf = (from: number, until: number, reason = 'holiday') => ({
  environmentId: null,
  from: inHours(from),
  until: inHours(until),
  reason,
});
const freezes = async (): Promise<{ freezeId: string; reason: string }[]> =>
  (await ask('deployments/board')).json.freezes;

test('a freeze is planned, changed, and overridden with a reason that the audit log keeps', async () => {
  const { json } = await ask('freezes', { body: freezeOf(-1, 1) });
  const path = `freezes/${json.freezeId}`;
  const change = { method: 'PUT', body: freezeOf(-1, 5, 'stocktaking') };
  expect((await ask(path, change)).status).toBe(204);
  expect(await freezes()).toMatchObject([{ freezeId: json.freezeId, reason: 'stocktaking' }]);
  const backwards = await ask(path, { method: 'PUT', body: freezeOf(2, 1) });
  expect(backwards.json.code).toBe('FREEZE_INVALID');
  expect((await ask(`${path}/override`, { body: { reason: ' ' } })).status).toBe(400);
  const override = { body: { reason: 'the tills are down' } };
  expect((await ask(`${path}/override`, override)).status).toBe(204);
  expect(await freezes()).toEqual([]);
  for (const over of [await ask(`${path}/override`, override), await ask(path, change)]) {
    expect(over.json.code).toBe('NOT_FOUND');
  }
  const { bodies } = (await ask('audit/entries')).json;
  expect(bodies.join()).toContain('overridden: the tills are down');
});

test('one that has not begun is taken away; ending one without a reason is on its way out', async () => {
  const { json } = await ask('freezes', { body: freezeOf(1, 2) });
  const { status, headers } = await ask(`freezes/${json.freezeId}`, { method: 'DELETE' });
  expect(status).toBe(204);
  expect(headers).toMatchObject({ deprecation: '@1796083200', sunset: expect.any(String) });
  expect(await freezes()).toEqual([]);
});

test('a change of an environment is refused when it goes by what was there before', async () => {
  const { json } = await ask('environments', { body: PLAIN_ENVIRONMENT });
  const path = `environments/${json.environmentId}`;
  const tag = String((await ask(path)).headers['etag']);
  const change = (name: string) => ({
    method: 'PUT',
    body: { ...PLAIN_ENVIRONMENT, name },
    headers: { 'if-match': tag },
  });
  expect((await ask(path, change('stage'))).status).toBe(204);
  expect((await ask(path, change('other'))).json).toMatchObject({
    status: 412,
    code: 'PRECONDITION_FAILED',
  });
  expect((await ask(path)).json.name).toBe('stage');
  const again = await ask(path, { headers: { 'if-none-match': tag } });
  expect(again.status).toBe(200);
  const same = { headers: { 'if-none-match': String(again.headers['etag']) } };
  expect((await ask(path, same)).status).toBe(304);
});
