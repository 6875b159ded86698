import { z } from 'zod';

/** What a team may use and does use, as server and desktop speak of it. */

/** What a plan may limit. Storage in bytes as the server keeps it; AI tokens of the present month, UTC. */
export const LIMITED = ['seats', 'storageBytes', 'aiTokens'] as const;
export type Limited = (typeof LIMITED)[number];

const amount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const most = amount.nullable();

/** Most of each; null: as much as wanted. */
export const limits = z.strictObject({ seats: most, storageBytes: most, aiTokens: most });

export const usage = z.strictObject({ seats: amount, storageBytes: amount, aiTokens: amount });

/** A limit that is near (80 %) or reached (100 %). */
export const limitWarning = z.strictObject({
  limit: z.enum(LIMITED),
  percent: z.union([z.literal(80), z.literal(100)]),
  used: amount,
  most: amount,
});

/** `free`: nothing is paid for. `late`: a payment failed and is tried again; nothing is taken away meanwhile. */
export const STANDINGS = ['free', 'live', 'late', 'ended'] as const;

/** A plan that can be bought. */
export const offer = z.strictObject({ plan: z.string(), title: z.string(), limits });

/** Where a team stands; null: this server has no billing, and limits nothing. */
export const subscription = z
  .strictObject({
    plan: z.string(),
    title: z.string(),
    standing: z.enum(STANDINGS),
    /** Until when it is paid for; null: nothing is. */
    paidUntil: z.iso.datetime().nullable(),
    limits,
    usage,
    warnings: z.array(limitWarning),
    offers: z.array(offer),
    /** Days before, latest first, as they were counted. */
    days: z.array(usage.extend({ day: z.iso.date() })),
  })
  .nullable();

/** What is bought. */
export const order = z.strictObject({
  plan: z.string().min(1).max(100),
  seats: z.number().int().min(1).max(100_000),
});

/** A page of who takes the money, to be opened in a browser. */
export const billingPage = z.strictObject({ page: z.url() });

/** AI tokens that a profile used on some days, in all of each day: told again, the same. */
export const aiUsage = z.strictObject({
  /** The profile. */
  client: z.uuid().lowercase(),
  days: z.array(z.strictObject({ day: z.iso.date(), tokens: amount })).max(62),
});

export type Limits = z.output<typeof limits>;
export type Usage = z.output<typeof usage>;
export type LimitWarning = z.output<typeof limitWarning>;
export type Subscription = z.output<typeof subscription>;
export type Order = z.output<typeof order>;
export type AiUsage = z.output<typeof aiUsage>;

/** From how much of a limit on it is warned, percent, and where what adds is stopped. */
const NEAR = 80;
const REACHED = 100;

/** Which limits are near or reached. */
export function warningsOf(used: Usage, of: Limits): LimitWarning[] {
  return LIMITED.flatMap((limit): LimitWarning[] => {
    const [has, top] = [used[limit], of[limit]];
    if (top === null || has * 100 < top * NEAR) return [];
    return [{ limit, percent: has >= top ? REACHED : NEAR, used: has, most: top }];
  });
}
