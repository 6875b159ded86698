import { basename } from 'node:path';
import type { Item } from '#shared/contract/index.ts';
import type { ExportFormat } from '#shared/model/export.ts';
import { exportCase, type DownloadDesk } from '../export/index.ts';
import type { Session } from '../session.ts';
import type { Dialogs } from './app-handlers.ts';
import type { Handlers } from './handlers.ts';
import { fileName, leavingSink } from './leaving-file.ts';

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
      const tell = (address: string): void => emit({ type: 'download', address });
      const sink = await leavingSink({ name, type, signal, tell }, dialogs, downloads);
      const done = await exportCase(open, request, sink, signal, (progress) =>
        emit({ type: 'progress', ...progress } satisfies Item<'export.run'>),
      );
      return { file: basename(sink.name ?? name), ...done };
    },
  } satisfies Partial<Handlers>;
}
