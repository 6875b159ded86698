import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  openDatabase,
  readConfiguration,
  type Configuration,
  type Database,
} from '../../../../tenant/platform/index.ts';
import { createLimitGuard } from '../../../../tenant/subscriptions/index.ts';
import { keepEvent, standingOf } from '../../../../tenant/subscriptions/standing.ts';
import { readStripeEvent } from '../../../../tenant/subscriptions/stripe-events.ts';
import { rollUpUsage } from '../../../../tenant/subscriptions/usage-job.ts';
import { connected } from '../test-database.ts';
import {
  makeTeam,
  signedIn,
  startTestTenant,
  type Answer,
  type TestTenant,
} from '../test-tenant.ts';
import {
  openStripe,
  PRICE,
  STRIPE_KEY,
  STRIPE_SECRET,
  stripeEvent,
  stripeSignature,
  type StripeStandIn,
  type Told,
} from './stripe-stand-in.ts';

let stripe: StripeStandIn;
let tenant: TestTenant;
let database: Database;
let token = '';
let id = '';
const START = Math.floor(Date.now() / 1000) - 1000;

const plansAt = (apiUrl: string): Extract<Configuration['billing'], { kind: 'stripe' }> => ({
  kind: 'stripe',
  secretKey: STRIPE_KEY,
  webhookSecret: STRIPE_SECRET,
  apiUrl,
  free: { plan: 'free', title: 'Free', limits: { seats: 2, storageBytes: 2000, aiTokens: 1000 } },
  plans: [
    {
      plan: 'team',
      title: 'Team',
      price: PRICE,
      limits: { seats: 100, storageBytes: null, aiTokens: null },
    },
    {
      plan: 'gone',
      title: 'Gone',
      price: 'price_that_stripe_does_not_know',
      limits: { seats: null, storageBytes: null, aiTokens: null },
    },
  ],
});

beforeAll(async () => {
  stripe = await openStripe();
  tenant = await startTestTenant({ billing: plansAt(stripe.url) });
  await makeTeam(tenant);
  token = (await signedIn(tenant)).access;
  id = await connected(tenant.database.maint, async (client) => {
    const { rows } = await client.query('SELECT tenant_id FROM tenant');
    return rows[0].tenant_id;
  });
  database = openDatabase(tenant.database.app);
});
afterAll(async () => {
  await database.close();
  await tenant.stop();
  await stripe.close();
});

const ask = (path: string, body?: object): Promise<Answer> =>
  tenant.ask(`/api/v1/subscription${path}`, { token, ...(body && { body }) });

const subscribed = async () => (await ask('')).json.subscription;

function tell(told: Omit<Told, 'tenant'>): Promise<Answer> {
  const body = JSON.parse(stripeEvent({ tenant: id, ...told }));
  const text = JSON.stringify(body);
  const signature = stripeSignature(text, Math.floor(Date.now() / 1000));
  return tenant.ask('/api/v1/subscription/events', {
    body,
    headers: { 'stripe-signature': signature },
  });
}

const invite = (): Promise<Answer> =>
  tenant.ask('/api/v1/invitations', {
    token,
    body: { email: `${randomUUID()}@example.org`, role: 'viewer' },
  });

test('invitations that come together never exceed the seats, and the one too many is told what to do', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, invite));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 402)).toHaveLength(7);
  const refused = answers.find(({ status }) => status === 402);
  expect(refused?.headers['content-type']).toContain('application/problem+json');
  expect(refused?.json).toMatchObject({
    code: 'LIMIT_REACHED',
    title: expect.stringContaining('buy more seats'),
    details: { limit: 'seats', used: 2, most: 2, plan: 'free' },
  });
  const { usage, warnings, standing } = await subscribed();
  expect(usage.seats).toBe(2);
  expect(standing).toBe('free');
  expect(warnings).toEqual([{ limit: 'seats', percent: 100, used: 2, most: 2 }]);
});

