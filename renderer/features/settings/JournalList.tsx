import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { RecordsVerdict } from './RecordsVerdict.tsx';
import classes from './SettingsScreen.module.css';

const LATEST = 50;

/** What was done to the case, latest first, and whether it all still carries its signature. */
export function JournalList() {
  const { t } = useTranslation();
  const { data } = useCall('journal.list', { before: null, limit: LATEST }, { keep: true });
  const verify = useAction('journal.verify');
  const undo = useAction('journal.undo');
  const verdict = verify.data;
  return (
    <div className={classes['journal']}>
      <div className={classes['inline']}>
        <h3>{t('settings.journal')}</h3>
        <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate({})}>
          {t('settings.verify')}
        </Button>
        {verdict !== undefined && (
          <span role="status">
            {verdict.broken === null
              ? t('settings.verified', { count: verdict.entries })
              : verdict.broken.seq === null
                ? t('settings.broken_state', { reason: verdict.broken.reason })
                : t('settings.broken', { seq: verdict.broken.seq, reason: verdict.broken.reason })}
          </span>
        )}
      </div>
      {verdict !== undefined && <RecordsVerdict records={verdict.records} />}
      <FailureNotice failure={verify.error ?? undo.error} />
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
