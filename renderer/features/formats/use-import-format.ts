import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { useFormats } from './formats-store.ts';

/** Larger files are no format files. */
const LARGEST = 4_000_000;

type Imported = NonNullable<Output<'formats.import'>>;

/** Takes format files in, and says what they brought. What goes wrong becomes a notice. */
export function useImportFormat() {
  const client = useClient();
  const { t } = useTranslation();
  const notify = useApp((app) => app.notify);
  const choose = useFormats((formats) => formats.choose);

  const tell = useCallback(
    ({ file, formats, problems }: Imported): void => {
      const titles = formats.map(({ title }) => title).join(', ');
      notify({ kind: 'info', text: t('formats.imported', { count: formats.length, titles }) });
      for (const { title, replaces } of formats) {
        if (replaces) notify({ kind: 'info', text: t('formats.importedReplaces', { title }) });
      }
      for (const { message } of problems) notify({ kind: 'error', text: `${file}: ${message}` });
      choose(formats[0]?.id ?? null);
    },
    [notify, t, choose],
  );
  const failed = useCallback(
    (error: unknown): void => {
      if (!(error instanceof ContractFailure)) return;
      notify({ kind: 'error', text: error.message, code: error.code });
    },
    [notify],
  );

  /** Whether the file was a format file. `expected`: it was chosen as one, so say when it is not. */
  const importFile = useCallback(
    async (file: File, expected: boolean): Promise<boolean> => {
      if (!file.name.endsWith('.json') || file.size > LARGEST) {
        if (expected) notify({ kind: 'error', text: t('formats.notOne', { name: file.name }) });
        return false;
      }
      try {
        const imported = await client.call('formats.import', {
          name: file.name,
          text: await file.text(),
        });
        if (imported !== null) tell(imported);
        else if (expected)
          notify({ kind: 'error', text: t('formats.notOne', { name: file.name }) });
        return imported !== null;
      } catch (error) {
        failed(error);
        return true;
      }
    },
    [client, tell, failed, notify, t],
  );

  /** Takes in what of the paths are format files, and gives the others. */
  const importPaths = useCallback(
    async (paths: string[]): Promise<string[]> => {
      if (!paths.some((path) => path.endsWith('.json'))) return paths;
      try {
        const { imported, problems, others } = await client.call('formats.importPaths', { paths });
        for (const one of imported) tell(one);
        for (const { message } of problems) notify({ kind: 'error', text: message });
        return others;
      } catch (error) {
        failed(error);
        return [];
      }
    },
    [client, tell, failed, notify],
  );
  return { importFile, importPaths };
}
