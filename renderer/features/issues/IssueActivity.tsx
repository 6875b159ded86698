import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import classes from './IssuePage.module.css';

type Activity = Output<'issues.show'>['activity'];
type Decision = NonNullable<Activity[number]['decision']>;

/** What was done about an issue, from the journal, latest first. */
export function IssueActivity({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  if (activity.length === 0) return null;
  return (
    <section>
      <h3>{t('issues.activity.title')}</h3>
      <ul className={classes['list']}>
        {activity.map((one, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- an entry is its place in the journal
          <li key={at}>
            <span className={classes['dim']}>{new Date(one.at).toLocaleString()}</span> {one.author}
            :{' '}
            {t(
              one.decision === null
                ? `issues.activity.${one.what === 'decided' ? 'changed' : one.what}`
                : `issues.activity.${wordOf(one.decision)}`,
            )}
            {one.note !== '' && <q> {one.note}</q>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function wordOf(
  decision: Decision,
): 'reopen' | 'resolve' | 'resolveNext' | 'resolveRelease' | 'ignore' | 'ignoreUntil' {
  if (decision.kind === 'reopen') return 'reopen';
  if (decision.kind === 'ignore') return decision.until.kind === 'ever' ? 'ignore' : 'ignoreUntil';
  if (decision.in === 'now') return 'resolve';
  return decision.in === 'next' ? 'resolveNext' : 'resolveRelease';
}
