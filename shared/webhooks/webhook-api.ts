import { z } from 'zod';
import { TEAM_EVENTS, type TeamEventType } from './team-events.ts';

/** Webhooks of a team, as server and desktop speak of them. */

const uuid = z.uuid().lowercase();
const time = z.iso.datetime();

const types = Object.keys(TEAM_EVENTS) as [TeamEventType, ...TeamEventType[]];

/** Where a team wants to be told of something, and of what. */
export const newWebhook = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2000),
  events: z.array(z.enum(types)).min(1).max(types.length),
});

export const webhook = newWebhook.extend({
  webhookId: uuid,
  /** Nothing is sent to it now. */
  paused: z.boolean(),
  createdAt: time,
  /** Until then the secret before the last rotation signs too; null: it does not. */
  previousUntil: time.nullable(),
});

/** Its secret (`whsec_…`), which is told this once. */
export const toldSecret = z.strictObject({ webhookId: uuid, secret: z.string() });

export const changedWebhook = newWebhook.extend({ paused: z.boolean() });

export const rotation = z.strictObject({
  /** So long the secret before goes on signing beside the new one, hours. */
  overlapHours: z.number().int().min(0).max(168),
});

export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const;

/** A message on its way to one address. */
export const delivery = z.strictObject({
  deliveryId: uuid,
  type: z.enum(types),
  at: time,
  state: z.enum(DELIVERY_STATES),
  tries: z.number().int(),
  /** When it was tried last; null: not yet. */
  triedAt: time.nullable(),
  /** What came of it, in words. */
  said: z.string().nullable(),
});

export const deliveries = z.strictObject({
  /** Latest first. */
  deliveries: z.array(delivery),
  /** For those after them; null: these are all. */
  next: z.string().nullable(),
});

export type NewWebhook = z.output<typeof newWebhook>;
export type Webhook = z.output<typeof webhook>;
export type Delivery = z.output<typeof delivery>;
