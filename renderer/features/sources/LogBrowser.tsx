import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/index.ts';
import { useCall, useClient } from '../../client/index.ts';
import { useAdding } from './adding-store.ts';
import { FileBrowser } from './FileBrowser.tsx';
import { useAddLogs } from './use-add-logs.ts';

/** Has logs chosen when they are asked for, in the shell's dialog or ours, and adds them to the open case. */
export function LogBrowser() {
  const { t } = useTranslation();
  const client = useClient();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const { addChosen } = useAddLogs();
  const { asked, ask } = useAdding();
  const isNative = state?.nativeDialogs === true;
  useEffect(() => {
    if (asked === null || !isNative) return;
    ask(null);
    const { what, follow } = asked;
    void client
      .call('files.pick', { what })
      .then(async ({ paths }) => addChosen(paths ?? [], follow));
  }, [asked, isNative, ask, client, addChosen]);
  const commands = useMemo(() => {
    const choices = isNative ? (['logs', 'folder'] as const) : (['logs'] as const);
    return choices.map((what) => ({
      id: `add-${what}`,
      title: t(what === 'folder' ? 'sources.addFolder' : 'sources.addLogs'),
      run: () => ask({ what, follow: false }),
    }));
  }, [isNative, ask, t]);
  useCommands('add-logs', commands);
  return (
    <FileBrowser
      opened={asked !== null && !isNative}
      title={t('sources.addLogs')}
      onClose={() => ask(null)}
      onChosen={(paths) => {
        ask(null);
        void addChosen(paths, asked?.follow ?? false);
      }}
    />
  );
}
