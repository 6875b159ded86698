import { Button } from '@mantine/core';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordRow } from '#shared/model/record.ts';
import { highlightPattern, parseQuery } from '#shared/query/index.ts';
import { useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useExploreContext } from './explore-context.ts';
import { useExplore } from './explore-store.ts';
import { Histogram } from './Histogram.tsx';
import { RecordTable, type TableHandle } from './RecordTable.tsx';
import classes from './RecordsPanel.module.css';
import { RowMenu, type MenuAt } from './RowMenu.tsx';
import type { TemplateParts } from './message-parts.ts';
import { SameEvent } from './SameEvent.tsx';
import type { RowLook } from './TableRow.tsx';
import { usePinRows } from './use-pin-rows.ts';
import type { Search } from './use-search.ts';

const MARK_SLOTS = 300;

/** The middle of the screen: time, the table, and below it the results where the table is not narrowed. */
export function RecordsPanel() {
  const { t } = useTranslation();
  const explore = useExploreContext();
  const { histogram, mode } = useExplore();
  const { search, everything, zone, selectedRow } = explore;
  const shownId = mode === 'below' ? everything.viewId : search.viewId;
  const below = mode === 'below';
  return (
    <div className={classes['panel']}>
      {histogram && search.viewId !== null && (
        <Histogram
          viewId={search.viewId}
          zone={zone}
          selectedUs={selectedRow?.time?.us ?? null}
          version={search.version}
        />
      )}
      <SameEvent />
      {search.running && search.share < 1 && <SearchProgress search={search} />}
      <div className={classes['table']}>
        <Table
          search={below ? everything : search}
          handle={explore.table}
          label={t('explore.table.label')}
          hits={below ? search.viewId : null}
        />
      </div>
      {below && (
        <div className={classes['results']}>
          <div className={classes['resultsHead']}>
            {t('explore.results.title', {
              count: search.total,
              formatted: search.total.toLocaleString('en'),
            })}
          </div>
          <div className={classes['table']}>
            <Table
              search={search}
              handle={explore.results}
              label={t('explore.results.label')}
              hits={null}
              shows={shownId !== null}
            />
          </div>
        </div>
      )}
    </div>
  );
}

/** What is over in less than this shows nothing: it would only flicker, with every record that arrives. */
const SHOW_AFTER_MS = 250;

function SearchProgress({ search }: { search: Search }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className={classes['progress']} role="status">
      <progress value={search.share} max={1} aria-label={t('explore.search.running')} />
      {t('explore.search.share', { percent: Math.floor(search.share * 100) })}
      <Button variant="subtle" size="compact-xs" onClick={search.cancel}>
        {t('status.cancel')}
      </Button>
    </div>
  );
}

interface TableProps {
  readonly search: Search;
  readonly handle: { current: TableHandle | null };
  readonly label: string;
  /** View whose records are marked on the scroll bar. */
  readonly hits: string | null;
  /** Selecting here brings the record into sight in the table above. */
  readonly shows?: boolean;
}

function Table({ search, handle, label, hits, shows = false }: TableProps) {
  const explore = useExploreContext();
  const { order, fold } = useExplore();
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const look = useLook();
  const pinRows = usePinRows(search.viewId, order, search.total, explore.pins);
  const pinned = useMemo(
    () => new Set(explore.pins.map(({ ref, line }) => `${ref.sourceId}:${line}`)),
    [explore.pins],
  );
  const hasMarks = search.viewId !== null && !search.running;
  const { data: marks, refetch: markAgain } = useCall(
    'explore.marks',
    { viewId: search.viewId ?? '-', order, slots: MARK_SLOTS, hits },
    { enabled: hasMarks, keep: true },
  );
  useEffect(() => {
    if (hasMarks) void markAgain();
  }, [hasMarks, markAgain, search.version]);
  const isPinned = (row: RecordRow): boolean => pinned.has(`${row.ref.sourceId}:${row.line}`);
  return (
    <>
      <RecordTable
        viewId={search.viewId}
        total={search.total}
        version={search.version}
        order={order}
        fold={fold}
        look={look}
        pins={pinned}
        pinRows={pinRows}
        marks={marks ?? null}
        dimmed={false}
        label={label}
        empty={<Nothing search={search} />}
        handle={handle}
        onLost={search.lost}
        onSelect={(row) => {
          explore.onSelect(row);
          if (shows) explore.show(row.ref);
        }}
        onOpen={() => useExplore.getState().set({ detail: true })}
        onMenu={(row, _index, x, y) =>
          setMenu({ row, x, y, selection: window.getSelection()?.toString().trim() ?? '' })
        }
      />
      <RowMenu
        at={menu}
        sourceName={menu === null ? '' : (look.sourceNames.get(menu.row.ref.sourceId) ?? '')}
        pinned={menu !== null && isPinned(menu.row)}
        onClose={() => setMenu(null)}
        onPin={() => menu !== null && explore.pin(menu.row)}
        onReference={() =>
          useExplore.getState().set({ referenceUs: menu?.row.time?.us ?? null, delta: true })
        }
      />
    </>
  );
}

/** What rows are drawn with: settings, templates, names of sources, what is marked. */
function useLook(): RowLook {
  const { state, zone } = useExploreContext();
  const { query, highlights, delta, referenceUs } = useExplore();
  const { data: templates } = useCall('templates.list', {}, { keep: true });
  const { data: sources } = useCall('sources.list', {}, { keep: true });
  const { rowHeight, wrap } = state.settings;
  const parts = useMemo(
    () =>
      new Map<number, TemplateParts>(
        (templates ?? []).map((template) => [template.id, template.parts]),
      ),
    [templates],
  );
  const sourceNames = useMemo(
    () =>
      new Map(
        (sources?.sources ?? []).map(({ id, path }) => [id, path.split(/[/\\]/).at(-1) ?? path]),
      ),
    [sources],
  );
  const hits = useMemo(() => {
    const parsed = parseQuery(query);
    return parsed.ok ? highlightPattern(parsed.query) : null;
  }, [query]);
  return useMemo(
    () => ({
      zone,
      rowHeight,
      wrap,
      delta,
      referenceUs,
      hits,
      highlights,
      templates: parts,
      sourceNames,
    }),
    [zone, rowHeight, wrap, delta, referenceUs, hits, highlights, parts, sourceNames],
  );
}

/** Why there is nothing: still looking, an empty case, or a filter, which can be taken away here. */
function Nothing({ search }: { search: Search }): ReactNode {
  const { t } = useTranslation();
  const { query, range, setQuery, set } = useExplore();
  if (search.running && search.viewId === null) return null;
  const ranged = range.fromUs !== null || range.toUs !== null;
  if (query === '' && !ranged) {
    return <EmptyState title={t('explore.empty.case')} text={t('explore.empty.caseText')} />;
  }
  return (
    <EmptyState
      title={t('explore.empty.title')}
      text={
        query === ''
          ? t('explore.empty.range')
          : t(ranged ? 'explore.empty.both' : 'explore.empty.query', { query })
      }
    >
      {query !== '' && (
        <Button variant="default" onClick={() => setQuery('')}>
          {t('explore.empty.dropQuery')}
        </Button>
      )}
      {ranged && (
        <Button variant="default" onClick={() => set({ range: { fromUs: null, toUs: null } })}>
          {t('explore.empty.dropRange')}
        </Button>
      )}
    </EmptyState>
  );
}
