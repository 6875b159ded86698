import { randomUUID } from 'node:crypto';
import type { Item } from '#shared/contract/index.ts';
import { verifyCase } from '../evidence/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** Calls about cases, their pins, their history and what the page wants to find again. */
export function caseHandlers(session: Session) {
  return {
    'cases.recent': () => session.recent(),
    'cases.create': async (input) => ({ path: await session.create(input) }),
    'cases.open': async ({ path, passphrase, beside = false }) => {
      await session.open(path, passphrase, beside);
      return {};
    },
    'cases.openSample': async () => ({ path: await session.openSample() }),
    'cases.close': async () => {
      await session.close();
      return {};
    },
    'cases.delete': async ({ path, name }) => {
      await session.delete(path, name);
      return {};
    },
    'cases.forget': ({ path }) => {
      session.forget(path);
      return {};
    },
    'cases.rename': async ({ name }) => {
      await session.current().change('case', 'case', { name });
      return {};
    },
    'cases.setZone': async ({ zone }) => {
      await session.current().change('case', 'case', { zone });
      return {};
    },
    'pins.list': async () =>
      (await session.current().pinnedRecords()).map(({ id, row, note, author, at }) => ({
        id,
        ref: row.ref,
        line: row.line,
        note,
        author,
        at,
      })),
    'pins.add': async ({ ref, note }) => {
      const open = session.current();
      const [record] = await open.cite([ref]);
      const id = randomUUID();
      if (record !== undefined) {
        await open.append({ kind: 'pin.added', payload: { id, record, note } });
      }
      return { id };
    },
    'pins.remove': async ({ id }) => {
      await session.current().append({ kind: 'pin.removed', payload: { id } });
      return {};
    },
    'view.get': async ({ key }) => {
      const value = await session.current().viewGet(key);
      return { value: value === null ? null : JSON.parse(value) };
    },
    'view.set': async ({ key, value }) => {
      await session.current().viewSet(key, JSON.stringify(value ?? null));
      return {};
    },
    'journal.list': async ({ before, limit }) => {
      const entries = await session.current().journalList(before, limit);
      return entries.map(({ payload: _payload, ...entry }) => entry);
    },
    'journal.verify': async (_input, { signal, emit }) => {
      const open = session.current();
      const { entries, broken, records } = await verifyCase(
        open,
        AbortSignal.any([signal, open.closing]),
        (progress) => emit({ ...progress } satisfies Item<'journal.verify'>),
      );
      return {
        entries,
        broken: broken === null ? null : { ...broken },
        records:
          records === null
            ? null
            : { ...records, faults: [...records.faults], unsealed: [...records.unsealed] },
      };
    },
    'journal.undo': async ({ entry }) => {
      await session.current().undo(entry);
      return {};
    },
  } satisfies Partial<Handlers>;
}
