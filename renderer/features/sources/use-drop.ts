import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { useImportFormat } from '../formats/index.ts';
import { useAdding } from './adding-store.ts';
import { droppedFiles, nameOfDropped, type DroppedFile } from './dropped-files.ts';
import { useAddLogs } from './use-add-logs.ts';

/**
 * What becomes of what is dropped on the window: format files go to the profile, a case is opened, and logs are added to
 * the open case, without one to a new case of their name. What goes wrong becomes a notice.
 */
export function useDrop(): (items: DataTransferItemList) => Promise<void> {
  const client = useClient();
  const { t } = useTranslation();
  const notify = useApp((app) => app.notify);
  const go = useApp((app) => app.go);
  const { addLogs } = useAddLogs();
  const { importFile, importPaths } = useImportFormat();

  /** Whether there is a case that logs can be added to; makes one where none is open. */
  const inCase = useCallback(
    async (name: string): Promise<boolean> => {
      try {
        if ((await client.call('app.state', {})).openCase !== null) return true;
        await client.call('cases.create', { name, zone: 'UTC', path: null });
        go('explore');
        return true;
      } catch (error) {
        if (error instanceof ContractFailure)
          notify({ kind: 'error', text: error.message, code: error.code });
        return false;
      }
    },
    [client, notify, go],
  );

  /** Has the start screen open a case, which it can ask for its passphrase. */
  const openCase = useCallback(
    async ({ file, name }: DroppedFile): Promise<void> => {
      const path = client.pathOf(file);
      const isOpen = (await client.call('app.state', {})).openCase !== null;
      if (path !== null && !isOpen) {
        go('explore');
        useAdding.getState().dropCase(path);
        return;
      }
      notify({
        kind: 'error',
        text: t(isOpen ? 'sources.caseInCase' : 'sources.caseSent', { name }),
      });
    },
    [client, notify, go, t],
  );

  return useCallback(
    async (items) => {
      const files = await droppedFiles(items);
      const [first] = files;
      if (first === undefined) notify({ kind: 'error', text: t('sources.droppedNothing') });
      if (first !== undefined && files.length === 1 && first.name.endsWith('.eiq')) {
        await openCase(first);
        return;
      }
      const known = files.map(({ file }) => client.pathOf(file)).filter((path) => path !== null);
      const paths = await importPaths(known);
      const sent: DroppedFile[] = [];
      for (const each of known.length > 0 ? [] : files) {
        if (!(await importFile(each.file, false))) sent.push(each);
      }
      if (paths.length + sent.length === 0 || !(await inCase(nameOfDropped(files)))) return;
      // The Explore screen shows what comes in; elsewhere a short log would be read without a sign.
      if (useApp.getState().screen !== 'explore')
        notify({ kind: 'info', text: t('sources.taken', { count: files.length }) });
      await addLogs(paths, sent);
    },
    [client, notify, t, importPaths, importFile, inCase, openCase, addLogs],
  );
}
