import { basename } from 'node:path';
import type { Item } from '#shared/contract/index.ts';
import { checkSources, copyOut, shareCase, writeBundle } from '../evidence/index.ts';
import type { DownloadDesk } from '../export/index.ts';
import type { Session } from '../session.ts';
import type { Dialogs } from './app-handlers.ts';
import type { Handlers } from './handlers.ts';
import { fileName, leavingSink } from './leaving-file.ts';

/** Calls about the chain of custody. */
export function custodyHandlers(
  session: Session,
  dialogs: Dialogs | null,
  downloads: DownloadDesk,
) {
  return {
    'custody.list': async () =>
      (await session.current().custody()).map((entry) =>
        entry.kind === 'left' ? { ...entry, sources: [...entry.sources] } : entry,
      ),
    'custody.check': async ({ sourceIds }, { signal, emit }) =>
      checkSources(session.current(), sourceIds, 'asked', signal, (path) => emit({ path })),
    'custody.note': async (facts) => {
      await session.current().noteCustody({ kind: 'custody.noted', facts });
      return {};
    },
    'custody.copy': async ({ text, ...what }) => ({
      text: await copyOut(session.current(), text, what),
    }),
    'custody.share': async (request, context) => {
      const open = session.current();
      await session.requireStrong(request.passphrase);
      const signal = AbortSignal.any([context.signal, open.closing]);
      const name = `${fileName(open.info().name)}-copy.eiq`;
      const tell = (address: string): void => context.emit({ type: 'download', address });
      const leaving = { name, type: 'application/octet-stream', signal, tell };
      const sink = await leavingSink(leaving, dialogs, downloads);
      const shared = await shareCase(open, request, sink, signal);
      return { ...shared, file: basename(sink.name ?? name) };
    },
    'custody.merge': async ({ path, passphrase }) => {
      const key = await session.keyOf(path, passphrase);
      return session.current().merge({ path, key });
    },
    'custody.bundle': async (request, context) => {
      const open = session.current();
      const signal = AbortSignal.any([context.signal, open.closing]);
      const name = `${fileName(open.info().name)}-evidence.zip`;
      const tell = (address: string): void => context.emit({ type: 'download', address });
      const leaving = { name, type: 'application/zip', signal, tell };
      const sink = await leavingSink(leaving, dialogs, downloads);
      const progress = (path: string): void =>
        context.emit({ type: 'progress', path } satisfies Item<'custody.bundle'>);
      const written = await writeBundle(open, request, sink, signal, progress);
      const checked = [...written.checked];
      return { ...written, checked, file: basename(sink.name ?? name) };
    },
  } satisfies Partial<Handlers>;
}
