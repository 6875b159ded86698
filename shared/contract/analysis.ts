import { z } from 'zod';
import { call } from './call.ts';
import { level, levelCounts, nothing, recordRow, sourceId, timeUs } from './values.ts';

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

export const ISSUE_STATES = ['new', 'ongoing', 'resolved', 'ignored'] as const;
const issueState = z.enum(ISSUE_STATES);

export const issue = z.strictObject({
  key: z.string(),
  title: z.string(),
  kind: z.enum(['exception', 'template']),
  exceptionType: z.string().nullable(),
  frames: z.array(z.string()),
  level,
  count: z.number().int(),
  firstUs: timeUs.nullable(),
  lastUs: timeUs.nullable(),
  trend,
  sources: z.array(sourceId),
  templateIds: z.array(z.number().int()),
  state: issueState,
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
  'issues.list': call('case', nothing, z.array(issue)),
  'issues.show': call(
    'case',
    z.strictObject({ key: z.string().max(200) }),
    z.strictObject({ issue, samples: z.array(recordRow), query: z.string() }),
  ),
  'issues.setState': call(
    'case',
    z.strictObject({ key: z.string().max(200), state: issueState }),
    nothing,
  ),
};
