import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useClient } from '../../client/index.ts';
import { useAdding } from './adding-store.ts';
import { FileBrowser } from './FileBrowser.tsx';
import { useAddLogs } from './use-add-logs.ts';

/** Buttons to add files and folders, through the shell's dialog or ours. */
export function AddLogs({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const client = useClient();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const { addChosen } = useAddLogs();
  const [browsing, setBrowsing] = useState(false);
  const [follow, setFollow] = useState(false);
  const { keep, setKeep } = useAdding();
  const pick = async (what: 'logs' | 'folder'): Promise<void> => {
    if (state?.nativeDialogs !== true) {
      setBrowsing(true);
      return;
    }
    const { paths } = await client.call('files.pick', { what });
    await addChosen(paths ?? [], follow);
  };
  const size = compact ? 'compact-xs' : 'xs';
  return (
    <>
      <Button size={size} onClick={() => void pick('logs')}>
        {state?.nativeDialogs === true ? t('sources.addFiles') : t('sources.addLogs')}
      </Button>
      {state?.nativeDialogs === true && (
        <Button size={size} variant="default" onClick={() => void pick('folder')}>
          {t('sources.addFolder')}
        </Button>
      )}
      {compact && (
        <Checkbox
          size="xs"
          label={t('sources.following.added')}
          checked={follow}
          onChange={(event) => setFollow(event.currentTarget.checked)}
        />
      )}
      {!(compact && follow) && (
        <Checkbox
          size="xs"
          label={t('sources.keepOriginals')}
          title={t('sources.keepOriginalsText')}
          checked={keep}
          onChange={(event) => setKeep(event.currentTarget.checked)}
        />
      )}
      <FileBrowser
        opened={browsing}
        title={t('sources.addLogs')}
        onClose={() => setBrowsing(false)}
        onChosen={(paths) => {
          setBrowsing(false);
          void addChosen(paths, follow);
        }}
      />
    </>
  );
}
