import { basename } from 'node:path';
import type { Item } from '#shared/contract/index.ts';
import type { ExportFormat } from '#shared/model/export.ts';
import { cancelled } from '#shared/model/failure.ts';
import { createFileSink, exportCase, type DownloadDesk } from '../export/index.ts';
import type { Session } from '../session.ts';
import type { Dialogs } from './app-handlers.ts';
import { fileName } from './file-name.ts';
import type { Handlers } from './handlers.ts';

const FILE: Readonly<Record<ExportFormat, { extension: string; type: string }>> = {
  csv: { extension: '.csv', type: 'text/csv; charset=utf-8' },
  jsonl: { extension: '.jsonl', type: 'application/x-ndjson; charset=utf-8' },
  timesketch: { extension: '.timesketch.jsonl', type: 'application/x-ndjson; charset=utf-8' },
  text: { extension: '.log', type: 'text/plain; charset=utf-8' },
};

/** The call that exports. A file's place is chosen in the shell's own dialog, never by the page. */
export function exportHandlers(session: Session, dialogs: Dialogs | null, downloads: DownloadDesk) {
  return {
    'export.run': async (request, context) => {
      const { emit } = context;
      const open = session.current();
      const signal = AbortSignal.any([context.signal, open.closing]);
      const { extension, type } = FILE[request.format];
      const name = `${fileName(open.info().name)}${extension}`;
      const sink =
        dialogs === null
          ? downloads.sink({
              name,
              type,
              signal,
              tell: (token) => emit({ type: 'download', address: `/download/${token}` }),
            })
          : await createFileSink(await chosenPath(dialogs, name));
      const done = await exportCase(open, request, sink, signal, (progress) =>
        emit({ type: 'progress', ...progress } satisfies Item<'export.run'>),
      );
      return { file: basename(sink.name ?? name), ...done };
    },
  } satisfies Partial<Handlers>;
}

async function chosenPath(dialogs: Dialogs, name: string): Promise<string> {
  const path = await dialogs.save(name);
  if (path === null) throw cancelled();
  return path;
}
