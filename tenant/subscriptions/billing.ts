import type { IncomingHttpHeaders } from 'node:http';
import type { Order } from '../../shared/subscriptions/subscription-api.ts';
import type { StripeConfiguration } from '../platform/index.ts';

/** What who takes the money told of one subscription, as it stood then. */
export interface BillingEvent {
  readonly id: string;
  readonly tenant: string;
  readonly madeAt: Date;
  /** Its place among those of the same second: begun, changed, ended. */
  readonly place: number;
  readonly subscription: string;
  readonly customer: string;
  /** What is paid for; null: nothing that is known. */
  readonly price: string | null;
  readonly seats: number;
  readonly standing: 'live' | 'late' | 'ended';
  readonly paidUntil: Date | null;
}

/** Who orders, and where she is led back to. */
export interface Ordering extends Order {
  readonly tenant: string;
  /** Of the plan. */
  readonly price: string;
  /** Null: the team has never paid. */
  readonly customer: string | null;
  readonly back: string;
}

/** Who takes the money. */
export interface Billing {
  /** Makes a page on which a subscription is bought; gives its address. Throws BILLING_UNREACHABLE, BILLING_REFUSED. */
  checkout(ordering: Ordering): Promise<string>;
  /** Makes a page on which a customer looks after what she bought. Throws the same. */
  portal(customer: string, back: string): Promise<string>;
  /** What a message says of one of our subscriptions; null: nothing. Throws WEBHOOK_SIGNATURE_BAD, REQUEST_INVALID. */
  read(headers: IncomingHttpHeaders, body: Buffer): BillingEvent | null;
}

/** A plan as the configuration says it. */
export type Plan = StripeConfiguration['plans'][number];
export type Plans = Pick<StripeConfiguration, 'free' | 'plans'>;
