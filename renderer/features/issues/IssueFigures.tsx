import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/number.ts';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { isOpen, type Filter, type Issue } from './issue-filter.ts';
import classes from './IssuesScreen.module.css';

type Figure = 'errors' | 'critical' | 'new' | 'regressed';

/** The four figures over the list, each with its trend; a click shows what it counts. Summed up anew only for other issues. */
export const IssueFigures = memo(function IssueFigures({
  issues,
  onFilter,
}: {
  issues: readonly Issue[];
  onFilter(filter: Filter): void;
}) {
  const { t } = useTranslation();
  const open = issues.filter(isOpen);
  const figures: readonly [Figure, readonly Issue[], number, Filter][] = [
    ['errors', open, sum(open), 'open'],
    ['critical', open.filter(({ priority }) => priority === 'high'), -1, 'open'],
    ['new', open.filter(({ state }) => state === 'new'), -1, 'new'],
    ['regressed', open.filter(({ state }) => state === 'regressed'), -1, 'regressed'],
  ];
  return (
    <div className={classes['figures']}>
      {figures.map(([name, counted, records, filter]) => {
        const value = formatNumber(records < 0 ? counted.length : records);
        return (
          <button
            key={name}
            type="button"
            className={classes['figure']}
            data-figure={name}
            onClick={() => onFilter(filter)}
          >
            <span className={classes['figureValue']}>{value}</span>
            <span className={classes['figureName']}>{t(`issues.figures.${name}`)}</span>
            <Sparkline
              values={trendOf(counted)}
              label={t('templates.trend', { count: sum(counted) })}
            />
          </button>
        );
      })}
    </div>
  );
});

const sum = (issues: readonly Issue[]): number =>
  issues.reduce((total, { count }) => total + count, 0);

function trendOf(issues: readonly Issue[]): number[] {
  const slices = issues[0]?.trend.length ?? 0;
  const trend = Array.from({ length: slices }, () => 0);
  for (const issue of issues)
    for (const [at, count] of issue.trend.entries()) trend[at] = (trend[at] ?? 0) + count;
  return trend;
}
