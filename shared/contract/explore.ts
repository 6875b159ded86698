import { z } from 'zod';
import { LONGEST_QUERY } from '#shared/query/longest-query.ts';
import { call, stream } from './call.ts';
import {
  fieldValue,
  foldedRun,
  level,
  levelCounts,
  nothing,
  recordRef,
  recordRow,
  timeUs,
} from './values.ts';

/**
 * A view is the answer to one search: which records match. Main keeps it (a few of them, the least
 * recently used is forgotten and answers VIEW_GONE: search again). Rows are counted in time order,
 * `asc` oldest first; records without any time stand at the end of it.
 */
const viewId = z.string().min(1).max(64);
const order = z.enum(['asc', 'desc']);
const row = z.number().int().nonnegative();

const scanProgress = z.strictObject({
  viewId,
  /** Matches so far; rows and histogram of the view can be asked for at once. */
  total: z.number().int(),
  blocksDone: z.number().int(),
  blocksTotal: z.number().int(),
});

const explainStep = z.strictObject({
  /** What decided: time, level, source, template, word filter, or opening the block. */
  by: z.string(),
  blocks: z.number().int(),
  records: z.number().int(),
});

export const exploreContract = {
  'explore.search': stream(
    'case',
    z.strictObject({
      query: z.string().max(LONGEST_QUERY),
      fromUs: timeUs.nullable(),
      toUs: timeUs.nullable(),
    }),
    scanProgress,
    z.strictObject({
      viewId,
      total: z.number().int(),
      seconds: z.number(),
      /** What the query means, in words. */
      meaning: z.array(z.string()),
      /** What was skipped and why. */
      steps: z.array(explainStep),
    }),
  ),
  'explore.close': call('case', z.strictObject({ viewId }), nothing),
  'explore.rows': call(
    'case',
    z.strictObject({ viewId, order, start: row, count: z.number().int().min(1).max(1000) }),
    z.strictObject({ total: z.number().int(), rows: z.array(recordRow) }),
  ),
  /** The folded run that a row stands in and those around it, in order; fewer where the runs are long. */
  'explore.runs': call(
    'case',
    z.strictObject({
      viewId,
      order,
      row,
      before: z.number().int().min(0).max(500),
      after: z.number().int().min(0).max(500),
    }),
    z.array(foldedRun),
  ),
  /** How many rows a view has when all runs are folded. */
  'explore.runCount': call('case', z.strictObject({ viewId }), z.strictObject({ runs: row })),
  'explore.histogram': call(
    'case',
    z.strictObject({
      viewId,
      fromUs: timeUs.nullable(),
      toUs: timeUs.nullable(),
      buckets: z.number().int().min(1).max(500),
    }),
    z.strictObject({
      fromUs: timeUs,
      widthUs: z.number().int().positive(),
      buckets: z.array(levelCounts),
      /** Records of the view without a time. */
      untimed: z.number().int(),
    }),
  ),
  'explore.fields': call(
    'case',
    nothing,
    z.array(
      z.strictObject({
        name: z.string(),
        /** How many of the sampled records have it, 0 to 1. */
        share: z.number(),
        numeric: z.boolean(),
        distinct: z.number().int(),
      }),
    ),
  ),
  /** Commonest values. `exact` looks at every record of the view; otherwise a spread sample. */
  'explore.facet': call(
    'case',
    z.strictObject({
      viewId,
      field: z.string().min(1).max(500),
      limit: z.number().int().min(1).max(1000),
      exact: z.boolean(),
      /** Only values that begin so, any case (completion). */
      prefix: z.string().max(500).optional(),
    }),
    z.strictObject({
      values: z.array(z.strictObject({ value: fieldValue, count: z.number() })),
      distinct: z.number().int(),
      /** Records that were looked at, of all in the view. When fewer, counts are scaled up. */
      looked: z.number().int(),
      of: z.number().int(),
    }),
  ),
  'explore.record': call(
    'case',
    z.strictObject({ ref: recordRef }),
    z.strictObject({
      row: recordRow,
      message: z.string(),
      raw: z.string(),
      fields: z.array(z.strictObject({ name: z.string(), value: fieldValue })),
      /** Pretty-printed JSON where the record is JSON. */
      json: z.string().nullable(),
      source: z.string(),
      format: z.string(),
      /** What the clock of its source is set right by: the row's time has it added. */
      shiftUs: timeUs,
      template: z.string(),
    }),
  ),
  /** The records around one, in its source or on the whole timeline; the one itself included. */
  'explore.context': call(
    'case',
    z.strictObject({
      ref: recordRef,
      scope: z.enum(['source', 'timeline']),
      before: z.number().int().min(0).max(500),
      after: z.number().int().min(0).max(500),
    }),
    z.strictObject({ rows: z.array(recordRow), index: z.number().int() }),
  ),
  /** Row nearest to a record, a time, or a line of a source. Null: the view is empty. */
  'explore.locate': call(
    'case',
    z.strictObject({
      viewId,
      order,
      at: z.discriminatedUnion('by', [
        z.strictObject({ by: z.literal('record'), ref: recordRef }),
        z.strictObject({ by: z.literal('time'), us: timeUs }),
        z.strictObject({
          by: z.literal('line'),
          sourceId: z.number().int().positive(),
          line: z.number().int().positive(),
        }),
      ]),
    }),
    z.strictObject({ row: row.nullable() }),
  ),
  /** Next or previous row of the view from a row, that is also in another view, or of a level at least. */
  'explore.next': call(
    'case',
    z.strictObject({
      viewId,
      order,
      row: z.number().int().min(-1),
      direction: z.enum(['next', 'previous']),
      what: z.discriminatedUnion('by', [
        z.strictObject({ by: z.literal('view'), viewId }),
        z.strictObject({ by: z.literal('level'), atLeast: level, atMost: level }),
      ]),
    }),
    z.strictObject({ row: row.nullable() }),
  ),
  /** What tints the scroll bar: per slot of the view, from its top, highest level and hits. */
  'explore.marks': call(
    'case',
    z.strictObject({
      viewId,
      order,
      slots: z.number().int().min(1).max(2000),
      hits: viewId.nullable(),
    }),
    z.strictObject({
      levels: z.array(z.number().int()),
      hits: z.array(z.number().int()),
    }),
  ),
  'explore.time': call(
    'case',
    nothing,
    z.strictObject({
      fromUs: timeUs.nullable(),
      toUs: timeUs.nullable(),
      records: z.number(),
      levels: levelCounts,
    }),
  ),
};
