import { z } from 'zod';
import { call } from './call.ts';
import { levelCounts, nothing, sourceId, timeUs } from './values.ts';

const trend = z.array(z.number());

export const template = z.strictObject({
  id: z.number().int(),
  text: z.string(),
  parts: z.array(
    z.union([z.strictObject({ const: z.string() }), z.strictObject({ slot: z.number().int() })]),
  ),
  count: z.number().int(),
  levels: levelCounts,
  firstUs: timeUs.nullable(),
  lastUs: timeUs.nullable(),
  /** Counts in equal slices of the case's time range. */
  trend,
  skeletons: z.number().int(),
  sources: z.array(sourceId),
});

export const analysisContract = {
  'templates.list': call('case', nothing, z.array(template)),
  /** Commonest values of each slot, from a spread sample of the template's records. */
  'templates.slots': call(
    'case',
    z.strictObject({ id: z.number().int() }),
    z.strictObject({
      looked: z.number().int(),
      slots: z.array(
        z.strictObject({
          kind: z.string(),
          distinct: z.number().int(),
          values: z.array(z.strictObject({ value: z.string(), count: z.number().int() })),
        }),
      ),
    }),
  ),
};
