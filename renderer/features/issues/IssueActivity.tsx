import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { formatUs } from '../../ui/time.ts';
import { decisionWords } from './decision-words.ts';
import classes from './IssuePage.module.css';

type Activity = Output<'issues.show'>['activity'];

/** What was done about an issue, from the journal, latest first. */
export function IssueActivity({ activity, zone }: { activity: Activity; zone: string }) {
  const { t } = useTranslation();
  if (activity.length === 0) return null;
  return (
    <section>
      <h3>{t('issues.activity.title')}</h3>
      <ul className={classes['list']}>
        {activity.map((one, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- an entry is its place in the journal
          <li key={at}>
            <span className={classes['dim']}>{formatUs(Date.parse(one.at) * 1000, zone)}</span>{' '}
            {one.author}:{' '}
            {one.decision === null
              ? t(`issues.activity.${one.what === 'decided' ? 'changed' : one.what}`)
              : decisionWords(one.decision, zone, t)}
            {one.note !== '' && <q> {one.note}</q>}
          </li>
        ))}
      </ul>
    </section>
  );
}
