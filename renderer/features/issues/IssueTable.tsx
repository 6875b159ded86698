import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { LongTable, rowProps } from '../../ui/LongTable.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { formatUs } from '../../ui/time.ts';
import type { Issue } from './issue-filter.ts';
import classes from './IssuesScreen.module.css';

/** Height of a row, pixels. */
const ROW = 46;

interface Props {
  readonly issues: readonly Issue[];
  readonly zone: string;
  /** Position of the chosen issue. */
  readonly at: number;
  readonly selected: ReadonlySet<string>;
  onChoose(key: string): void;
  onSelect(key: string, on: boolean): void;
  onSelectAll(on: boolean): void;
}

/** The list of issues; draws only the rows in sight. */
export function IssueTable({ issues, zone, at, selected, onChoose, onSelect, onSelectAll }: Props) {
  const { t } = useTranslation();
  const all = issues.length > 0 && issues.every(({ key }) => selected.has(key));
  return (
    <LongTable
      rows={issues}
      rowHeight={ROW}
      at={at}
      empty={t('issues.nothing')}
      head={
        <>
          <th scope="col" className={classes['check']}>
            <Checkbox
              size="xs"
              checked={all}
              indeterminate={!all && selected.size > 0}
              aria-label={t('issues.selectAll')}
              onChange={(event) => onSelectAll(event.currentTarget.checked)}
            />
          </th>
          <th scope="col">{t('issues.title')}</th>
          <th scope="col">{t('issues.state')}</th>
          <th scope="col">{t('issues.trend')}</th>
          <th scope="col" className={classes['number']}>
            {t('issues.count')}
          </th>
          <th scope="col" className={classes['early']}>
            {t('issues.first')}
          </th>
          <th scope="col">{t('issues.last')}</th>
        </>
      }
      renderRow={(issue, position) => (
        <IssueRow
          key={issue.key}
          issue={issue}
          row={position}
          zone={zone}
          chosen={position === at}
          selected={selected.has(issue.key)}
          onChoose={() => onChoose(issue.key)}
          onSelect={(on) => onSelect(issue.key, on)}
        />
      )}
    />
  );
}

interface RowProps {
  readonly issue: Issue;
  readonly row: number;
  readonly zone: string;
  readonly chosen: boolean;
  readonly selected: boolean;
  onChoose(): void;
  onSelect(on: boolean): void;
}

function IssueRow({ issue, row, zone, chosen, selected, onChoose, onSelect }: RowProps) {
  const { t } = useTranslation();
  return (
    <tr aria-selected={chosen} {...rowProps(row, ROW)} onClick={onChoose}>
      <td className={classes['check']} onClick={(event) => event.stopPropagation()}>
        <Checkbox
          size="xs"
          checked={selected}
          aria-label={t('issues.select', { title: issue.title })}
          onChange={(event) => onSelect(event.currentTarget.checked)}
        />
      </td>
      <th scope="row" className={classes['title']}>
        <span className={classes['titleLine']}>
          <LevelMark level={issue.level} word={false} />
          <button
            type="button"
            className={classes['titleButton']}
            title={issue.title}
            onClick={onChoose}
          >
            {issue.title}
          </button>
        </span>
        <span className={classes['culprit']}>{issue.culprit ?? t('issues.noTrace')}</span>
      </th>
      <td>
        <span className={classes['state']} data-state={issue.state}>
          {t(`issues.states.${issue.state}`)}
        </span>
        <span className={classes['priority']}>{t(`issues.priorities.${issue.priority}`)}</span>
      </td>
      <td>
        <Sparkline values={issue.trend} label={t('templates.trend', { count: issue.count })} />
      </td>
      <td className={classes['number']}>{formatNumber(issue.count)}</td>
      <td className={`${classes['time']} ${classes['early']}`}>
        {issue.firstUs === null ? '—' : formatUs(issue.firstUs, zone)}
      </td>
      <td className={classes['time']}>
        {issue.lastUs === null ? '—' : formatUs(issue.lastUs, zone)}
      </td>
    </tr>
  );
}
