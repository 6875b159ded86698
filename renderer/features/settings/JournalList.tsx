import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { RecordsVerdict } from './RecordsVerdict.tsx';
import { useVerify, type VerifyProgress } from './use-verify.ts';
import classes from './SettingsScreen.module.css';

const LATEST = 50;

/** What was done to the case, latest first, and whether it all still carries its signature. */
export function JournalList() {
  const { t } = useTranslation();
  const { data } = useCall('journal.list', { before: null, limit: LATEST }, { keep: true });
  const { progress, verdict, failure, verify, stop } = useVerify();
  const undo = useAction('journal.undo');
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
      <FailureNotice failure={failure ?? undo.error} />
      <table className={classes['entries']}>
        <tbody>
          {data?.map((entry) => (
            <tr key={entry.seq}>
              <td>{entry.seq}</td>
              <td>{entry.at.replace('T', ' ').slice(0, 19)}</td>
              <td>{entry.author}</td>
              <td>
                <span className={entry.undone ? classes['undone'] : undefined}>
                  {t(`settings.kinds.${entry.kind.replace('.', '_')}`, entry.kind)}
                </span>
              </td>
              <td>
                {entry.undoable && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={t('settings.undo_entry', { seq: entry.seq })}
                    onClick={() => undo.mutate({ entry: entry.id })}
                  >
                    {t('settings.undo')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
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
