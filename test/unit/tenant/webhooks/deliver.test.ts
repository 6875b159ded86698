import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, tellTeam, type Database } from '../../../../tenant/platform/index.ts';
import { networksOf, webhookJob, webhookSweepJob } from '../../../../tenant/webhooks/index.ts';
import { addWebhook, listDeliveries } from '../../../../tenant/webhooks/webhooks.ts';
import { connected, testDatabase, testKeys, type TestDatabase } from '../test-database.ts';
import { openReceiver, type Receiver } from './receiver.ts';

let place: TestDatabase;
let database: Database;
let receiver: Receiver;
let webhookId = '';
const tenant = randomUUID();
const signal = new AbortController().signal;
const MOST_PAGES = 5;

beforeAll(async () => {
  place = await testDatabase();
  database = openDatabase(place.app);
  receiver = await openReceiver();
  await database.inTenant(tenant, async (transaction) => {
    const row = { tenant_id: tenant, slug: 'night', name: 'Night' };
    await transaction.insertInto('tenant').values(row).execute();
    const asked = { url: receiver.urlFor('one'), events: ['webhook.test' as const] };
    ({ webhookId } = await addWebhook(transaction, testKeys(), tenant, asked));
  });
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const tell = (): Promise<string[]> =>
  database.inTenant(tenant, (transaction) =>
    tellTeam(transaction, tenant, { type: 'webhook.test', data: {} }),
  );
const latest = async () => {
  const { deliveries } = await database.inTenant(tenant, (transaction) =>
    listDeliveries(transaction, { tenant, webhookId }, null),
  );
  return deliveries[0];
};

test('a message that never arrives is dead after its tries, and counts anew when it is done again', async () => {
  const allowed = networksOf(['127.0.0.0/8']);
  const job = webhookJob({ database, keys: testKeys(), allowed });
  const [delivery = ''] = await tell();
  receiver.answers(500);
  for (let n = 0; n <= job.retries; n++) {
    expect(await latest()).toMatchObject({ state: 'waiting', tries: n });
    await expect(job.run({ tenant, delivery }, signal)).rejects.toMatchObject({
      code: 'WEBHOOK_FAILED',
    });
  }
  expect(await latest()).toMatchObject({ state: 'dead', tries: job.retries + 1 });
  receiver.answers(204);
  await job.run({ tenant, delivery }, signal);
  expect(await latest()).toMatchObject({ state: 'delivered', tries: 1 });
  const sent = (await receiver.until(receiver.urlFor('one'), 1)).length;
  await job.run({ tenant, delivery }, signal);
  expect(await receiver.until(receiver.urlFor('one'), 1)).toHaveLength(sent);
});

test('what no job was sent for is found after a minute, and what is old is forgotten', async () => {
  const told: string[] = [];
  const end = database.onKept((kept) => told.push(...kept.told.map((one) => one.delivery)));
  const [delivery = ''] = await tell();
  expect(told).toEqual([delivery]);
  end();
  const sent: string[] = [];
  const sweep = webhookSweepJob({
    maintUrl: place.maint,
    send: async (_tenant, found) => void sent.push(found),
  });
  const aged = (interval: string) =>
    connected(place.owner, async (client) => {
      await client.query(`SELECT set_config('app.tenant', $1, false)`, [tenant]);
      for (const table of ['webhook_message', 'webhook_delivery']) {
        await client.query(`UPDATE ${table} SET at = now() - $1::interval`, [interval]);
      }
    });
  await sweep.run({}, signal);
  expect(sent).toEqual([]);
  await aged('2 minutes');
  await sweep.run({}, signal);
  expect(sent).toEqual([delivery]);
  await aged('31 days');
  await sweep.run({}, signal);
  expect(await latest()).toBeUndefined();
});

test('deliveries are listed page by page', async () => {
  const told = new Set<string>();
  for (let n = 0; n < 55; n++) for (const delivery of await tell()) told.add(delivery);
  const seen = new Set<string>();
  let before: { at: Date; id: string } | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await database.inTenant(tenant, (transaction) =>
      listDeliveries(transaction, { tenant, webhookId }, before),
    );
    for (const { deliveryId } of found.deliveries) seen.add(deliveryId);
    if (found.next === null) break;
    const [at = '', id = ''] = found.next.split('_');
    before = { at: new Date(at), id };
  }
  expect(seen).toEqual(told);
});
