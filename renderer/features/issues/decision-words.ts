import type { TFunction } from 'i18next';
import { formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import type { Decision } from './issue-filter.ts';

/** What somebody did, to be read after their name: `ignored it until 40 more records`. */
export function decisionWords(decision: Decision, zone: string, t: TFunction): string {
  if (decision.kind === 'reopen') return t('issues.activity.reopen');
  if (decision.kind === 'resolve') {
    if (decision.in === 'now') return t('issues.activity.resolve');
    return decision.in === 'next'
      ? t('issues.activity.resolveNext')
      : t('issues.activity.resolveRelease', { release: decision.in.release });
  }
  const { until } = decision;
  switch (until.kind) {
    case 'ever':
      return t('issues.activity.ignore');
    case 'escalating':
      return t('issues.activity.ignoreEscalating');
    case 'time':
      return t('issues.activity.ignoreTime', { time: formatUs(until.us, zone) });
    default:
      return t(`issues.activity.${until.kind === 'events' ? 'ignoreEvents' : 'ignoreUsers'}`, {
        count: until.count,
        number: formatNumber(until.count),
      });
  }
}
