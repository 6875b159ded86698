import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { JournalPage } from './JournalPage.tsx';
import { RecordsVerdict } from './RecordsVerdict.tsx';
import { useVerify, type VerifyProgress } from './use-verify.ts';
import classes from './SettingsScreen.module.css';

/** What was done to the case, latest first, and whether it all still carries its signature. */
export function JournalList() {
  const { t } = useTranslation();
  const { progress, verdict, failure, verify, stop } = useVerify();
  return (
    <div className={classes['journal']}>
      <div className={classes['inline']}>
        <h3>{t('settings.journal')}</h3>
        {progress === null && (
          <Button variant="default" onClick={verify}>
            {t('settings.verify')}
          </Button>
        )}
        {verdict !== null && (
          <span role="status">
            {verdict.broken === null
              ? t('settings.verified', { count: verdict.entries })
              : verdict.broken.seq === null
                ? t('settings.broken_state', { reason: verdict.broken.reason })
                : t('settings.broken', { seq: verdict.broken.seq, reason: verdict.broken.reason })}
          </span>
        )}
      </div>
      {progress !== null && <VerifyBar progress={progress} onStop={stop} />}
      {verdict !== null && <RecordsVerdict records={verdict.records} />}
      <FailureNotice failure={failure} />
      <table className={classes['entries']}>
        <JournalPage before={null} />
      </table>
    </div>
  );
}

/** How far the check has come. */
function VerifyBar({ progress, onStop }: { progress: VerifyProgress; onStop: () => void }) {
  const { t } = useTranslation();
  const { what, path, done, total } = progress;
  return (
    <div className={classes['checking']}>
      <Progress
        value={total === 0 ? 0 : (100 * done) / total}
        aria-label={t('settings.verifying')}
      />
      <span title={path}>
        {t(`settings.verifying_${what}`, { done: formatNumber(done), total: formatNumber(total) })}
      </span>
      <Button size="compact-xs" variant="default" onClick={onStop}>
        {t('settings.verify_stop')}
      </Button>
    </div>
  );
}
