import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import { decisionWords } from './decision-words.ts';
import classes from './IssuePage.module.css';

type Shown = Output<'issues.show'>;

interface Props {
  readonly shown: Shown;
  readonly decided: NonNullable<Shown['decided']>;
  readonly zone: string;
}

/** The decision in force about an issue, and how near it is to being over. */
export function IssueDecided({ shown, decided, zone }: Props) {
  const { t } = useTranslation();
  const { mark, author, at, note } = decided;
  const { decision } = mark;
  // What was opened again stands as any other.
  if (decision.kind === 'reopen') return null;
  const until = decision.kind === 'ignore' ? decision.until : null;
  const isCounted = until?.kind === 'events' || until?.kind === 'users';
  const more =
    until?.kind === 'events'
      ? shown.issue.count - mark.count
      : shown.told.user.distinct - mark.users;
  const far =
    isCounted && shown.issue.state === 'ignored'
      ? { so: formatNumber(Math.max(0, more)), of: formatNumber(until.count) }
      : null;
  return (
    <p className={classes['facts']}>
      {t('issues.decided.by', {
        author,
        what: decisionWords(decision, zone, t),
        at: formatUs(Date.parse(at) * 1000, zone),
      })}{' '}
      {far !== null && t('issues.decided.so', far)}
      {note !== '' && <q> {note}</q>}
    </p>
  );
}
