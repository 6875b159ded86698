import { Failure } from '#shared/model/failure.ts';
import type { Template } from '#shared/model/template.ts';
import type { Session } from '../session.ts';
import {
  createTemplateDesk,
  type SeenTemplates,
  type Sighting,
  type TemplateMemory,
} from '../templates/index.ts';
import type { Handlers } from './handlers.ts';

/** Where templates were seen before; a damaged drawer says nothing of it, and does not keep the list back. */
function recallerOf(seen: SeenTemplates, path: string): (template: Template) => Sighting[] {
  try {
    return seen.recaller(path);
  } catch (error) {
    if (error instanceof Failure) return () => [];
    throw error;
  }
}

/** Calls about templates. */
export function analysisHandlers(session: Session, memory: TemplateMemory, seen: SeenTemplates) {
  const desk = () => createTemplateDesk(session.current(), memory);
  return {
    'templates.list': async () => {
      const open = session.current();
      const seenOf = recallerOf(seen, open.path);
      return (await open.templates()).map((template) => {
        const { parts, levels, trend, skeletons, sources, rules, ...rest } = template;
        return {
          ...rest,
          parts: [...parts],
          levels: [...levels],
          trend: [...trend],
          skeletons: skeletons.length,
          sources: [...sources.keys()],
          rules: [...rules],
          seen: seenOf(template),
        };
      });
    },
    'templates.slots': async ({ id }, { signal }) => {
      const { looked, slots } = await desk().slots(id, signal);
      return {
        looked,
        slots: slots.map(({ kind, distinct, values, spread }) => ({
          kind,
          distinct,
          values: [...values],
          spread: spread === null ? null : { ...spread, bars: [...spread.bars] },
        })),
      };
    },
    'templates.facets': async ({ viewId, exact }, { signal }) => {
      const facets = await desk().facets(viewId, exact, signal);
      if (facets === null) return null;
      const slots = facets.slots.map(({ values, ...slot }) => ({ ...slot, values: [...values] }));
      return { ...facets, slots };
    },
    'templates.over': async ({ ids, buckets }) => {
      const { slices, counts } = await session.current().store.templateSeries(ids, buckets);
      return {
        fromUs: slices.fromUs,
        widthUs: slices.widthUs,
        rows: ids.map((id, at) => ({ id, counts: [...(counts[at] ?? [])] })),
      };
    },
    'templates.explain': async ({ id }) => {
      const { because, lines, slots } = await desk().explained(id);
      return {
        because: [...because],
        lines: lines.map(({ skeletonId, text, count, values }) => ({
          skeletonId,
          text,
          count,
          values: values === null ? null : [...values],
        })),
        slots: slots.map(({ words, open }) => ({ open, words: [...words] })),
      };
    },
    'templates.corrections': () => desk().corrections(),
    'templates.merge': async ({ ids, everywhere }) => {
      await desk().merge(ids, everywhere);
      return {};
    },
    'templates.split': async ({ id, skeletonIds, everywhere }) => {
      await desk().split(id, skeletonIds, everywhere);
      return {};
    },
    'templates.pin': async ({ id, slot, values, everywhere }) => {
      await desk().pin(id, slot, values, everywhere);
      return {};
    },
    'templates.rename': async ({ id, name, everywhere }) => {
      await desk().rename(id, name, everywhere);
      return {};
    },
    'templates.takeBack': async ({ key }) => {
      await desk().takeBack(key);
      return {};
    },
  } satisfies Partial<Handlers>;
}
