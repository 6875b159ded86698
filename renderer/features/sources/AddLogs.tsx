import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../client/index.ts';
import { useAdding } from './adding-store.ts';

/** Buttons to add files and folders, through the shell's dialog or ours. */
export function AddLogs({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const [follow, setFollow] = useState(false);
  const { keep, setKeep, ask } = useAdding();
  const size = compact ? 'compact-xs' : 'xs';
  return (
    <>
      <Button size={size} onClick={() => ask({ what: 'logs', follow })}>
        {state?.nativeDialogs === true ? t('sources.addFiles') : t('sources.addLogs')}
      </Button>
      {state?.nativeDialogs === true && (
        <Button size={size} variant="default" onClick={() => ask({ what: 'folder', follow })}>
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
    </>
  );
}
