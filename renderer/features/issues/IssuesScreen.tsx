import { SegmentedControl, TextInput } from '@mantine/core';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { displayZone, useApp, useShortcuts } from '../../app/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { formatUs } from '../../ui/time.ts';
import { useExplore } from '../explore/explore-store.ts';
import { IssueDetail } from './IssueDetail.tsx';
import classes from './IssuesScreen.module.css';

type Issue = Output<'issues.list'>[number];

const FILTERS = ['open', 'new', 'ongoing', 'resolved', 'ignored', 'all'] as const;
type Filter = (typeof FILTERS)[number];

/** The problems of the case, gravest first. j and k move, Enter shows the records, r resolves, i ignores, o opens again. */
export function IssuesScreen() {
  const { t } = useTranslation();
  const { data: issues } = useCall('issues.list', {}, { keep: true });
  const { data: state } = useCall('app.state', {}, { keep: true });
  const [filter, setFilter] = useState<Filter>('open');
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.toLowerCase());
  const [chosen, setChosen] = useState<string | null>(null);
  const { mutate: setState } = useAction('issues.setState');
  const input = useRef<HTMLInputElement>(null);
  const zone = state === undefined ? 'UTC' : displayZone(state);
  const found = (issues ?? []).filter(
    (issue) => fits(issue, filter) && issue.title.toLowerCase().includes(wanted),
  );
  const at = found.findIndex(({ key }) => key === chosen);
  const current = found[at] ?? found[0];
  const move = (by: number) => (): void => {
    const next = found[Math.max(0, Math.min(found.length - 1, at + by))];
    if (next !== undefined) setChosen(next.key);
  };
  const change = (to: Issue['state']) => (): void => {
    if (current !== undefined) setState({ key: current.key, state: to });
  };
  const showRecords = (): void => {
    if (current === undefined) return;
    const query =
      current.kind === 'template'
        ? `issue:${current.key} AND level:>=error`
        : `issue:${current.key}`;
    useExplore.getState().set({ query, range: { fromUs: null, toUs: null } });
    useApp.getState().go('explore');
  };
  useShortcuts(t('rail.issues'), [
    { keys: 'J', title: t('issues.keys.next'), run: move(1) },
    { keys: 'K', title: t('issues.keys.previous'), run: move(-1) },
    { keys: 'Enter', title: t('issues.keys.records'), run: showRecords },
    { keys: 'R', title: t('issues.keys.resolve'), run: change('resolved') },
    { keys: 'I', title: t('issues.keys.ignore'), run: change('ignored') },
    { keys: 'O', title: t('issues.keys.reopen'), run: change('ongoing') },
    { keys: '/', title: t('issues.search'), run: () => input.current?.focus() },
  ]);
  if (issues === undefined) return null;
  if (issues.length === 0)
    return <EmptyState title={t('issues.none')} text={t('issues.noneText')} />;
  return (
    <div className={classes['screen']}>
      <div className={classes['main']}>
        <div className={classes['bar']}>
          <TextInput
            ref={input}
            className={classes['search'] ?? ''}
            value={search}
            placeholder={t('issues.search')}
            aria-label={t('issues.search')}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('issues.filter')}
            value={filter}
            onChange={(value) => setFilter(FILTERS.find((known) => known === value) ?? 'open')}
            data={FILTERS.map((value) => ({ value, label: t(`issues.filters.${value}`) }))}
          />
        </div>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard */}
        <div className={classes['tableBox']} tabIndex={0}>
          <table className={classes['table']}>
            <thead>
              <tr>
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
              </tr>
            </thead>
            <tbody>
              {found.map((issue) => (
                <IssueRow
                  key={issue.key}
                  issue={issue}
                  zone={zone}
                  chosen={issue.key === current?.key}
                  onChoose={() => setChosen(issue.key)}
                />
              ))}
            </tbody>
          </table>
          {found.length === 0 && <p className={classes['nothing']}>{t('issues.nothing')}</p>}
        </div>
      </div>
      {current !== undefined && (
        <IssueDetail
          key={current.key}
          issue={current}
          zone={zone}
          onState={(to) => change(to)()}
          onRecords={showRecords}
        />
      )}
    </div>
  );
}

function fits(issue: Issue, filter: Filter): boolean {
  if (filter === 'all') return true;
  if (filter === 'open') return issue.state === 'new' || issue.state === 'ongoing';
  return issue.state === filter;
}

function IssueRow({
  issue,
  zone,
  chosen,
  onChoose,
}: {
  issue: Issue;
  zone: string;
  chosen: boolean;
  onChoose(): void;
}) {
  const { t } = useTranslation();
  return (
    <tr aria-selected={chosen} className={classes['row']} onClick={onChoose}>
      <th scope="row" className={classes['title']}>
        <span className={classes['titleLine']}>
          <LevelMark level={issue.level} word={false} />
          <button type="button" className={classes['titleButton']} onClick={onChoose}>
            {issue.title}
          </button>
        </span>
      </th>
      <td>{t(`issues.filters.${issue.state}`)}</td>
      <td>
        <Sparkline
          values={issue.trend}
          label={t('templates.trend', { count: formatNumber(issue.count) })}
        />
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
