import { Button } from '@mantine/core';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordRow } from '#shared/model/record.ts';
import { useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useParts } from '../../ui/use-parts.ts';
import { useExploreContext } from './explore-context.ts';
import { useExplore } from './explore-store.ts';
import { isFirstLook } from './first-look.ts';
import type { MomentPlace } from './moment.ts';
import { RecordTable, type TableHandle } from './RecordTable.tsx';
import { RowMenu, type MenuAt } from './RowMenu.tsx';
import { useLook } from './use-look.ts';
import { usePinRows } from './use-pin-rows.ts';
import type { Search } from './use-search.ts';

const MARK_SLOTS = 300;

interface Props {
  readonly search: Search;
  readonly handle: { current: TableHandle | null };
  readonly label: string;
  /** View whose records are marked on the scroll bar. */
  readonly hits: string | null;
  /** Selecting here brings the record into sight in the table above. */
  readonly shows?: boolean;
  readonly order: 'asc' | 'desc';
  /** A moment that a line is drawn at. */
  readonly moment?: MomentPlace | null;
  /** Told when the table was moved: the moment at which it stands, and at which of its lines. */
  onMoved?(us: number, line: number): void;
}

/** A table of what was found, with its marks, pins and menu. */
export function RecordsTable({
  search,
  handle,
  label,
  hits,
  order,
  shows = false,
  moment = null,
  onMoved,
}: Props) {
  const explore = useExploreContext();
  const fold = useExplore((state) => state.fold);
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
        moment={moment}
        onMoved={onMoved}
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

/** Why there is nothing: still looking, an empty case, or a filter, which can be taken away here. */
function Nothing({ search }: { search: Search }): ReactNode {
  const { t } = useTranslation();
  const { query, range, setQuery, set } = useExplore(useParts('query', 'range', 'setQuery', 'set'));
  if (isFirstLook(search)) return null;
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
