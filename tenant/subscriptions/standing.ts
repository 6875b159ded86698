import type { Limits, Subscription } from '../../shared/subscriptions/subscription-api.ts';
import {
  lockTenant,
  statementsOf,
  written,
  type Statements,
  type TenantTransaction,
} from '../platform/index.ts';
import type { BillingEvent, Plans } from './billing.ts';

/** Where a team stands with what it pays. */
export interface Standing {
  readonly plan: string;
  readonly title: string;
  readonly standing: NonNullable<Subscription>['standing'];
  readonly paidUntil: Date | null;
  readonly limits: Limits;
  /** As who takes the money knows it; null: it has never paid. */
  readonly customer: string | null;
}

/**
 * Keeps what was told of a subscription, once; gives whether it is new and the tenant is one of ours. The tenant is held,
 * so that what is told at the same time is kept one after the other.
 */
export async function keepEvent(
  transaction: TenantTransaction,
  event: BillingEvent,
): Promise<boolean> {
  const known = await lockTenant(transaction, event.tenant);
  if (!known) return false;
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('billing_event')
    .values({
      tenant_id: event.tenant,
      event_id: event.id,
      made_at: event.madeAt,
      place: event.place,
      subscription: event.subscription,
      customer: event.customer,
      price: event.price,
      seats: event.seats,
      standing: event.standing,
      paid_until: event.paidUntil,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'event_id']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** What was told last of each subscription of a team. */
const latestEvents = (tenant: string) =>
  written
    .selectFrom('billing_event')
    .where('tenant_id', '=', tenant)
    .distinctOn('subscription')
    .selectAll()
    .orderBy('subscription')
    .orderBy('made_at', 'desc')
    .orderBy('place', 'desc')
    .orderBy('event_id', 'desc')
    .compile();

/**
 * Where a team stands by what was told of its subscriptions: of each the latest that was made counts, however late an
 * earlier one came; of several the one that runs, and of those the one changed last. One of a price that the
 * configuration does not know is paid for all the same, and limited in nothing but its seats.
 */
export async function standingBy(
  { run }: Statements,
  tenant: string,
  { free, plans }: Plans,
): Promise<Standing> {
  const latest = await run(latestEvents(tenant));
  const byTime = latest.toSorted((a, b) => b.made_at.getTime() - a.made_at.getTime());
  const runs = byTime.find(({ standing }) => standing !== 'ended');
  const customer = byTime[0]?.customer ?? null;
  if (runs === undefined) {
    const standing = byTime.length === 0 ? 'free' : 'ended';
    return { ...free, standing, paidUntil: null, customer };
  }
  const bought = plans.find(({ price }) => price === runs.price);
  const { plan, title } = bought ?? { plan: 'other', title: runs.price ?? '' };
  const limits = bought?.limits ?? { seats: null, storageBytes: null, aiTokens: null };
  return {
    plan,
    title,
    standing: runs.standing,
    paidUntil: runs.paid_until,
    limits: { ...limits, seats: Math.min(runs.seats, limits.seats ?? runs.seats) },
    customer: runs.customer,
  };
}

/** The same, in a transaction that sends one statement after the other. */
export function standingOf(
  transaction: TenantTransaction,
  tenant: string,
  plans: Plans,
): Promise<Standing> {
  return standingBy(statementsOf(transaction), tenant, plans);
}
