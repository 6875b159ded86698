import { z } from 'zod';
import {
  budgetLimits,
  provider,
  providerId,
  providerPolicy,
  taskRoutes,
} from '../model/provider-schemas.ts';
import { LABELS } from '../model/label.ts';
import { MODEL_TASKS } from '../model/provider.ts';
import { call } from './call.ts';
import { nothing } from './values.ts';

const id = providerId;
const spent = z.strictObject({ tokens: z.number(), money: z.number() });

export const providersContract = {
  /** Keys are never among what is answered: only whether one is set, and its last four characters. */
  'providers.list': call(
    'vault',
    nothing,
    z.strictObject({
      providers: z.array(
        provider.extend({
          key: z.strictObject({
            set: z.boolean(),
            last4: z.string().nullable(),
            since: z.string().nullable(),
            expiresInDays: z.number().int().nullable(),
          }),
          local: z.boolean(),
          allowedFor: z.array(z.enum(LABELS)),
        }),
      ),
      policy: providerPolicy,
      routes: taskRoutes,
      limits: budgetLimits,
    }),
  ),
  /** Adds a provider or changes it. Its key is forgotten when its address changes. */
  'providers.set': call('vault', provider, nothing),
  'providers.remove': call('vault', z.strictObject({ id }), nothing),
  'providers.setKey': call(
    'vault',
    z.strictObject({
      id,
      keyId: z.string().trim().min(1).max(500).nullable(),
      key: z.string().trim().min(1).max(10_000),
      expires: z.iso.date().nullable(),
    }),
    nothing,
  ),
  'providers.removeKey': call('vault', z.strictObject({ id }), nothing),
  /** Asks for one word, without anything of a case. */
  'providers.test': call(
    'vault',
    z.strictObject({ id, model: z.string().min(1).max(200).nullable() }),
    z.strictObject({
      model: z.string(),
      ms: z.number(),
      answer: z.string(),
      inputTokens: z.number(),
      outputTokens: z.number(),
    }),
  ),
  'providers.setPolicy': call('vault', z.strictObject({ policy: providerPolicy }), nothing),
  'providers.setRoutes': call('vault', z.strictObject({ routes: taskRoutes }), nothing),
  'providers.setLimits': call('vault', z.strictObject({ limits: budgetLimits }), nothing),
  /** What went and is held, of the open case (null: none is open) and of the present month, UTC. */
  'providers.spent': call(
    'vault',
    nothing,
    z.strictObject({ case: spent.nullable(), month: spent }),
  ),
  'providers.usage': call(
    'vault',
    nothing,
    z.array(
      z.strictObject({
        day: z.iso.date(),
        case: z.string(),
        provider: z.string(),
        model: z.string(),
        task: z.enum(MODEL_TASKS),
        calls: z.number().int(),
        inputTokens: z.number(),
        outputTokens: z.number(),
        money: z.number(),
      }),
    ),
  ),
};
