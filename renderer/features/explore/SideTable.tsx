import { Select, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShift } from '#shared/model/shift.ts';
import { useCall, useClient } from '../../client/index.ts';
import { useExploreContext } from './explore-context.ts';
import { useExplore, type TimeRange } from './explore-store.ts';
import type { MomentPlace } from './moment.ts';
import { RecordsTable } from './RecordsTable.tsx';
import type { TableHandle } from './RecordTable.tsx';
import { queryOfSide } from './query-of-side.ts';
import type { Mover, SideName } from './sides.ts';
import classes from './SidesPanel.module.css';
import { useSearch, type Search } from './use-search.ts';

const ALL = 'all';
const WHOLE_TIME: TimeRange = { fromUs: null, toUs: null };
/** Keys for the table of records act on this one for as long as it takes them. */
function useKeysHere(
  takesKeys: boolean,
  viewId: string | null,
  table: RefObject<TableHandle | null>,
): void {
  const { front } = useExploreContext();
  useEffect(() => {
    if (!takesKeys) return undefined;
    const own = { viewId, order: 'asc' as const, table };
    front.current = own;
    return () => {
      if (front.current === own) front.current = null;
    };
  }, [front, takesKeys, viewId, table]);
}

/** Where the moment stands while no table was moved: a third down, with what led to it above. */
const FIRST_LINE = 8;

interface Props {
  readonly side: SideName;
  readonly mover: RefObject<Mover>;
  /** Whether keys for the table of records act on this one. */
  readonly takesKeys: boolean;
  onUsed(): void;
  onMoved(us: number, line: number): void;
}

/** One of the two tables: what it shows is chosen above it. */
export function SideTable({ side, mover, takesKeys, onUsed, onMoved }: Props) {
  const { t } = useTranslation();
  const { sourceId, query } = useExplore((state) => state.sides[side]);
  const showSide = useExplore((state) => state.showSide);
  const [typed, setTyped] = useState(query);
  useEffect(() => setTyped(query), [query]);
  const { data } = useCall('sources.list', {}, { keep: true });
  const sources = data?.sources ?? [];
  const source = sources.find(({ id }) => id === sourceId) ?? null;
  const known = data !== undefined;
  const search = useSearch(known ? queryOfSide(query, source?.path ?? null) : null, WHOLE_TIME);
  const table = useRef<TableHandle | null>(null);
  const place = useMoment(search, side, mover, table);
  useKeysHere(takesKeys, search.viewId, table);
  const name = t(`explore.sides.${side}`);
  return (
    <section className={classes['side']} aria-label={name} onFocusCapture={onUsed}>
      <div className={classes['choice']}>
        <Select
          size="xs"
          aria-label={t('explore.sides.source', { side: name })}
          searchable
          allowDeselect={false}
          data={[
            { value: ALL, label: t('explore.sides.all') },
            ...sources.map(({ id, path }) => ({ value: String(id), label: path })),
          ]}
          value={source === null ? ALL : String(source.id)}
          onChange={(value) =>
            showSide(side, { sourceId: value === null || value === ALL ? null : Number(value) })
          }
        />
        <TextInput
          size="xs"
          aria-label={t('explore.sides.query', { side: name })}
          placeholder={t('explore.sides.only')}
          value={typed}
          error={search.failure?.message}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => showSide(side, { query: typed })}
          onKeyDown={(event) => event.key === 'Enter' && showSide(side, { query: typed })}
        />
        <span className={classes['count']}>
          {t('counted.records', { count: search.total })}
          {source !== null &&
            source.shiftUs !== 0 &&
            ` · ${t('explore.sides.shift', { shift: formatShift(source.shiftUs) })}`}
        </span>
      </div>
      <div className={classes['table']}>
        <RecordsTable
          search={search}
          handle={table}
          label={t('explore.sides.table', { side: name })}
          hits={null}
          order="asc"
          moment={place}
          onMoved={onMoved}
        />
      </div>
    </section>
  );
}

/** Where the moment stands in a side's table, which is brought there unless it is the one that was moved. */
function useMoment(
  { viewId, total, running }: Search,
  side: SideName,
  mover: RefObject<Mover>,
  table: RefObject<TableHandle | null>,
): MomentPlace | null {
  const client = useClient();
  const { us, locked } = useExplore((state) => state.sides);
  const [place, setPlace] = useState<(MomentPlace & { viewId: string }) | null>(null);
  useEffect(() => {
    if (viewId === null || us === null || total === 0) return undefined;
    const stop = new AbortController();
    const at = { by: 'time', us } as const;
    client.call('explore.locate', { viewId, order: 'asc', at }, stop.signal).then(
      ({ row }) => {
        if (stop.signal.aborted || row === null) return;
        setPlace({ viewId, us, row });
        const { side: moved, line } = mover.current;
        if (locked && moved !== side) table.current?.place(row, line ?? FIRST_LINE);
      },
      // The view is gone or changing: the next one is asked.
      () => {},
    );
    return () => stop.abort();
  }, [client, viewId, total, running, us, locked, side, mover, table]);
  return place?.viewId === viewId ? place : null;
}
