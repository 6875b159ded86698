import { z } from 'zod';
import { LABELS } from './label.ts';
import {
  ALLOWANCES,
  MODEL_TASKS,
  PROVIDER_KINDS,
  type BudgetLimits,
  type Provider,
  type ProviderPolicy,
  type TaskRoutes,
} from './provider.ts';

/** Shapes of providers as vault and contract carry them. Kept from the model's own file, which the page loads. */
export const providerId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens')
  .refine((id) => id !== 'offline', 'another name than "offline"');

const modelId = z.string().trim().min(1).max(200);
const price = z.number().nonnegative().max(1e6).nullable();
/** An address that begins with http:// or https://, with no password in it. */
export const webAddress = z
  .string()
  .max(2000)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, username, password } = new URL(text);
    // A name or password in an address would be stored in clear, and shown.
    return /^https?:$/.test(protocol) && username === '' && password === '';
  }, 'an address that begins with https:// or http://, without a password in it');

export const provider = z.strictObject({
  id: providerId,
  kind: z.enum(PROVIDER_KINDS),
  baseUrl: webAddress.nullable(),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'a region such as eu-central-1')
    .nullable(),
  proxy: webAddress.nullable(),
  ca: z
    .string()
    .max(200_000)
    .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), 'certificates in PEM')
    .nullable(),
  models: z
    .array(z.strictObject({ id: modelId, inputPrice: price, outputPrice: price }))
    .min(1)
    .max(100)
    .readonly(),
  timeoutSeconds: z.number().int().min(1).max(3600),
  callsPerMinute: z.number().int().min(1).max(10_000).nullable(),
  keyExpires: z.iso.date().nullable(),
}) satisfies z.ZodType<Provider>;

const perLabel = Object.fromEntries(LABELS.map((label) => [label, z.enum(ALLOWANCES)]));
export const providerPolicy = z.strictObject(perLabel) as unknown as z.ZodType<ProviderPolicy>;

const route = z.strictObject({ provider: providerId, model: modelId });
const perTask = Object.fromEntries(
  // Settings that were kept before there was such a task name nobody for it.
  MODEL_TASKS.map((task) => [task, z.array(route).max(10).readonly().default([])]),
);
export const taskRoutes = z.strictObject(perTask) as unknown as z.ZodType<TaskRoutes>;

const limit = z.number().nonnegative().max(1e12).nullable();
export const budgetLimits = z.strictObject({
  caseTokens: limit,
  caseMoney: limit,
  monthTokens: limit,
  monthMoney: limit,
}) satisfies z.ZodType<BudgetLimits>;

/** What proves to a provider who asks. Bedrock takes a key id and a secret, others one key. */
export const providerKey = z.strictObject({
  /** Bedrock's key id; null: the key is all there is. */
  keyId: z.string().min(1).max(500).nullable(),
  key: z.string().min(1).max(10_000),
});
export type ProviderKey = z.output<typeof providerKey>;
