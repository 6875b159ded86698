import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCall } from '../client/index.ts';
import { useExplore } from '../features/explore/explore-store.ts';
import { formatNumber } from '../ui/number.ts';
import { useApp } from './app-store.ts';
import classes from './StatusBar.module.css';

/** How much of what was added could not be read, or not whole; a click shows why. Records alone do not tell that some are missing. */
export function UnreadStatus({ inCase }: { inCase: boolean }) {
  const { t } = useTranslation();
  const go = useApp((app) => app.go);
  const { data } = useCall('sources.list', {}, { enabled: inCase, keep: true });
  if (!inCase || data === undefined) return null;
  const count = data.skipped.length + data.sources.filter(({ error }) => error !== null).length;
  if (count === 0) return null;
  return (
    <UnstyledButton
      className={classes['link']}
      onClick={() => {
        useExplore.getState().set({ sourcesAsked: true });
        go('explore');
      }}
    >
      {t('status.unread', { count, formatted: formatNumber(count) })}
    </UnstyledButton>
  );
}
