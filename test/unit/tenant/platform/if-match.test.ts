import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { entityTag } from '../../../../tenant/platform/index.ts';
import { PLAIN_ENVIRONMENT } from '../deployments/plain-environment.ts';
import { aCase } from '../test-entries.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  withCodeApp,
  type Answer,
  type Asked,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
let token = '';
const DAY_MS = 86_400_000;
const newCase = aCase();
/** What stands in paths in braces. */
const ids: Record<string, string> = { caseId: newCase.caseId };

const ask = (path: string, asked: Asked = {}): Promise<Answer> =>
  tenant.ask(`/api/v1/${path}`, { token, ...asked });

const freeze = {
  environmentId: null,
  from: new Date(Date.now() + DAY_MS).toISOString(),
  until: new Date(Date.now() + 2 * DAY_MS).toISOString(),
  reason: 'holiday',
};
const webhook = { url: 'https://example.org/hook', events: ['webhook.test'] };
const reason = { reason: 'it must be' };

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const { access } = await signedIn(tenant);
  await joined(tenant, access, { email: 'ben@example.org', role: 'analyst', name: 'Ben' });
  const { codes } = await withCodeApp(tenant, access);
  token = (await steppedUp(tenant, codes[0] ?? '')).access;
  await ask('cases', { body: newCase });
  const { members } = (await ask('members')).json;
  ids['memberId'] = members.find(({ name }: { name: string }) => name === 'Ben').memberId;
  const made = async (path: string, body: object): Promise<Record<string, string>> =>
    (await ask(path, { body })).json;
  Object.assign(
    ids,
    await made('environments', PLAIN_ENVIRONMENT),
    await made('freezes', freeze),
    await made('webhooks', webhook),
    await made('service-accounts', {
      name: 'ci',
      role: 'analyst',
      scopes: ['audit:read'],
      days: 7,
    }),
    await made('releases', { version: '1.0.0', artefacts: [], commits: [] }),
  );
});
afterAll(() => tenant.stop());

const grant = { access: 'write', generation: 1, sealedKey: newCase.sealedKey };
/** A body for each operation that takes `If-Match`, in an order in which each can be done. */
const BODIES: Readonly<Record<string, () => object>> = {
  'PUT /api/v1/cases/{caseId}/grants/{memberId}': () => grant,
  'PUT /api/v1/cases/{caseId}/hold': () => reason,
  'POST /api/v1/cases/{caseId}/hold/lift': () => reason,
  'PUT /api/v1/environments/{environmentId}': () => ({ ...PLAIN_ENVIRONMENT, name: 'stage' }),
  'POST /api/v1/environments/{environmentId}/pause': () => reason,
  'POST /api/v1/environments/{environmentId}/resume': () => reason,
  'POST /api/v1/environments/{environmentId}/deployments': () => ({
    ...reason,
    releaseId: ids['releaseId'],
  }),
  'POST /api/v1/environments/{environmentId}/rollback': () => reason,
  'PUT /api/v1/freezes/{freezeId}': () => ({ ...freeze, reason: 'another' }),
  'PUT /api/v1/members/{memberId}/role': () => ({ role: 'lead' }),
  'PUT /api/v1/retention': () => ({ deliveries: 9, sessions: 9, answers: 1, audit: null }),
  'PUT /api/v1/service-accounts/{accountId}/role': () => ({ role: 'auditor' }),
  'PUT /api/v1/webhooks/{webhookId}': () => ({ ...webhook, paused: true }),
};

test('every write that takes If-Match is here', async () => {
  const { paths } = (await ask('openapi.json')).json;
  const found = Object.entries(paths as Record<string, Record<string, object>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => JSON.stringify(operation).includes('"if-match"'))
        .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
  expect(new Set(found)).toEqual(new Set(Object.keys(BODIES)));
});

test.each(Object.entries(BODIES))(
  '%s is refused with what is there now, and done by who has read that',
  async (operation, body) => {
    const [method = '', template = ''] = operation.split(' ');
    const path = template
      .replace('/api/v1/', '')
      .replaceAll(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? randomUUID());
    const asked = (tag: string) =>
      ask(path, { method, body: body(), headers: { 'if-match': tag } });
    const refused = await asked('"another"');
    expect(refused.json).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' });
    const current: unknown = JSON.parse(refused.json.details.current);
    const again = await asked('"another"');
    // What was refused has changed nothing.
    expect(again.json.details.current).toBe(refused.json.details.current);
    const done = await asked(entityTag(current));
    // The rollback ends a deployment that waits, and there was nothing before it.
    if (operation.endsWith('/rollback')) expect(done.json.code).toBe('NOTHING_BEFORE');
    else expect(done.status).toBeLessThan(300);
  },
);

test('two who have read the same: the second is told what the first has made of it', async () => {
  const before = await ask('retention');
  const tag = String(before.headers['etag']);
  const keep = (deliveries: number) =>
    ask('retention', {
      method: 'PUT',
      body: { ...before.json, deliveries },
      headers: { 'if-match': tag },
    });
  const answers = await Promise.all([keep(11), keep(12)]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 412]);
  const late = answers.find(({ status }) => status === 412);
  const { deliveries } = (await ask('retention')).json;
  expect(JSON.parse(late?.json.details.current)).toMatchObject({ deliveries });
});
