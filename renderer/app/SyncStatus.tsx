import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCall } from '../client/index.ts';
import { formatRelative } from '../ui/time.ts';
import { useApp } from './app-store.ts';
import classes from './StatusBar.module.css';

/** How the open case and the team server stand, in words; a click leads to more. Nothing: it is only here. */
export function SyncStatus() {
  const { t } = useTranslation();
  const go = useApp((app) => app.go);
  const { data } = useCall('tenant.state', {}, { keep: true });
  const sync = data?.sync ?? null;
  if ((data?.audit?.trouble ?? null) !== null) {
    return (
      <UnstyledButton className={classes['bad']} onClick={() => go('team')}>
        {t(data?.audit?.restored === true ? 'team.status.restored' : 'team.status.tampered')}
      </UnstyledButton>
    );
  }
  if (sync === null || sync.standing === 'not-shared') return null;
  const words =
    sync.attention > 0
      ? t('team.status.attention', { count: sync.attention })
      : sync.standing === 'synced' && sync.waiting === 0 && sync.at !== null
        ? t('team.status.synced', { ago: formatRelative(Date.parse(sync.at) * 1000) })
        : sync.waiting > 0
          ? t('team.status.waiting', {
              standing: t(`team.status.${sync.standing === 'synced' ? 'syncing' : sync.standing}`),
              count: sync.waiting,
            })
          : t(`team.status.${sync.standing}`);
  return (
    <UnstyledButton className={classes['link']} onClick={() => go('team')}>
      {words}
    </UnstyledButton>
  );
}
