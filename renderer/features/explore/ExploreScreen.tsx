import { Button, SegmentedControl } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import type { RecordRef } from '#shared/model/record.ts';
import { displayZone, useApp } from '../../app/index.ts';
import { useCall, useClient, type ContractFailure } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import { WordsDialog } from '../assistant/WordsDialog.tsx';
import { ExportDialog, type Exportable } from '../export/index.ts';
import { LikelyCause } from '../hypotheses/LikelyCause.tsx';
import { EmptyCase, useHasSources } from '../sources/index.ts';
import { useParts } from '../../ui/use-parts.ts';
import { Chips } from './Chips.tsx';
import { ExploreProvider, type Explore, type FrontTable } from './explore-context.ts';
import { ExploreDock } from './ExploreDock.tsx';
import classes from './ExploreScreen.module.css';
import { useExplore, type TimeRange } from './explore-store.ts';
import { GoTo, type Place } from './GoTo.tsx';
import { QueryBar } from './QueryBar.tsx';
import type { TableHandle } from './RecordTable.tsx';
import { createSelectedRecord } from './selected-record.ts';
import { useExploreShortcuts } from './use-explore-shortcuts.ts';
import { useKeptView } from './use-kept-view.ts';
import { useFoldedCount } from './use-folded-count.ts';
import { useSearch, type Search } from './use-search.ts';

const WHOLE_TIME: TimeRange = { fromUs: null, toUs: null };

/** The product's heart: search, time, records, and everything about one of them. */
export function ExploreScreen({ casePath }: { casePath: string }) {
  const { data: state } = useCall('app.state', {}, { keep: true });
  const ready = useKeptView(casePath);
  const { has, failure } = useHasSources();
  if (state === undefined || !ready || (has === null && failure === null)) return null;
  if (has === false) return <EmptyCase />;
  // Of a damaged case whose list of sources cannot be read the records may be whole.
  return <Exploring state={state} failure={failure} />;
}

function Exploring({
  state,
  failure,
}: {
  state: Output<'app.state'>;
  failure: ContractFailure | null;
}) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const explore = useExploreState(state);
  const { mode, range, words, goToOpen, exportOpen, set } = useExplore(
    useParts('mode', 'range', 'words', 'goToOpen', 'exportOpen', 'set'),
  );
  useExploreShortcuts(explore, input);
  const { search, everything, zone, table } = explore;
  useStatus(search, everything.total);

  const goTo = useGoTo(explore);
  const rangeText =
    range.fromUs === null || range.toUs === null
      ? null
      : t('explore.chips.range', {
          from: formatUs(range.fromUs, zone),
          to: formatUs(range.toUs, zone),
        });
  return (
    <ExploreProvider value={explore}>
      <div className={classes['screen']}>
        <div className={classes['bar']}>
          <QueryBar search={search} inputRef={input} />
          <SegmentedControl
            size="xs"
            aria-label={t('explore.mode.label')}
            value={mode}
            onChange={(value) => set({ mode: value === 'below' ? 'below' : 'narrow' })}
            data={[
              { value: 'narrow', label: t('explore.mode.narrow') },
              { value: 'below', label: t('explore.mode.below') },
            ]}
          />
          <Button size="xs" variant="default" onClick={() => set({ exportOpen: true })}>
            {t('export.open')}
          </Button>
        </div>
        <FailureNotice failure={failure} />
        <Chips rangeText={rangeText} />
        <LikelyCause casePath={state.openCase?.path ?? ''} zone={zone} />
        <div className={classes['dock']}>
          <ExploreDock />
        </div>
        <GoTo
          opened={goToOpen}
          zone={zone}
          onClose={() => {
            set({ goToOpen: false });
            table.current?.focus();
          }}
          onGo={goTo}
        />
        {words !== null && (
          <WordsDialog
            words={words}
            onClose={() => {
              set({ words: null });
              input.current?.focus();
            }}
            onAccept={(query) => {
              // What was shown is what all records give, not those of a stretch that was chosen before.
              set({ words: null, query, range: WHOLE_TIME });
              table.current?.focus();
            }}
          />
        )}
        {exportOpen && (
          <ExportDialog
            of={exportable(explore)}
            onClose={() => {
              set({ exportOpen: false });
              table.current?.focus();
            }}
          />
        )}
      </div>
    </ExploreProvider>
  );
}

