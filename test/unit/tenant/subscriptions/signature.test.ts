import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requireStripeSignature } from '../../../../tenant/subscriptions/stripe-signature.ts';
import { readStripeEvent } from '../../../../tenant/subscriptions/stripe-events.ts';
import { STRIPE_SECRET, stripeEvent, stripeSignature } from './stripe-stand-in.ts';

const SECONDS = 1_767_225_600;
const NOW = SECONDS * 1000;

function isTaken(header: string | undefined, body: Buffer, now = NOW): boolean {
  try {
    requireStripeSignature(header, body, STRIPE_SECRET, now);
    return true;
  } catch {
    return false;
  }
}

test('a message is taken as it was signed, and refused when any bit of body or header is another', () => {
  const bit = fc.integer({ min: 0, max: 7 });
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.nat(),
      bit,
      fc.boolean(),
      (text, place, n, ofBody) => {
        const body = Buffer.from(text);
        const header = stripeSignature(text, SECONDS);
        expect(isTaken(header, body)).toBe(true);
        const bytes = Buffer.from(ofBody ? body : Buffer.from(header));
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << n);
        if (ofBody) expect(isTaken(header, bytes)).toBe(false);
        else expect(isTaken(bytes.toString('latin1'), body)).toBe(false);
      },
    ),
    { seed: 60, numRuns: 500 },
  );
});

test('one secret of several in force is enough; too old, twice dated and unsigned are not', () => {
  const body = '{}';
  const good = stripeSignature(body, SECONDS);
  const other = stripeSignature(body, SECONDS, 'whsec_other');
  const mac = /v1=.*/.exec(good)?.[0] ?? '';
  const taken = (header: string | undefined, now?: number): boolean =>
    isTaken(header, Buffer.from(body), now);
  expect(taken(`${other},${mac}`)).toBe(true);
  expect(taken(other)).toBe(false);
  expect(taken(good, NOW + 300_000)).toBe(true);
  expect(taken(good, NOW + 301_000)).toBe(false);
  expect(taken(good, NOW - 301_000)).toBe(false);
  expect(taken(`t=${SECONDS + 1},${good}`)).toBe(false);
  expect(taken(`t=${SECONDS}`)).toBe(false);
  expect(taken(good.replace('v1=', 'v0='))).toBe(false);
  expect(taken(undefined)).toBe(false);
});

test('what is no event of a subscription that was begun here says nothing, and what is no event is refused', () => {
  const tenant = '7b0e8d30-3c6c-4e7f-9a54-2f0c6a3f1d11';
  const text = stripeEvent({ tenant, kind: 'created', created: SECONDS });
  expect(readStripeEvent(Buffer.from(text))).toMatchObject({ tenant, standing: 'live', seats: 3 });
  const changed = (from: string, to: string) =>
    readStripeEvent(Buffer.from(text.replace(from, to)));
  expect(changed(tenant, 'a shop of somebody else')).toBeNull();
  expect(changed('customer.subscription.created', 'invoice.paid')).toBeNull();
  expect(() => changed('"quantity": 3', '"quantity": -3')).toThrow('no event');
  expect(() => readStripeEvent(Buffer.from('{'))).toThrow('no event');
});
