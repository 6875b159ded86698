import { z } from 'zod';
import { DIFFERENCES } from '../model/comparison.ts';
import { SIGNAL_KINDS } from '../model/signal.ts';
import { call } from './call.ts';
import { fieldValue, level, nothing, recordRef, sourceId, timeUs } from './values.ts';

const signal = z.strictObject({
  id: z.string(),
  kind: z.enum(SIGNAL_KINDS),
  subject: z.strictObject({
    kind: z.enum(['template', 'issue', 'source']),
    id: z.string(),
    title: z.string(),
    level,
    query: z.string(),
  }),
  unit: z.string().nullable(),
  units: z.number().int(),
  within: z.strictObject({ field: z.string(), value: fieldValue }).nullable(),
  sources: z.array(sourceId),
  sinceUs: timeUs,
  untilUs: timeUs.nullable(),
  toleranceUs: timeUs,
  count: z.number(),
  countBefore: z.number(),
  before: z.number(),
  after: z.number(),
  measure: z.string(),
  pValue: z.number(),
  qValue: z.number(),
  score: z.number(),
  sentence: z.string(),
  counts: z.array(z.number()),
});

const marker = z.strictObject({
  kind: z.enum(['release', 'restart', 'config']),
  us: timeUs,
  text: z.string(),
  version: z.string().nullable(),
  unit: z.string().nullable(),
  refs: z.array(recordRef),
  sources: z.array(sourceId),
  query: z.string(),
});

const evidence = z.strictObject({
  text: z.string(),
  query: z.string().nullable(),
  fromUs: timeUs.nullable(),
  toUs: timeUs.nullable(),
  refs: z.array(recordRef),
});

const hypothesis = z.strictObject({
  id: z.string(),
  title: z.string(),
  score: z.number(),
  steps: z.array(
    z.strictObject({
      event: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('signal'), signal }),
        z.strictObject({ kind: z.literal('marker'), marker }),
      ]),
      us: timeUs,
      untilUs: timeUs.nullable(),
      after: z.number().int().nullable(),
      link: z.number(),
      because: z.array(z.string()),
      refs: z.array(recordRef),
    }),
  ),
  evidence: z.array(evidence),
  against: z.array(evidence),
  next: z.array(
    z.strictObject({
      text: z.string(),
      query: z.string(),
      fromUs: timeUs.nullable(),
      toUs: timeUs.nullable(),
      splitUs: timeUs.nullable(),
    }),
  ),
});

const side = z.strictObject({
  query: z.string().max(20_000),
  fromUs: timeUs.nullable(),
  toUs: timeUs.nullable(),
  outside: z.boolean().optional(),
});

const difference = z.strictObject({
  difference: z.enum(DIFFERENCES),
  what: z.enum(['template', 'issue', 'level', 'source', 'field']),
  name: z.string(),
  value: fieldValue,
  title: z.string(),
  level,
  a: z.number(),
  b: z.number(),
  rateA: z.number(),
  rateB: z.number(),
  lift: z.number().nullable(),
  surprise: z.number(),
  query: z.string(),
});

const sideSize = z.strictObject({ records: z.number().int(), hours: z.number() });

export const signalsContract = {
  /** What changed, and what may have caused it; see `shared/model/hypothesis.ts`. */
  'hypotheses.show': call(
    'case',
    nothing,
    z.strictObject({
      hypotheses: z.array(hypothesis),
      signals: z.array(signal),
      markers: z.array(marker),
      calls: z.array(z.strictObject({ from: sourceId, to: sourceId, ids: z.number().int() })),
      verdict: z.string(),
      fromUs: timeUs.nullable(),
      widthUs: z.number(),
      buckets: z.number().int(),
      subjects: z.number().int(),
      complete: z.boolean(),
    }),
  ),
  /** Makes a hypothesis a finding, which cites the records of its steps. Throws HYPOTHESIS_GONE. */
  'hypotheses.keep': call('case', z.strictObject({ id: z.string().max(2000) }), nothing),
  /** What differs between two sets of records; see `shared/model/comparison.ts`. Cancelled as searches are. */
  'compare.run': call(
    'case',
    z.strictObject({ a: side, b: side }),
    z.strictObject({
      a: sideSize,
      b: sideSize,
      measure: z.enum(['rate', 'share']),
      differences: z.array(difference),
      fields: z.array(difference),
      sampleA: z.number().int(),
      sampleB: z.number().int(),
      seconds: z.number(),
    }),
  ),
};
