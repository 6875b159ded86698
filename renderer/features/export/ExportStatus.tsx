import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatNumber } from '../../ui/number.ts';
import { useExports } from './export-store.ts';
import classes from './ExportStatus.module.css';

/** How far the export is that is under way, and what stops it. */
export function ExportStatus() {
  const { t } = useTranslation();
  const { progress, cancel } = useExports();
  if (cancel === null) return null;
  const { phase = 'search', records = 0, total = 0, bytes = 0 } = progress ?? {};
  const percent = total > 0 ? Math.floor((100 * records) / total) : 0;
  const text =
    phase === 'writing'
      ? t('export.running', {
          percent,
          formatted: formatNumber(records),
          bytes: formatBytes(bytes),
        })
      : t(phase === 'search' ? 'export.searching' : 'export.fields', { percent });
  return (
    <span className={classes['status']} role="status">
      <progress value={percent} max={100} aria-label={t('export.label')} />
      {text}
      <UnstyledButton className={classes['cancel']} onClick={cancel}>
        {t('status.cancel')}
      </UnstyledButton>
    </span>
  );
}
