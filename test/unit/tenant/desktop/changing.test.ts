import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeployments, type Deployments } from '../../../../main/deployments/index.ts';
import { createAsk, createTeamAdmin } from '../../../../main/tenant/index.ts';
import { onTop } from '#shared/model/changed-meanwhile.ts';
import type { NewEnvironment } from '#shared/deployments/deployment-model.ts';
import { Failure } from '#shared/model/failure.ts';
import { PLAIN_ENVIRONMENT } from '../deployments/plain-environment.ts';
import { signedInConnection } from '../test-connection.ts';
import {
  makeTeam,
  signedIn,
  startTestTenant,
  TEAM,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';

let tenant: TestTenant;
let admin: ReturnType<typeof createTeamAdmin>;
let server: Deployments;
beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  const { codes } = await withCodeApp(tenant, (await signedIn(tenant)).access);
  const drawers = new Map<string, string>();
  const vault = {
    drawer: (name: string) => ({
      read: () => drawers.get(name) ?? null,
      write: (text: string) => void drawers.set(name, text),
    }),
  };
  const connection = await signedInConnection(tenant, vault, TEAM.email, codes[0]);
  admin = createTeamAdmin(connection);
  server = createDeployments(createAsk(connection));
});
afterAll(() => tenant.stop());

/** What a change is told that came too late: what it had read and what is there now. */
async function toldOf<T>(change: Promise<unknown>): Promise<{ was: T; now: T }> {
  const failure = await change.then(
    () => null,
    (error: unknown) => (error instanceof Failure ? error : null),
  );
  expect(failure?.code).toBe('CHANGED_MEANWHILE');
  const { was, now } = failure?.details ?? {};
  return { was: JSON.parse(String(was)), now: JSON.parse(String(now)) };
}

test('of two who read how long things are kept the second keeps nothing of the first, until she has seen it', async () => {
  const read = await admin.retention();
  await admin.keepRetention({ ...read, deliveries: 9 }, read);
  const wanted = { ...read, sessions: 8 };
  const told = await toldOf<typeof read>(admin.keepRetention(wanted, read));
  expect(told).toEqual({ was: read, now: { ...read, deliveries: 9 } });
  expect(await admin.retention()).toEqual(told.now);
  await admin.keepRetention(onTop(told.was, told.now, wanted), told.now);
  expect(await admin.retention()).toEqual({ ...read, deliveries: 9, sessions: 8 });
});

const ENVIRONMENT: NewEnvironment = {
  ...PLAIN_ENVIRONMENT,
  executor: {
    kind: 'github',
    repository: 'night/shop',
    workflow: 'deploy.yml',
    ref: 'main',
    api: 'https://api.github.com',
  },
};

test('an environment that another has changed is not written over, and nothing is done in it unseen', async () => {
  await server.setEnvironment(ENVIRONMENT, null);
  await expect(server.setEnvironment(ENVIRONMENT, null)).rejects.toMatchObject({
    code: 'ENVIRONMENT_EXISTS',
  });
  const [read] = (await server.board()).environments;
  if (read === undefined) throw new Error('there is no environment');
  const stricter = { ...ENVIRONMENT, policy: { ...ENVIRONMENT.policy, approvals: 2 } };
  await server.setEnvironment(stricter, read);
  const told = await toldOf<typeof read>(server.setEnvironment(ENVIRONMENT, read));
  expect([told.was.policy.approvals, told.now.policy.approvals]).toEqual([1, 2]);
  await toldOf(server.hold(read, 'a look first', true));
  expect((await server.board()).environments[0]?.paused).toBeNull();
  await server.hold(told.now, 'a look first', true);
  const [now] = (await server.board()).environments;
  expect(now).toMatchObject({ policy: { approvals: 2 }, paused: { reason: 'a look first' } });
  await toldOf(server.hold(told.now, 'never mind', false));
});

test('a webhook, and the role of a service account, are changed as they were read and no other', async () => {
  await admin.addWebhook({ url: 'https://example.org/hook', events: ['webhook.test'] });
  const [read] = await admin.webhooks();
  if (read === undefined) throw new Error('there is no webhook');
  const { url, events } = read;
  await admin.holdWebhook(read.webhookId, true);
  const told = await toldOf<typeof read>(admin.changeWebhook(read, { url, events, paused: false }));
  expect(told).toEqual({ was: read, now: { ...read, paused: true } });
  const { accountId } = await admin.addServiceAccount({
    name: 'ci',
    role: 'analyst',
    scopes: ['audit:read'],
    days: 7,
  });
  await admin.setServiceRole(accountId, { role: 'viewer' }, { role: 'analyst' });
  const late = admin.setServiceRole(accountId, { role: 'lead' }, { role: 'analyst' });
  expect(await toldOf(late)).toEqual({ was: { role: 'analyst' }, now: { role: 'viewer' } });
});
