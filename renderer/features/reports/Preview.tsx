import { useTranslation } from 'react-i18next';
import { useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { useReports, type ChosenReport } from './reports-store.ts';
import classes from './ReportsScreen.module.css';

/** The report as it would leave, in a frame that may run nothing, load nothing and lead nowhere. */
export function Preview({ chosen }: { chosen: ChosenReport }) {
  const { t } = useTranslation();
  const { submission, show } = useReports();
  const { data, error } = useCall('reports.preview', { ...chosen, submission }, { keep: true });
  return (
    <section className={classes['preview']} aria-label={t('reports.preview')}>
      {submission !== null && (
        <div className={classes['frozen']}>
          {t('reports.frozen', { number: submission })}
          <button type="button" className={classes['link']} onClick={() => show(null)}>
            {t('reports.backToDraft')}
          </button>
        </div>
      )}
      <FailureNotice failure={error} />
      {data !== undefined && (
        <iframe
          className={classes['page']}
          title={t('reports.preview')}
          sandbox=""
          srcDoc={data.html}
        />
      )}
    </section>
  );
}
