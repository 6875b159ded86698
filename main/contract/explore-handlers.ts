import { LEVELS } from '#shared/model/level.ts';
import { inForce } from '#shared/model/source.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** Calls that search and read records. */
export function exploreHandlers(session: Session) {
  const store = () => session.current().store;
  return {
    'explore.search': (input, { signal, emit }) => store().search(input, signal, emit),
    'explore.close': async ({ viewId }) => {
      await store().forget(viewId);
      return {};
    },
    'explore.rows': ({ viewId, order, start, count }) => store().rows(viewId, order, start, count),
    'explore.runs': ({ viewId, order, row, before, after }) =>
      store().runs(viewId, order, row, before, after),
    'explore.runCount': async ({ viewId }, { signal }) => ({
      runs: await store().countRuns(viewId, signal),
    }),
    'explore.histogram': async ({ viewId, fromUs, toUs, buckets }) => {
      const { slices, counts, untimed } = await store().histogram(viewId, fromUs, toUs, buckets);
      return {
        fromUs: slices.fromUs,
        widthUs: slices.widthUs,
        buckets: Array.from({ length: slices.buckets }, (_, bucket) => [
          ...counts.subarray(bucket * LEVELS.length, (bucket + 1) * LEVELS.length),
        ]),
        untimed,
      };
    },
    'explore.fields': async (_input, { signal }) => {
      const everything = { query: '', fromUs: null, toUs: null };
      const { viewId } = await store().search(everything, signal, () => {});
      return store().fields(viewId);
    },
    'explore.facet': ({ viewId, field, limit, exact, prefix }) =>
      store().facet(viewId, field, limit, exact, prefix ?? ''),
    'explore.record': async ({ ref }) => {
      const { sourceId, fields, ...detail } = await store().record(ref);
      const source = session
        .current()
        .sources()
        .find(({ id }) => id === sourceId);
      const templates = await session.current().templates();
      const template = templates.find(({ id }) => id === detail.row.templateId);
      return {
        ...detail,
        fields: [...fields],
        json: prettyJson(detail.raw),
        source: source?.path ?? '',
        format:
          source === undefined
            ? ''
            : inForce({ detected: source.format, override: source.formatOverride }),
        shiftUs: source?.shiftUs ?? 0,
        template: template?.text ?? '',
      };
    },
    'explore.context': async ({ ref, scope, before, after }, { signal }) => {
      if (scope === 'source') return store().sourceRows(ref, before, after);
      const everything = { query: '', fromUs: null, toUs: null };
      const { viewId } = await store().search(everything, signal, () => {});
      const row = (await store().locate(viewId, 'asc', { by: 'record', ref })) ?? 0;
      const start = Math.max(0, row - before);
      const { rows } = await store().rows(viewId, 'asc', start, row - start + after + 1);
      return { rows, index: row - start };
    },
    'explore.locate': async ({ viewId, order, at }) => ({
      row: await store().locate(viewId, order, at),
    }),
    'explore.next': async ({ viewId, order, row, direction, what }) => {
      const other =
        what.by === 'view' ? what.viewId : await store().levelView(what.atLeast, what.atMost);
      return { row: await store().nextIn(viewId, order, row, direction, other) };
    },
    'explore.marks': ({ viewId, order, slots, hits }) => store().marks(viewId, order, slots, hits),
    'explore.time': async () => ({
      ...store().timeRange(),
      levels: [...(await store().levelCounts())],
    }),
  } satisfies Partial<Handlers>;
}

/** JSON of a record, indented; null: it is not JSON, or not an object. */
function prettyJson(raw: string): string | null {
  if (!raw.startsWith('{')) return null;
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return null;
  }
}