test('whoever invites waits for who invites already, and then counts her invitation', async () => {
  const guard = createLimitGuard({
    free: { plan: 'free', title: 'Free', limits: { seats: 3, storageBytes: null, aiTokens: null } },
    plans: [],
  });
  const check = () => database.inTenant(id, (held) => guard.beforeInviting(held, id));
  const isWaited = async (): Promise<void> => {
    for (;;) {
      const rows = await connected(tenant.database.maint, async (client) => {
        const asked = `SELECT FROM pg_locks WHERE NOT granted`;
        return (await client.query(asked)).rowCount ?? 0;
      });
      if (rows > 0) return;
    }
  };
  let second: Promise<unknown> = Promise.resolve();
  await database.inTenant(id, async (first) => {
    await guard.beforeInviting(first, id);
    second = check().then(
      () => 'let in',
      (error: unknown) => error,
    );
    expect(await Promise.race([second, isWaited()])).toBeUndefined();
    const { member_id: by } = await first
      .selectFrom('member')
      .select('member_id')
      .executeTakeFirstOrThrow();
    await first
      .insertInto('invitation')
      .values({
        tenant_id: id,
        invitation_id: randomUUID(),
        email: 'a@example.org',
        role: 'viewer',
        token_hash: randomBytes(32),
        invited_by: by,
        expires_at: new Date(Date.now() + 60_000),
        used_at: null,
      })
      .execute();
  });
  expect(await second).toMatchObject({ code: 'LIMIT_REACHED' });
  await database.inTenant(id, (transaction) =>
    transaction
      .updateTable('invitation')
      .where('email', '=', 'a@example.org')
      .set({ used_at: new Date() })
      .execute(),
  );
});

test('a push that is too much is refused as a whole, what there is can be read, and counting anew finds the same', async () => {
  const caseId = randomUUID();
  const made = { caseId, sealedName: 'AAAA', generation: 1, sealedKey: 'AAAA' };
  expect((await tenant.ask('/api/v1/cases', { token, body: made })).status).toBe(204);
  const client = randomUUID();
  const push = (first: number, bytes: number): Promise<Answer> => {
    const digest = String(first).padStart(43, '0');
    const before = first === 1 ? null : String(first - 1).padStart(43, '0');
    const entry = { id: randomUUID(), generation: 1, digest, before, sealed: 'A'.repeat(bytes) };
    const body = { client, epoch: null, first, entries: [entry] };
    return tenant.ask(`/api/v1/cases/${caseId}/push`, { token, body });
  };
  expect((await push(1, 1200)).status).toBe(200);
  const refused = await push(2, 1200);
  expect([refused.status, refused.json.code]).toEqual([402, 'LIMIT_REACHED']);
  expect(refused.json.details).toMatchObject({ used: 1200, most: 2000 });
  const pulled = await tenant.ask(`/api/v1/cases/${caseId}/pull?cursor=0`, { token });
  expect(pulled.json.entries).toHaveLength(1);
  // Its number was not used up, also by pushes that go together: one of them has room.
  const both = await Promise.all([push(2, 800), push(2, 800)]);
  expect(new Set(both.map(({ json }) => json.is))).toEqual(new Set(['done', 'reused']));
  const over = await Promise.all([push(3, 1), push(3, 1), push(3, 1)]);
  expect(over.map(({ status }) => status)).toEqual([402, 402, 402]);
  const { usage } = await subscribed();
  expect(usage.storageBytes).toBe(2000);
  await database.inTenant(id, (transaction) =>
    rollUpUsage(transaction, id, plansAt(stripe.url), new Date()),
  );
  expect((await subscribed()).usage).toEqual(usage);
});

test('AI tokens are told by day, again without counting twice, and kept as figures of the day', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const client = randomUUID();
  const put = (tokens: number): Promise<Answer> =>
    tenant.ask('/api/v1/subscription/ai-usage', {
      token,
      method: 'PUT',
      body: { client, days: [{ day: today, tokens }] },
    });
  expect((await put(500)).status).toBe(204);
  await put(850);
  await put(500);
  expect((await subscribed()).usage.aiTokens).toBe(850);
  const warned = () =>
    connected(tenant.database.maint, async (client_) => {
      const { rows } = await client_.query(
        `SELECT what, percent FROM limit_warned WHERE percent > 0 ORDER BY what`,
      );
      return rows;
    });
  const roll = () =>
    database.inTenant(id, (transaction) =>
      rollUpUsage(transaction, id, plansAt(stripe.url), new Date()),
    );
  await roll();
  await roll();
  expect(await warned()).toEqual([
    { what: 'aiTokens', percent: 80 },
    { what: 'seats', percent: 100 },
    { what: 'storageBytes', percent: 100 },
  ]);
  expect((await subscribed()).days).toEqual([
    { day: today, seats: 2, storageBytes: 2000, aiTokens: 850 },
  ]);
});

