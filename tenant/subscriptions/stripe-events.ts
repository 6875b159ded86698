import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import type { BillingEvent } from './billing.ts';

const seconds = z.number().int().min(0).max(253_402_300_799);
const event = z.object({ id: z.string().min(1).max(255), type: z.string(), created: seconds });

/** As much of a subscription as counts here. Since API version 2025-03-31 its items say until when they are paid for. */
const subscriptionEvent = event.extend({
  data: z.object({
    object: z.object({
      id: z.string().max(255),
      customer: z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]),
      status: z.string(),
      metadata: z.record(z.string(), z.string()).default({}),
      current_period_end: seconds.nullish(),
      items: z.object({
        data: z.array(
          z.object({
            price: z.object({ id: z.string().max(255) }),
            quantity: z.number().int().min(0).max(2_147_483_647).default(1),
            current_period_end: seconds.nullish(),
          }),
        ),
      }),
    }),
  }),
});

const PLACES: Readonly<Record<string, number>> = {
  'customer.subscription.created': 0,
  'customer.subscription.updated': 1,
  'customer.subscription.paused': 1,
  'customer.subscription.resumed': 1,
  'customer.subscription.deleted': 2,
};

/** Statuses of a subscription that is paid for, or soon is; any other is over, or has not begun. */
const STANDINGS: Readonly<Record<string, 'live' | 'late'>> = {
  active: 'live',
  trialing: 'live',
  past_due: 'late',
};

/** What a message of Stripe says of a subscription that was begun here; null: nothing. Throws REQUEST_INVALID. */
export function readStripeEvent(body: Buffer): BillingEvent | null {
  const json = parsed(body);
  const place = PLACES[kindOf(json)];
  if (place === undefined) return null;
  const read = subscriptionEvent.safeParse(json);
  if (!read.success) throw invalid();
  const { id, created, data } = read.data;
  const { object } = data;
  const tenant = z.uuid().safeParse(object.metadata['tenant']);
  if (!tenant.success) return null;
  const [item] = object.items.data;
  const until = item?.current_period_end ?? object.current_period_end ?? null;
  return {
    id,
    tenant: tenant.data.toLowerCase(),
    madeAt: new Date(created * 1000),
    place,
    subscription: object.id,
    customer: object.customer,
    price: item?.price.id ?? null,
    seats: item?.quantity ?? 0,
    standing: STANDINGS[object.status] ?? 'ended',
    paidUntil: until === null ? null : new Date(until * 1000),
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid();
  }
}

function kindOf(json: unknown): string {
  const read = event.safeParse(json);
  if (!read.success) throw invalid();
  return read.data.type;
}

const invalid = (): Failure =>
  new Failure('REQUEST_INVALID', 'This is no event of Stripe as it documents them.');