function useExploreState(state: Output<'app.state'>): Explore {
  const client = useClient();
  const { query, range, mode, order, follow, set } = useExplore(
    useParts('query', 'range', 'mode', 'order', 'follow', 'set'),
  );
  const search = useSearch(query, range);
  // The table above the results shows everything; narrowed, the search itself is the table.
  const all = useSearch(mode === 'below' ? '' : null, WHOLE_TIME);
  const everything = mode === 'below' ? all : search;
  const { data: pins } = useCall('pins.list', {}, { keep: true });
  const table = useRef<TableHandle | null>(null);
  const results = useRef<TableHandle | null>(null);
  const front = useRef<FrontTable | null>(null);
  /** Selected last in the main table and its results, and in the tables side by side. */
  const chosen = useRef<Record<'main' | 'sides', RecordRef | null>>({ main: null, sides: null });
  const [selected] = useState(createSelectedRecord);
  const shownId = everything.viewId;

  const show = useCallback(
    async (ref: RecordRef) => {
      if (shownId === null) return;
      const at = { by: 'record', ref } as const;
      const { row } = await client.call('explore.locate', { viewId: shownId, order, at });
      if (row !== null) table.current?.select(row, true);
    },
    [client, shownId, order],
  );
  const { running } = everything;
  const [isTableThere, setTableThere] = useState(false);
  const settledView = useRef<string | null>(null);
  useEffect(() => {
    // The record that was selected stays selected when another view is shown. In the same one, which records are
    // added to, the table keeps its place by itself.
    const isSettled = settledView.current === `${shownId} ${order}`;
    if (running || follow || !isTableThere || isSettled) return;
    settledView.current = `${shownId} ${order}`;
    const { selected: last } = useExplore.getState();
    // What was selected side by side moves the tables there, not this one.
    const kept = last === chosen.current.sides ? chosen.current.main : last;
    if (kept !== null) void show(kept).catch(() => {});
  }, [show, shownId, order, running, follow, isTableThere]);
  useEffect(() => {
    if (follow && everything.total > 0)
      table.current?.select(order === 'asc' ? everything.total - 1 : 0);
  }, [follow, everything.total, order]);

  return useMemo(
    () => ({
      state,
      zone: displayZone(state),
      search,
      everything,
      table,
      tableIs: setTableThere,
      front,
      results,
      selected,
      pins: pins ?? [],
      onSelect: (row) => {
        chosen.current[front.current === null ? 'main' : 'sides'] = row.ref;
        selected.select(row);
        set({ selected: row.ref });
      },
      show: (ref) => void show(ref).catch(() => {}),
      pin: (row) => {
        const known = pins?.find(
          ({ ref, line }) => ref.sourceId === row.ref.sourceId && line === row.line,
        );
        void (known === undefined
          ? client.call('pins.add', { ref: row.ref, note: '' })
          : client.call('pins.remove', { id: known.id }));
      },
    }),
    [state, search, everything, selected, pins, set, show, client],
  );
}

/** What could be exported now. */
function exportable({ search, everything, table, pins, zone }: Explore): Exportable {
  const { query, range, mode, order } = useExplore.getState();
  const rows = table.current?.range() ?? null;
  const shown = mode === 'below' ? { query: '', range: WHOLE_TIME } : { query, range };
  return {
    zone,
    found: { query, range, total: search.total },
    rows:
      rows === null || everything.viewId === null
        ? null
        : { ...shown, order, start: rows[0], count: rows[1] - rows[0] + 1 },
    pinned: pins.length,
  };
}

function useGoTo(explore: Explore): (place: Place) => void {
  const client = useClient();
  const { everything, selected, table } = explore;
  const order = useExplore((state) => state.order);
  return (place) => {
    if (everything.viewId === null) return;
    const at =
      place.by === 'time'
        ? place
        : ({ by: 'line', sourceId: selected.row()?.ref.sourceId ?? 1, line: place.line } as const);
    void client
      .call('explore.locate', { viewId: everything.viewId, order, at })
      .then(({ row }) => row !== null && table.current?.select(row, place.by === 'line'));
  };
}

function useStatus(search: Search, all: number): void {
  const { t } = useTranslation();
  const setStatus = useApp((app) => app.setStatus);
  const follow = useExplore((state) => state.follow);
  const { data: time } = useCall('explore.time', {}, { keep: true });
  const rows = useFoldedCount(search);
  const total = formatNumber(Math.max(all, time?.records ?? 0));
  const shown = formatNumber(search.total);
  useEffect(() => {
    setStatus(
      <span>
        {follow && `${t('explore.following')} · `}
        {rows === null
          ? t('explore.status', { shown, total })
          : t('explore.statusFolded', { count: rows, rows: formatNumber(rows), shown, total })}
      </span>,
    );
    return () => setStatus(null);
  }, [setStatus, t, rows, shown, total, follow]);
}
