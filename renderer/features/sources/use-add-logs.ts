import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { useImportFormat } from '../formats/index.ts';
import { useAdding } from './adding-store.ts';
import type { DroppedFile } from './dropped-files.ts';
import { sendFiles, type Sent } from './send-files.ts';

/** More files than this are told of together. */
const MOST_TOLD = 3;
const KEPT = { collector: null, note: '', clockOffsetMs: null, keepOriginals: true };

/** Ways to bring logs into the open case, their originals kept where that is chosen. Failures become notices. */
export function useAddLogs() {
  const client = useClient();
  const notify = useApp((app) => app.notify);
  const { t } = useTranslation();
  const { importPaths } = useImportFormat();

  const add = useCallback(
    async (paths: string[], follow: boolean): Promise<void> => {
      const { keep } = useAdding.getState();
      if (paths.length === 0) return;
      try {
        await (follow
          ? client.call('sources.follow', { paths })
          : client.call('sources.add', { paths, ...(keep ? { acquisition: KEPT } : {}) }));
      } catch (error) {
        if (error instanceof ContractFailure)
          notify({ kind: 'error', text: error.message, code: error.code });
      }
    },
    [client, notify],
  );
  /** Logs on this machine, and such as are sent to it. */
  const addLogs = useCallback(
    async (paths: string[], sent: readonly DroppedFile[]): Promise<void> => {
      await add(paths, false);
      const { keep } = useAdding.getState();
      const { refused, left } = await sendFiles(sent, (file) =>
        upload(file, keep, (name) => t('sources.unreadable', { name })),
      );
      const [first] = refused;
      if (refused.length <= MOST_TOLD) {
        for (const text of refused) notify({ kind: 'error', text });
      } else if (first !== undefined) {
        notify({ kind: 'error', text: t('sources.refusedMany', { count: refused.length, first }) });
      }
      if (left > 0) notify({ kind: 'error', text: t('sources.unreachable', { count: left }) });
    },
    [add, notify, t],
  );
  /** What was chosen on this machine; format files among it go to the profile. */
  const addChosen = useCallback(
    async (paths: string[], follow: boolean): Promise<void> =>
      add(await importPaths(paths), follow),
    [add, importPaths],
  );
  return { addChosen, addLogs };
}

/** Sends one file to the web shell. `unreadable` says of a file, by its name, that the browser could not read it. */
async function upload(
  { file, name }: DroppedFile,
  keep: boolean,
  unreadable: (name: string) => string,
): Promise<Sent> {
  const query = new URLSearchParams({ name, modified: String(file.lastModified) });
  if (keep) query.set('keep', 'yes');
  try {
    const response = await fetch(`/upload?${query}`, { method: 'PUT', body: file });
    if (response.ok) return { kind: 'sent' };
    const failure: unknown = await response.json();
    const known = typeof failure === 'object' && failure !== null && 'message' in failure;
    return {
      kind: 'refused',
      text: known ? String(failure.message) : `${name} could not be sent.`,
    };
  } catch {
    const isRead = await isReadable(file);
    return isRead ? { kind: 'unreachable' } : { kind: 'refused', text: unreadable(name) };
  }
}

/** Whether the browser still gives what is in a file: not once it was changed, or taken away. */
function isReadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}
