import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useReports } from './reports-store.ts';
import classes from './ReportsScreen.module.css';

/** What was submitted of a stage, frozen as it was. */
export function Submissions({
  submissions,
}: {
  submissions: Output<'reports.state'>['submissions'];
}) {
  const { t } = useTranslation();
  const { show } = useReports();
  if (submissions.length === 0) return null;
  return (
    <ul className={classes['submissions']}>
      {submissions.map(({ submission, submittedAt, author }) => (
        <li key={submission}>
          <button type="button" className={classes['link']} onClick={() => show(submission)}>
            {t('reports.version', { number: submission })}
          </button>{' '}
          {t('reports.submittedBy', {
            time: submittedAt.replace('T', ' ').replace('Z', ' UTC'),
            author,
          })}
        </li>
      ))}
    </ul>
  );
}
