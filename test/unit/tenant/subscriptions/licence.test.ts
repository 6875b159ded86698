import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  fetchLicence,
  forgetLicence,
  isLicenceDue,
  keptLicence,
} from '../../../../main/tenant/licence-keeper.ts';
import { openLicence } from '../../../../main/tenant/licence.ts';
import type { Connection } from '../../../../main/tenant/connection.ts';
import { connected } from '../test-database.ts';
import { signedInConnection } from '../test-connection.ts';
import { makeTeam, signedIn, startTestTenant, type TestTenant } from '../test-tenant.ts';
import {
  openStripe,
  PRICE,
  STRIPE_KEY,
  STRIPE_SECRET,
  type StripeStandIn,
} from './stripe-stand-in.ts';

const DAY = 86_400_000;
const NOW = Date.now();
const inDays = (days: number): Date => new Date(NOW + days * DAY);

/** Drawers of a vault that is open, in memory. */
function drawers() {
  const kept = new Map<string, string>();
  return {
    kept,
    drawer: (name: string) => ({
      read: () => kept.get(name) ?? null,
      write: (text: string) => void kept.set(name, text),
      remove: () => void kept.delete(name),
    }),
  };
}

let stripe: StripeStandIn;
let tenant: TestTenant;
let connection: Connection;
const vault = drawers();

beforeAll(async () => {
  stripe = await openStripe();
  const none = { seats: null, storageBytes: null, aiTokens: null };
  tenant = await startTestTenant({
    billing: {
      kind: 'stripe',
      secretKey: STRIPE_KEY,
      webhookSecret: STRIPE_SECRET,
      apiUrl: stripe.url,
      free: { plan: 'free', title: 'Free', limits: { ...none, seats: 5 } },
      plans: [{ plan: 'team', title: 'Team', price: PRICE, limits: none }],
    },
  });
  await makeTeam(tenant);
  connection = await signedInConnection(tenant, vault);
});
afterAll(async () => {
  await tenant.stop();
  await stripe.close();
});

const fetched = (now = inDays(0), tokens: { day: string; tokens: number }[] = []) =>
  fetchLicence(vault, connection, { tokens, now });
const standing = async (now: Date) => keptLicence(vault, connection, now);

test('a licence is fetched, kept, and checked offline: valid, in grace, out of date, in clear words', async () => {
  expect(await standing(inDays(0))).toMatchObject({ standing: 'missing' });
  expect(isLicenceDue(vault, connection, inDays(0))).toBe(true);
  expect(await fetched()).toMatchObject({ standing: 'valid', said: null, plan: 'Free' });
  expect(isLicenceDue(vault, connection, inDays(0))).toBe(false);
  expect(isLicenceDue(vault, connection, inDays(0.05))).toBe(true);
  // A clock that was put back, before it was made, and around its two ends.
  for (const [days, is] of [
    [-1000, 'valid'],
    [29.9, 'valid'],
    [30.1, 'grace'],
    [43.9, 'grace'],
    [44.1, 'over'],
  ] as const) {
    expect([days, (await standing(inDays(days))).standing]).toEqual([days, is]);
  }
  expect((await standing(inDays(31))).said).toMatch(/Nothing changes until \d{4}-/);
  expect((await standing(inDays(50))).said).toContain('opened, read and exported as always');
});

test('what is kept for another team, or was signed by another key, is told as that', async () => {
  await fetched();
  const other = { address: { ...connection.address, url: `${tenant.url}/t/day` } };
  const text = vault.kept.get('licence') ?? '';
  vault.kept.set('licence', text.replace(connection.address.url, other.address.url));
  const state = await keptLicence(vault, other, inDays(0));
  expect(state).toMatchObject({
    standing: 'other-team',
    said: expect.stringContaining('team night, not of day'),
  });
  vault.kept.set('licence', text);
  // The server lost its key, and has made another.
  await connected(tenant.database.maint, (client) => client.query('DELETE FROM licence_key'));
  expect(await fetched()).toMatchObject({
    standing: 'bad',
    said: expect.stringContaining('another key'),
  });
  expect((await standing(inDays(0))).standing).toBe('bad');
  forgetLicence(vault, connection);
  expect((await fetched()).standing).toBe('valid');
});

test('no licence passes of which a single bit was changed, nor another token of the server', async () => {
  await fetched();
  const { licences } = JSON.parse(vault.kept.get('licence') ?? '');
  const { licence, key } = licences[connection.address.url];
  expect(await openLicence({ licence, key })).toMatchObject({ team: 'night' });
  const bytes = Buffer.from(licence as string);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      const text = changed.toString('latin1');
      // Base64url lets the last sign of a part carry bits that mean nothing.
      const same = text
        .split('.')
        .every((part, i) =>
          Buffer.from(part, 'base64url').equals(
            Buffer.from(String(licence).split('.')[i] ?? '', 'base64url'),
          ),
        );
      if (!(same && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text))) {
        expect(await openLicence({ licence: text, key })).toBeNull();
      }
    }),
    { seed: 62, numRuns: 400 },
  );
  const { access } = await signedIn(tenant);
  expect(await openLicence({ licence: access, key })).toBeNull();
});

test('AI tokens are told with it, as one sum a day', async () => {
  const day = new Date(NOW).toISOString().slice(0, 10);
  await fetched(inDays(0), [
    { day, tokens: 100 },
    { day, tokens: 20.5 },
  ]);
  const { access: token } = await signedIn(tenant);
  const { json } = await tenant.ask('/api/v1/subscription', { token });
  expect(json.subscription.usage.aiTokens).toBe(121);
});
