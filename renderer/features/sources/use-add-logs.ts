import { useCallback } from 'react';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { useImportFormat } from '../formats/index.ts';
import { useAdding } from './adding-store.ts';
import type { DroppedFile } from './dropped-files.ts';

const KEPT = { collector: null, note: '', clockOffsetMs: null, keepOriginals: true };

/** Ways to bring logs into the open case, their originals kept where that is chosen. Failures become notices. */
export function useAddLogs() {
  const client = useClient();
  const notify = useApp((app) => app.notify);
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
      for (const file of sent) {
        const text = await upload(file, useAdding.getState().keep);
        if (text !== null) notify({ kind: 'error', text });
      }
    },
    [add, notify],
  );
  /** What was chosen on this machine; format files among it go to the profile. */
  const addChosen = useCallback(
    async (paths: string[], follow: boolean): Promise<void> =>
      add(await importPaths(paths), follow),
    [add, importPaths],
  );
  return { addChosen, addLogs };
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
