import { z } from 'zod';
import { MOST_OVER_TIME } from '../model/template.ts';
import { call } from './call.ts';
import { levelCounts, nothing, sourceId, timeUs } from './values.ts';

const trend = z.array(z.number());

export const template = z.strictObject({
  id: z.number().int(),
  text: z.string(),
  parts: z.array(
    z.union([
      z.strictObject({ const: z.string() }),
      z.strictObject({ slot: z.number().int(), always: z.string().exactOptional() }),
    ]),
  ),
  count: z.number().int(),
  levels: levelCounts,
  firstUs: timeUs.nullable(),
  lastUs: timeUs.nullable(),
  /** Counts in equal slices of the case's time range. */
  trend,
  skeletons: z.number().int(),
  sources: z.array(sourceId),
  /** What the analyst calls it. */
  name: z.string().nullable(),
  /** Keys of the corrections that made it what it is. */
  rules: z.array(z.string()),
  /** Earlier cases in which it stood, or one of the same words; the same first, then the latest. */
  seen: z.array(
    z.strictObject({
      path: z.string(),
      case: z.string(),
      lastUs: timeUs.nullable(),
      count: z.number().int(),
      likeness: z.enum(['same', 'words', 'alike']),
    }),
  ),
});

const templateId = z.number().int().positive();
/** Later cases are told of it too. */
const everywhere = z.boolean();

export const analysisContract = {
  'templates.list': call('case', nothing, z.array(template)),
  /** Kind, commonest values and spread of each slot, from a spread sample of the template's records. Throws TEMPLATE_GONE. */
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
          /** How its numbers lie: half are no more than `median`, 95 of 100 no more than `high`; `bars` in equal slices, or equal by ratio. */
          spread: z
            .strictObject({
              unit: z.enum(['s', 'B', '']),
              least: z.number(),
              median: z.number(),
              high: z.number(),
              most: z.number(),
              bars: z.array(z.number().int()),
              byRatio: z.boolean(),
            })
            .nullable(),
        }),
      ),
    }),
  ),
  /**
   * The slots with few values of the one template that all records of a view have, counted in the view; each value with
   * the condition that finds it beside the template, null where none can. Null: the view has records of several. Throws VIEW_GONE.
   */
  'templates.facets': call(
    'case',
    z.strictObject({ viewId: z.string().min(1).max(64), exact: z.boolean() }),
    z
      .strictObject({
        id: z.number().int(),
        looked: z.number().int(),
        of: z.number().int(),
        slots: z.array(
          z.strictObject({
            slot: z.number().int(),
            kind: z.string(),
            before: z.string(),
            after: z.string(),
            distinct: z.number().int(),
            values: z.array(
              z.strictObject({
                value: z.string(),
                count: z.number(),
                condition: z.string().nullable(),
              }),
            ),
          }),
        ),
      })
      .nullable(),
  ),
  /** Records of some templates over the time of the case, slice by slice; what has no time is in none. */
  'templates.over': call(
    'case',
    z.strictObject({
      ids: z.array(templateId).min(1).max(MOST_OVER_TIME),
      buckets: z.number().int().min(1).max(200),
    }),
    z.strictObject({
      fromUs: z.number().int(),
      widthUs: z.number().int().positive(),
      rows: z.array(z.strictObject({ id: templateId, counts: z.array(z.number().int()) })),
    }),
  ),
  /** Why it is one template; see `shared/model/template.ts`. */
  'templates.explain': call(
    'case',
    z.strictObject({ id: templateId }),
    z.strictObject({
      because: z.array(z.string()),
      lines: z.array(
        z.strictObject({
          skeletonId: z.number().int(),
          text: z.string(),
          count: z.number().int(),
          values: z.array(z.string()).nullable(),
        }),
      ),
      slots: z.array(
        z.strictObject({
          words: z.array(z.strictObject({ word: z.string(), count: z.number().int() })),
          open: z.number().int(),
        }),
      ),
    }),
  ),
  /** What was set right by hand and is in force. */
  'templates.corrections': call(
    'case',
    nothing,
    z.array(
      z.strictObject({
        key: z.string(),
        kind: z.enum(['merge', 'apart', 'pin', 'rename']),
        sentence: z.string(),
        where: z.enum(['case', 'profile']),
        remembered: z.boolean(),
        author: z.string().nullable(),
        at: z.string().nullable(),
      }),
    ),
  ),
  /** Throws MERGE_NEEDS_TWO, TEMPLATE_GONE. */
  'templates.merge': call(
    'case',
    z.strictObject({ ids: z.array(templateId).min(1).max(500), everywhere }),
    nothing,
  ),
  /** Makes some skeletons a template of their own. Throws PART_GONE, TEMPLATE_GONE. */
  'templates.split': call(
    'case',
    z.strictObject({
      id: templateId,
      skeletonIds: z.array(z.number().int().positive()).min(1).max(5000),
      everywhere,
    }),
    nothing,
  ),
  /** Each value of a slot is a template of its own, or each of some. Throws TEMPLATE_GONE, SLOT_GONE, SLOT_SAME, SLOT_VARIES. */
  'templates.pin': call(
    'case',
    z.strictObject({
      id: templateId,
      slot: z.number().int().nonnegative().max(2000),
      values: z.array(z.string().max(20_000)).min(1).max(1000).nullable(),
      everywhere,
    }),
    nothing,
  ),
  /** An empty name takes it away. */
  'templates.rename': call(
    'case',
    z.strictObject({ id: templateId, name: z.string().max(500), everywhere }),
    nothing,
  ),
  /** Takes a correction back, here and for later cases. Throws CORRECTION_GONE. */
  'templates.takeBack': call('case', z.strictObject({ key: z.string().max(100) }), nothing),
};
