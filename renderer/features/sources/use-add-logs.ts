import { useCallback } from 'react';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { useImportFormat } from '../formats/index.ts';
import { useAdding } from './adding-store.ts';
import { droppedFiles, type DroppedFile } from './dropped-files.ts';

const KEPT = { collector: null, note: '', clockOffsetMs: null, keepOriginals: true };

/** Ways to bring logs into the open case, their originals kept where that is chosen. Failures become notices. */
export function useAddLogs() {
  const client = useClient();
  const notify = useApp((app) => app.notify);
  const { importFile, importPaths } = useImportFormat();

  const addPaths = useCallback(
    async (given: string[], follow = false): Promise<void> => {
      const { keep } = useAdding.getState();
      const paths = await importPaths(given);
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
    [client, notify, importPaths],
  );

  const addDropped = useCallback(
    async (items: DataTransferItemList): Promise<void> => {
      const files = await droppedFiles(items);
      const paths = files.map(({ file }) => client.pathOf(file)).filter((path) => path !== null);
      if (paths.length > 0) {
        await addPaths(paths);
        return;
      }
      for (const file of files) {
        if (await importFile(file.file, false)) continue;
        const text = await upload(file, useAdding.getState().keep);
        if (text !== null) notify({ kind: 'error', text });
      }
    },
    [client, notify, addPaths, importFile],
  );
  return { addPaths, addDropped };
}

/** Sends one file to the web shell. Gives what went wrong, null when nothing did. */
async function upload({ file, name }: DroppedFile, keep: boolean): Promise<string | null> {
  const query = new URLSearchParams({ name, modified: String(file.lastModified) });
  if (keep) query.set('keep', 'yes');
  try {
    const response = await fetch(`/upload?${query}`, { method: 'PUT', body: file });
    if (response.ok) return null;
    const failure: unknown = await response.json();
    const known = typeof failure === 'object' && failure !== null && 'message' in failure;
    return known ? String(failure.message) : `${name} could not be sent.`;
  } catch {
    return `${name} could not be sent: the app cannot be reached. Drop it again.`;
  }
}
