import { Button, Select } from '@mantine/core';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { displayZone, useApp, useShortcuts } from '../../app/index.ts';
import { useAction, useCall, useClient } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { ListAndDetail, ListBar, ListSearch } from '../../ui/ListAndDetail.tsx';
import { formatNumber } from '../../ui/number.ts';
import { useExplore } from '../explore/explore-store.ts';
import { useKept } from '../explore/use-kept-view.ts';
import { GroupingRules } from './GroupingRules.tsx';
import { IssueActions } from './IssueActions.tsx';
import {
  chosenIssues,
  FILTERS,
  SORTS,
  type Decision,
  type Filter,
  type Issue,
  type Sort,
} from './issue-filter.ts';
import { IssueFigures } from './IssueFigures.tsx';
import type { TimeRange } from './IssueOver.tsx';
import { IssuePage, queryOf } from './IssuePage.tsx';
import classes from './IssuesScreen.module.css';
import { IssueTable } from './IssueTable.tsx';

const FOLDER_KEY = 'checkout';

/** The problems of the case. j and k move, x selects, r resolves, i ignores, m merges, o opens again, Enter shows the records. */
export function IssuesScreen() {
  const { t } = useTranslation();
  const client = useClient();
  const { data: issues, error } = useCall('issues.list', {}, { keep: true });
  const { data: state } = useCall('app.state', {}, { keep: true });
  const { data: time } = useCall('explore.time', {}, { keep: true });
  const [filter, setFilter] = useState<Filter>('open');
  const [sort, setSort] = useState<Sort>('priority');
  const [search, setSearch] = useState('');
  const words = useDeferredValue(search);
  const [chosen, setChosen] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [wide, setWide] = useState(false);
  const [rules, setRules] = useState(false);
  const [folder, setFolder] = useState('');
  const keptFolder = useKept(FOLDER_KEY);
  const { mutate: decide } = useAction('issues.decide');
  const { mutate: merge } = useAction('issues.merge');
  const notify = useApp((app) => app.notify);
  const input = useRef<HTMLInputElement>(null);
  const zone = state === undefined ? 'UTC' : displayZone(state);
  useEffect(() => {
    if (typeof keptFolder?.value === 'string') setFolder(keptFolder.value);
  }, [keptFolder]);
  const found = useMemo(
    () => chosenIssues(issues ?? [], filter, words, sort),
    [issues, filter, words, sort],
  );
  const at = Math.max(
    0,
    found.findIndex(({ key }) => key === chosen),
  );
  const current = found[at];
  const targets = found.filter(({ key }) => selected.has(key));
  const move = (by: number): void => {
    const next = found[Math.max(0, Math.min(found.length - 1, at + by))];
    if (next !== undefined) setChosen(next.key);
  };
  /** Of what is selected, else of the one chosen; then the next one is chosen, so that triage goes on. */
  const decideOn = (decision: Decision, note = '', only?: Issue): void => {
    const meant =
      only === undefined && targets.length > 0
        ? targets
        : [only ?? current].filter((one) => one !== undefined);
    if (meant.length === 0) return;
    const gone = new Set(meant.map(({ key }) => key));
    const next =
      found.slice(at).find(({ key }) => !gone.has(key)) ??
      found.findLast(({ key }) => !gone.has(key));
    decide({ keys: [...gone], decision, note });
    setSelected(new Set());
    if (filter !== 'all' && next !== undefined) setChosen(next.key);
  };
  const mergeSelected = (): void => {
    if (targets.length < 2) {
      notify({ kind: 'info', text: t('issues.mergeHint') });
      return;
    }
    // The commonest gives its name.
    const ordered = targets.toSorted((a, b) => b.count - a.count);
    merge({ keys: ordered.map(({ key }) => key) });
    setSelected(new Set());
    setChosen(ordered[0]?.key ?? null);
  };
  const showRecords = (query: string, range: TimeRange = { fromUs: null, toUs: null }): void => {
    useExplore.getState().ask({ query, range });
    useApp.getState().go('explore');
  };
  const keepFolder = (next: string): void => {
    setFolder(next);
    void client.call('view.set', { key: FOLDER_KEY, value: next }).catch(() => {});
  };
  const select = (key: string, on: boolean): void => {
    const next = new Set(selected);
    if (on) next.add(key);
    else next.delete(key);
    setSelected(next);
  };
  useShortcuts(t('rail.issues'), [
    { keys: 'J', title: t('issues.keys.next'), run: () => move(1) },
    { keys: 'K', title: t('issues.keys.previous'), run: () => move(-1) },
    {
      keys: 'X',
      title: t('issues.keys.select'),
      run: () => current !== undefined && select(current.key, !selected.has(current.key)),
    },
    {
      keys: 'Enter',
      title: t('issues.keys.records'),
      run: () => current !== undefined && showRecords(queryOf(current)),
    },
    {
      keys: 'R',
      title: t('issues.keys.resolve'),
      run: () => decideOn({ kind: 'resolve', in: 'now' }),
    },
    {
      keys: 'I',
      title: t('issues.keys.ignore'),
      run: () => decideOn({ kind: 'ignore', until: { kind: 'ever' } }),
    },
    { keys: 'M', title: t('issues.keys.merge'), run: mergeSelected },
    { keys: 'O', title: t('issues.keys.reopen'), run: () => decideOn({ kind: 'reopen' }) },
    { keys: 'W', title: t('issues.keys.wide'), run: () => setWide(!wide) },
    { keys: '/', title: t('issues.search'), run: () => input.current?.focus() },
  ]);
  if (issues === undefined) return <FailureNotice failure={error} />;
  if (issues.length === 0)
    return <EmptyState title={t('issues.none')} text={t('issues.noneText')} />;
  const nowUs = time?.toUs ?? null;
  return (
    <ListAndDetail
      detailShare={38}
      wide={wide}
      detail={
        <>
          {' '}
          {current !== undefined && (
            <IssuePage
              key={current.key}
              issue={current}
              zone={zone}
              position={t('issues.position', {
                at: formatNumber(at + 1),
                of: formatNumber(found.length),
              })}
              wide={wide}
              folder={folder}
              nowUs={nowUs}
              onFolder={keepFolder}
              onDecide={(decision, note) => decideOn(decision, note, current)}
              onRecords={showRecords}
              onMove={move}
              onWide={() => setWide(!wide)}
              onChoose={(key) => {
                if (!found.some((one) => one.key === key)) setFilter('all');
                setChosen(key);
              }}
            />
          )}
          {rules && <GroupingRules onClose={() => setRules(false)} />}
        </>
      }
    >
      <IssueFigures issues={issues} onFilter={setFilter} />
      <ListBar>
        <ListSearch input={input} value={search} label={t('issues.search')} onChange={setSearch} />
        <Select
          size="xs"
          aria-label={t('issues.filter')}
          allowDeselect={false}
          value={filter}
          onChange={(value) => setFilter(FILTERS.find((known) => known === value) ?? 'open')}
          data={FILTERS.map((value) => ({ value, label: t(`issues.filters.${value}`) }))}
        />
        <Select
          size="xs"
          aria-label={t('issues.sort')}
          allowDeselect={false}
          value={sort}
          onChange={(value) => setSort(SORTS.find((known) => known === value) ?? 'priority')}
          data={SORTS.map((value) => ({ value, label: t(`issues.sorts.${value}`) }))}
        />
        <Button size="xs" variant="subtle" onClick={() => setRules(true)}>
          {t('issues.rules.open')}
        </Button>
      </ListBar>
      {targets.length > 0 && (
        <div className={classes['bulk']} role="toolbar" aria-label={t('issues.bulk')}>
          <span>{t('issues.selected', { count: targets.length })}</span>
          <IssueActions
            issues={targets}
            releases={[]}
            nowUs={nowUs}
            zone={zone}
            namesUsers={null}
            onDecide={(decision) => decideOn(decision)}
          />
          <Button size="xs" variant="default" disabled={targets.length < 2} onClick={mergeSelected}>
            {t('issues.merge')}
          </Button>
          <Button size="xs" variant="subtle" onClick={() => setSelected(new Set())}>
            {t('issues.clear')}
          </Button>
        </div>
      )}
      <IssueTable
        issues={found}
        zone={zone}
        at={current === undefined ? -1 : at}
        selected={selected}
        onChoose={setChosen}
        onSelect={select}
        onSelectAll={(on) => setSelected(new Set(on ? found.map(({ key }) => key) : []))}
      />
    </ListAndDetail>
  );
}
