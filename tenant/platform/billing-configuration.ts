import { z } from 'zod';
import { limits } from '../../shared/subscriptions/subscription-api.ts';

/** What a plan lets a team use, as the configuration says it; what it does not say is not limited. */
const planLimits = z
  .strictObject({
    seats: limits.shape.seats.default(null),
    storageBytes: limits.shape.storageBytes.default(null),
    aiTokens: limits.shape.aiTokens.default(null),
  })
  .prefault({});

const plan = z.strictObject({
  plan: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a short name, such as team'),
  title: z.string().min(1).max(100),
  limits: planLimits,
});

/** Whether and how teams of this server pay. */
export const billingConfiguration = z
  .discriminatedUnion('kind', [
    /** Nobody pays, and nothing is limited. */
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({
      kind: z.literal('stripe'),
      /** Secret or restricted key of the account. */
      secretKey: z.string().min(8),
      /** Secret of the webhook endpoint that goes to `/api/v1/subscription/events`. */
      webhookSecret: z.string().min(8),
      /** Where Stripe is asked. */
      apiUrl: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),
      /** What a team has that pays nothing. */
      free: plan.prefault({ plan: 'free', title: 'Free', limits: { seats: 5 } }),
      /** What can be bought: each by its price there, per seat. Seats are what was bought, within the plan's own limit. */
      plans: z.array(plan.extend({ price: z.string().min(1).max(255) })).min(1),
    }),
  ])
  .default({ kind: 'none' });

export type BillingConfiguration = z.output<typeof billingConfiguration>;
export type StripeConfiguration = Extract<BillingConfiguration, { kind: 'stripe' }>;
