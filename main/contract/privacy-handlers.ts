import {
  eraseValues,
  keepingOf,
  keptDataMap,
  previewErasure,
  takeDataMap,
} from '../safekeeping/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** Calls about personal data in the open case, about what may leave it, and how long cases are kept. */
export function privacyHandlers(session: Session) {
  /** The open case, and a signal that ends with the call and with it. */
  const during = (signal: AbortSignal) => {
    const open = session.current();
    return { open, signal: AbortSignal.any([signal, open.closing]) };
  };
  return {
    'privacy.map': async () => {
      const map = await keptDataMap(session.current());
      return { map: map === null ? null : { ...map, rows: [...map.rows] } };
    },
    'privacy.look': async (_, context) => {
      const { open, signal } = during(context.signal);
      const { rows, ...map } = await takeDataMap(open, signal, (done, total) =>
        context.emit({ done, total }),
      );
      return { ...map, rows: [...rows] };
    },
    'privacy.records': async ({ limit, ...cell }, context) => {
      const { open, signal } = during(context.signal);
      const found = await open.store.personalRecords(cell, limit, signal);
      return found.map((record) => ({ ...record, pieces: [...record.pieces] }));
    },
    'privacy.keeping': async () => {
      const open = session.current();
      const own = await open.sourceLabels();
      const sources = open.sources().flatMap(({ id, key }) => {
        const label = own.get(key);
        return label === undefined ? [] : [{ id, label }];
      });
      const erasures = (await open.erasures()).map((erasure) => ({
        ...erasure,
        sources: erasure.sources.length,
        originals: erasure.originals.length,
      }));
      return { ...keepingOf(await open.caseValues(), await open.teamHold()), sources, erasures };
    },
    'privacy.setKeeping': async (set) => {
      await session.current().change('case', 'case', set);
      return {};
    },
    'privacy.labelSource': async ({ id, label }) => {
      const open = session.current();
      await open.labelSource(open.sourceById(id).key, label);
      return {};
    },
    'privacy.previewErasure': async ({ values }, context) => {
      const { open, signal } = during(context.signal);
      const preview = await previewErasure(open, values, signal, (done, total) =>
        context.emit({ done, total }),
      );
      const { sources, entries, examples } = preview;
      return {
        ...preview,
        sources: [...sources],
        entries: [...entries],
        examples: [...examples],
      };
    },
    'privacy.erase': async ({ values, reason }, context) => {
      const { open, signal } = during(context.signal);
      const { places, sources, originals, entries } = await eraseValues(
        open,
        values,
        reason,
        signal,
        (progress) => context.emit(progress),
      );
      return { places, sources, originals, entries };
    },
    'cases.keeping': () => session.keeping(),
  } satisfies Partial<Handlers>;
}
