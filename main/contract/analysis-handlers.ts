import { Failure } from '#shared/model/failure.ts';
import { slotValues } from '../iq/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

const SLOT_SAMPLE = 2000;

/** Calls about templates. */
export function analysisHandlers(session: Session) {
  return {
    'templates.list': async () =>
      (await session.current().templates()).map(
        ({ parts, levels, trend, skeletons, sources, ...template }) => ({
          ...template,
          parts: [...parts],
          levels: [...levels],
          trend: [...trend],
          skeletons: skeletons.length,
          sources: [...sources.keys()],
        }),
      ),
    'templates.slots': async ({ id }, { signal }) => {
      const open = session.current();
      const template = (await open.templates()).find((candidate) => candidate.id === id);
      if (template === undefined) {
        throw new Failure(
          'TEMPLATE_GONE',
          'This template is not in the case any more: its sources were read again.',
          { id },
        );
      }
      const search = { query: `template:${id}`, fromUs: null, toUs: null };
      const { viewId } = await open.store.search(search, signal, () => {});
      const found = slotValues(template, await open.store.messages(viewId, SLOT_SAMPLE));
      await open.store.forget(viewId);
      return {
        looked: found.looked,
        slots: found.slots.map(({ kind, distinct, values }) => ({
          kind,
          distinct,
          values: [...values],
        })),
      };
    },
  } satisfies Partial<Handlers>;
}