test('a plan is bought on a page of Stripe, which hears whose it is, and what it refuses is told without its words', async () => {
  const bought = await ask('/checkout', { plan: 'team', seats: 7 });
  expect(bought.json.page).toMatch(/^https:\/\/checkout\.stripe\.com\//);
  expect(stripe.came.at(-1)).toMatchObject({
    path: '/v1/checkout/sessions',
    version: '2025-03-31.basil',
    form: {
      mode: 'subscription',
      'line_items[0][quantity]': '7',
      'subscription_data[metadata][tenant]': id,
      success_url: `${tenant.url}/t/night`,
    },
  });
  const refused = await ask('/checkout', { plan: 'gone', seats: 1 });
  expect([refused.status, refused.json.code]).toEqual([502, 'BILLING_REFUSED']);
  expect(refused.json.title).toContain('resource_missing');
  expect((await ask('/checkout', { plan: 'team', seats: 101 })).status).toBe(400);
  expect((await ask('/checkout', { plan: 'none', seats: 1 })).status).toBe(404);
  expect((await ask('/portal', {})).json.code).toBe('NO_SUBSCRIPTION');
});

test('a message counts once it is signed, once, and in the order of its making', async () => {
  const body = JSON.parse(stripeEvent({ tenant: id, kind: 'created', created: START }));
  const forged = await tenant.ask('/api/v1/subscription/events', {
    body,
    headers: { 'stripe-signature': stripeSignature('{}', START) },
  });
  expect([forged.status, forged.json.code]).toEqual([400, 'WEBHOOK_SIGNATURE_BAD']);
  expect((await subscribed()).standing).toBe('free');
  const updated = { kind: 'updated', created: START + 10, seats: 5, id: 'evt_5' } as const;
  expect((await tell(updated)).status).toBe(204);
  await tell({ kind: 'created', created: START, seats: 3 });
  await tell(updated);
  expect(await subscribed()).toMatchObject({
    standing: 'live',
    plan: 'team',
    limits: { seats: 5 },
  });
  expect((await ask('/checkout', { plan: 'team', seats: 1 })).json.code).toBe('SUBSCRIPTION_LIVE');
  expect((await ask('/portal', {})).json.page).toContain('cus_1');
  // More seats, more who are let in.
  expect((await invite()).status).toBe(201);
  await tell({ kind: 'updated', created: START + 20, status: 'past_due', seats: 5 });
  expect(await subscribed()).toMatchObject({ standing: 'late', limits: { seats: 5 } });
  await tell({ kind: 'deleted', created: START + 30 });
  expect(await subscribed()).toMatchObject({ standing: 'ended', plan: 'free' });
  // Over the limit nobody is put out; nobody more comes in.
  expect((await invite()).status).toBe(402);
  expect((await tenant.ask('/api/v1/members', { token })).status).toBe(200);
});

test('whatever order messages come in, and however often, the team stands where the last one made says', async () => {
  const made = fc.record({
    subscription: fc.constantFrom('sub_1', 'sub_2'),
    created: fc.integer({ min: START, max: START + 5 }),
    kind: fc.constantFrom('created', 'updated', 'deleted'),
    seats: fc.integer({ min: 1, max: 50 }),
  }) as fc.Arbitrary<Omit<Told, 'tenant'>>;
  const plans = plansAt(stripe.url);
  const stands = async (told: readonly Omit<Told, 'tenant'>[]) => {
    const other = randomUUID();
    return database.inTenant(other, async (transaction) => {
      await transaction
        .insertInto('tenant')
        .values({ tenant_id: other, slug: `t-${other}`, name: 'T' })
        .execute();
      for (const one of told) {
        const event = readStripeEvent(Buffer.from(stripeEvent({ tenant: other, ...one })));
        if (event !== null) await keepEvent(transaction, event);
      }
      return standingOf(transaction, other, plans);
    });
  };
  const shuffles = fc
    .array(made, { minLength: 1, maxLength: 6 })
    .map((all) => all.map((one, i) => ({ ...one, id: `evt_${i}` })))
    .chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(all, { minLength: all.length }).map((some) => [...some, ...some]),
      ),
    );
  await fc.assert(
    fc.asyncProperty(shuffles, async ([all, shuffled]) => {
      expect(await stands(shuffled)).toEqual(await stands(all));
    }),
    { seed: 61, numRuns: 12 },
  );
});

test('a server has no billing unless it is told to, and says what is wrong with what it is told', () => {
  expect(readConfiguration({}, null).billing).toEqual({ kind: 'none' });
  const half = { ERROR_IQ_TENANT_STRIPE_KEY: STRIPE_KEY };
  expect(() => readConfiguration(half, null)).toThrow(/billing\.kind/);
});
