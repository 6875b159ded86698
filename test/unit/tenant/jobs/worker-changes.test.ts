import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { hearWorkers, readConfiguration, withClient } from '../../../../tenant/platform/index.ts';
import { startWorker } from '../../../../tenant/start-worker.ts';
import { asSuperuser, externalDatabase } from '../test-database.ts';
import {
  credentialOf,
  makeTeam,
  ownDevice,
  signedIn,
  startTestTenant,
  steppedUp,
  withCodeApp,
  type TestTenant,
} from '../test-tenant.ts';
import { openReceiver, type Receiver } from '../webhooks/receiver.ts';

const folder = mkdtempSync(join(tmpdir(), 'error-iq-worker-'));
const LOOPBACK = ['127.0.0.0/8'];
let receiver: Receiver;
let tenant: TestTenant;
let token = '';
beforeAll(async () => {
  receiver = await openReceiver();
  tenant = await startTestTenant({ jobs: 'elsewhere', webhookNetworks: LOOPBACK });
  await makeTeam(tenant);
  const { codes } = await withCodeApp(tenant, (await signedIn(tenant)).access);
  token = (await steppedUp(tenant, codes[0] ?? '')).access;
});
afterAll(async () => {
  await receiver.close();
  await tenant.stop();
  rmSync(folder, { recursive: true });
});

/** The members as a live view shows them, as they come; it looks by itself after ten seconds. */
function watching(): { seen: string[]; close: () => unknown } {
  const seen: string[] = [];
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
  client.subscribe(
    { query: 'subscription { members { name } }' },
    { next: ({ data }) => seen.push(JSON.stringify(data)), error: () => {}, complete: () => {} },
  );
  return { seen, close: () => client.dispose() };
}

test('what a worker changed a live view at a server shows before it looks', async () => {
  const { database } = tenant;
  const events = ['webhook.test'];
  const url = receiver.urlFor('worker');
  const { json } = await tenant.ask('/api/v1/webhooks', { token, body: { url, events } });
  const tested = `/api/v1/webhooks/${json.webhookId}/test`;
  expect((await tenant.ask(tested, { token, method: 'POST' })).status).toBe(202);
  const view = watching();
  await vi.waitFor(() => expect(view.seen).toHaveLength(1), { timeout: 5_000 });
  const began = performance.now();
  // What is changed past the server nobody tells of; the worker tells of what it keeps of the delivery.
  await asSuperuser(database.name, (client) => client.query("UPDATE member SET name = 'Ada Past'"));
  const worker = await startWorker({
    ...readConfiguration({}, null),
    dataFolder: folder,
    masterKey: inject('tenantCluster').key,
    log: 'silent',
    database: externalDatabase(database),
    webhookNetworks: LOOPBACK,
  });
  await vi.waitFor(() => expect(view.seen.at(-1)).toContain('Ada Past'), { timeout: 9_000 });
  expect(performance.now() - began).toBeLessThan(9_000);
  expect(view.seen).toHaveLength(2);
  await view.close();
  await worker();
});

test('a server hears workers again after its connection broke, and nothing that is no team', async () => {
  const heard: string[] = [];
  const stop = hearWorkers(tenant.database.app, (team) => heard.push(team));
  const [one, two] = [
    '11111111-1111-4111-8111-111111111111',
    '22222222-2222-4222-8222-222222222222',
  ];
  const say = (payload: string): Promise<unknown> =>
    withClient({ connectionString: tenant.database.app }, (client) =>
      client.query("SELECT pg_notify('error_iq_worker_changes', $1)", [payload]),
    );
  const until = (team: string): Promise<void> =>
    vi.waitFor(
      async () => {
        await say(team);
        expect(heard).toContain(team);
      },
      { timeout: 10_000, interval: 50 },
    );
  await until(one);
  const { rowCount } = await asSuperuser(tenant.database.name, (client) =>
    client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'error-iq-tenant-hears'",
    ),
  );
  // That of the server too.
  expect(rowCount).toBe(2);
  await say('no team');
  await until(two);
  expect(new Set(heard)).toEqual(new Set([one, two]));
  await stop();
});
