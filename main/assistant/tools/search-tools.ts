import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import { LEVELS } from '#shared/model/level.ts';
import type { RecordRow } from '#shared/model/record.ts';
import { countTold, toldFields } from '../../issues/index.ts';
import { utcOf } from '#shared/model/utc-time.ts';
import { stretchOf } from '../case-time.ts';
import { counted, defineTool, queryInput, shownRow, TIMES, type ToolContext } from './tool.ts';

interface Where {
  readonly query: string;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** Times that a result is searched for anew when it is let go of while it is worked in. */
const MOST_TRIES = 5;

/** Runs a search, works in what it found, and lets go of it. Throws QUERY_INVALID, TIME_INVALID, CANCELLED. */
export async function inView<T>(
  where: Where,
  context: ToolContext,
  work: (viewId: string, total: number) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await inOneView(where, context, work);
    } catch (error) {
      // Another who asked the same let go of it, or there were too many results at once.
      const gone = error instanceof Failure && error.code === 'VIEW_GONE';
      if (!gone || tries === MOST_TRIES) throw error;
    }
  }
}

async function inOneView<T>(
  { query, ...times }: Where,
  { open, signal }: ToolContext,
  work: (viewId: string, total: number) => Promise<T>,
): Promise<T> {
  const { store } = open;
  const stretch = stretchOf(times, open.info().zone);
  const { viewId, total } = await store.search({ query, ...stretch }, signal, () => {});
  try {
    return await work(viewId, total);
  } finally {
    // Everything is what the Explore screen shows first, and it would have to search again.
    if (query.trim() !== '') await store.forget(viewId);
  }
}

const where = { query: queryInput, ...TIMES };

export const search = defineTool({
  description:
    'Finds records by a query and a stretch of time; gives how many there are and some of them.',
  input: z.strictObject({
    ...where,
    order: z.enum(['asc', 'desc']).default('asc').describe('asc: oldest first.'),
    limit: z.number().int().min(1).max(100).default(20),
  }),
  find: ({ order, limit, ...asked }, context) =>
    inView(asked, context, async (viewId, total) => {
      const { rows } = await context.open.store.rows(viewId, order, 0, limit);
      return { total, rows: [...rows] as RecordRow[] };
    }),
  show: ({ total, rows }, context) => ({
    total,
    records: rows.map((row) => shownRow(row, context)),
  }),
  told: ({ total }) => (total === 1 ? '1 record' : `${counted(total)} records`),
});

export const count = defineTool({
  description: 'Counts the records that a query finds in a stretch of time.',
  input: z.strictObject(where),
  find: (asked, context) => inView(asked, context, (_view, total) => Promise.resolve({ total })),
  show: ({ total }) => ({ total }),
  told: ({ total }) => (total === 1 ? '1 record' : `${counted(total)} records`),
});

export const histogram = defineTool({
  description:
    'Counts the records that a query finds in equal slices of time, for each slice by level.',
  input: z.strictObject({ ...where, buckets: z.number().int().min(1).max(120).default(30) }),
  find: ({ buckets, ...asked }, context) =>
    inView(asked, context, async (viewId, total) => {
      const { fromUs, toUs } = stretchOf(asked, context.open.info().zone);
      const { slices, counts, untimed } = await context.open.store.histogram(
        viewId,
        fromUs,
        toUs,
        buckets,
      );
      return { total, untimed, slices, counts: [...counts] };
    }),
  show: ({ total, untimed, slices, counts }) => ({
    total,
    untimed,
    from: utcOf(slices.fromUs),
    sliceSeconds: slices.widthUs / 1_000_000,
    slices: Array.from({ length: slices.buckets }, (_, slice) =>
      Object.fromEntries(
        LEVELS.flatMap((level, code) => {
          const n = counts[slice * LEVELS.length + code] ?? 0;
          return n === 0 ? [] : [[level, n]];
        }),
      ),
    ),
  }),
  told: ({ total, slices }) => `${counted(total)} records in ${slices.buckets} slices`,
});

export const fields = defineTool({
  description:
    'Names the fields that records of a query have, with the share of the records that has each.',
  input: z.strictObject(where),
  find: (asked, context) => inView(asked, context, (viewId) => context.open.store.fields(viewId)),
  show: (found) =>
    found.map(({ name, share, distinct, numeric }) => ({
      name,
      share: Math.round(share * 1000) / 1000,
      distinct,
      numeric,
    })),
  told: (found) => `${counted(found.length)} fields`,
});

export const values = defineTool({
  description:
    'Counts the values of one field (level, source, or a field that records have) over all records of a query, commonest first.',
  input: z.strictObject({
    ...where,
    field: z.string().min(1).max(500),
    limit: z.number().int().min(1).max(200).default(20),
  }),
  find: ({ field, limit, ...asked }, context) =>
    inView(asked, context, async (viewId) => ({
      ...(await context.open.store.facet(viewId, field, limit, true, '')),
      field,
    })),
  // The field's name says what its values are, also to who masks them.
  show: ({ field, values: found, distinct, of }) => ({
    field,
    values: found,
    distinct,
    records: of,
  }),
  told: ({ distinct, of }) => `${counted(distinct)} values in ${counted(of)} records`,
});

const MOST_NAMED = 20;

export const affected = defineTool({
  description:
    'Whom and what the records of a query name: their sources, and the hosts, services, users and releases in their fields, counted.',
  input: z.strictObject(where),
  find: (asked, context) =>
    inView(asked, context, async (viewId, total) => {
      const { store } = context.open;
      const named = await toldFields(store, viewId);
      const sources = await store.facet(viewId, 'source', 1000, true, '');
      return {
        total,
        sources: sources.values.map(({ value, count: n }) => ({ value: String(value), count: n })),
        told: {
          host: await countTold(store, viewId, named.host),
          service: await countTold(store, viewId, named.service),
          user: await countTold(store, viewId, named.user),
          release: await countTold(store, viewId, named.release),
        },
      };
    }),
  show: ({ total, sources, told }) => ({
    total,
    sources: sources.slice(0, MOST_NAMED),
    ...Object.fromEntries(
      Object.entries(told).map(([what, { field, distinct, silent, values: found }]) => [
        what,
        { field, distinct, silent, values: found.slice(0, MOST_NAMED).map((one) => ({ ...one })) },
      ]),
    ),
  }),
  told: ({ total, sources, told }) =>
    [
      `${counted(total)} records`,
      `${counted(sources.length)} sources`,
      ...(['host', 'service', 'user', 'release'] as const).flatMap((what) =>
        told[what].field === null ? [] : [`${counted(told[what].distinct)} ${what}s`],
      ),
    ].join(', '),
});
