import { useMemo, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Level } from '#shared/model/level.ts';
import type { RecordRow } from '#shared/model/record.ts';
import { useApp, useCommands, useShortcuts } from '../../app/index.ts';
import { useClient } from '../../client/index.ts';
import { explainStretch } from '../compare/compare-store.ts';
import type { Explore, FrontTable } from './explore-context.ts';
import { useExplore } from './explore-store.ts';
import { useCopy } from './use-copy.ts';
import { useFinding } from '../timeline/finding-store.ts';

/** Most that one call gives. */
const ROWS_AT_ONCE = 1000;

type Direction = 'next' | 'previous';

/** The keys of the Explore screen, and what of it the palette has besides. */
export function useExploreShortcuts(
  explore: Explore,
  input: RefObject<HTMLInputElement | null>,
): void {
  const { t } = useTranslation();
  const client = useClient();
  const copy = useCopy();
  const set = useExplore((state) => state.set);
  const { table, search, everything } = explore;
  const toggle =
    (name: 'histogram' | 'facets' | 'detail' | 'delta' | 'fold' | 'follow') => (): void =>
      set({ [name]: !useExplore.getState()[name] });

  /** The main table, or one of the two side by side where these are in front of it. */
  const shown = (): FrontTable => {
    const { order, mode } = useExplore.getState();
    const main = { viewId: (mode === 'below' ? everything : search).viewId, order, table };
    return explore.front.current ?? main;
  };

  /** Goes to the next row that is in a view or has a level. */
  async function seek(
    direction: Direction,
    what: { by: 'view'; viewId: string } | { by: 'level'; atLeast: Level; atMost: Level },
  ): Promise<void> {
    const { viewId, order, table: own } = shown();
    if (viewId === null) return;
    // What is folded counts as one.
    const rows = own.current?.selectedRows() ?? [-1, -1];
    const row = rows[direction === 'next' ? 1 : 0];
    const found = await client.call('explore.next', { viewId, order, row, direction, what });
    // Where more than the results is shown, not all that is folded together need be a hit.
    const isOne = what.by === 'view' && viewId !== what.viewId;
    if (found.row !== null) own.current?.select(found.row, isOne);
  }
  const hit = (direction: Direction) => (): void => {
    if (search.viewId !== null) void seek(direction, { by: 'view', viewId: search.viewId });
  };
  const level = (direction: Direction, atLeast: Level, atMost: Level) => (): void =>
    void seek(direction, { by: 'level', atLeast, atMost });
  const toPin = (direction: 1 | -1) => (): void => {
    const now = explore.selected.row();
    const sorted = explore.pins
      .map(({ ref }) => ref)
      .sort((a, b) => a.sourceId - b.sourceId || a.ordinal - b.ordinal);
    if (sorted.length === 0) return;
    const at = sorted.findIndex(
      (ref) => ref.sourceId === now?.ref.sourceId && ref.ordinal === now.ref.ordinal,
    );
    const next = sorted[(at + direction + sorted.length) % sorted.length];
    if (next !== undefined) explore.show(next);
  };
  /** The chosen rows, with what is folded away among them; null: none are. */
  const chosenRows = async (most: number): Promise<readonly RecordRow[] | null> => {
    const { viewId, order, table: own } = shown();
    const range = own.current?.range() ?? null;
    if (range === null || viewId === null) return null;
    const [start] = range;
    const end = Math.min(range[1] + 1, start + most);
    const rows: RecordRow[] = [];
    for (let from = start; from < end; from += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, end - from);
      rows.push(...(await client.call('explore.rows', { viewId, order, start: from, count })).rows);
    }
    return rows;
  };
  const copySelected = async (masked: boolean): Promise<void> => {
    const rows = await chosenRows(10_000);
    if (rows === null) return;
    const sourceIds = [...new Set(rows.map(({ ref }) => ref.sourceId))];
    const text = rows.map(({ message }) => message).join('\n');
    copy({ text, records: rows.length, sourceIds, masked });
  };
  const makeFinding = async (): Promise<void> => {
    const rows = (await chosenRows(1000)) ?? [];
    const chosen = rows.length > 0 ? rows : [explore.selected.row()].flatMap((row) => row ?? []);
    const [first] = chosen;
    if (first === undefined) return;
    const title = (first.message.split('\n', 1)[0] ?? '').slice(0, 200);
    useFinding.getState().write({ refs: chosen.map(({ ref }) => ref), title });
  };
  /** The stretch of time that is shown against all others: drag over a peak, then press the key. */
  const explain = (): void => {
    const { fromUs, toUs } = useExplore.getState().range;
    if (fromUs === null || toUs === null) {
      useApp.getState().notify({ kind: 'info', text: t('explore.keys.explainFirst') });
      return;
    }
    explainStretch(fromUs, toUs);
    useApp.getState().go('compare');
  };
  const focusQuery = (): void => {
    input.current?.focus();
    input.current?.select();
  };

  useShortcuts(t('rail.explore'), [
    { keys: '/', title: t('explore.keys.search'), run: focusQuery },
    { keys: 'Ctrl+F', title: t('explore.keys.search'), run: focusQuery },
    { keys: 'A', title: t('explore.keys.words'), run: () => set({ words: '' }) },
    { keys: 'N', title: t('explore.keys.nextHit'), run: hit('next') },
    { keys: 'Shift+N', title: t('explore.keys.previousHit'), run: hit('previous') },
    { keys: 'E', title: t('explore.keys.nextError'), run: level('next', 'error', 'fatal') },
    {
      keys: 'Shift+E',
      title: t('explore.keys.previousError'),
      run: level('previous', 'error', 'fatal'),
    },
    { keys: 'W', title: t('explore.keys.nextWarning'), run: level('next', 'warning', 'warning') },
    {
      keys: 'Shift+W',
      title: t('explore.keys.previousWarning'),
      run: level('previous', 'warning', 'warning'),
    },
    {
      keys: 'M',
      title: t('explore.keys.pin'),
      run: () => {
        const row = explore.selected.row();
        if (row !== null) explore.pin(row);
      },
    },
    { keys: 'Shift+M', title: t('timeline.keys.finding'), run: () => void makeFinding() },
    { keys: ']', title: t('explore.keys.nextPin'), run: toPin(1) },
    { keys: '[', title: t('explore.keys.previousPin'), run: toPin(-1) },
    { keys: 'G', title: t('explore.keys.first'), run: () => shown().table.current?.select(0) },
    {
      keys: 'Shift+G',
      title: t('explore.keys.last'),
      run: () => shown().table.current?.select(Number.MAX_SAFE_INTEGER),
    },
    { keys: 'Ctrl+G', title: t('explore.keys.goto'), run: () => set({ goToOpen: true }) },
    {
      keys: 'D',
      title: t('explore.keys.reference'),
      run: () => set({ referenceUs: explore.selected.row()?.time?.us ?? null, delta: true }),
    },
    { keys: 'T', title: t('explore.keys.delta'), run: toggle('delta') },
    { keys: 'R', title: t('explore.keys.fold'), run: toggle('fold') },
    { keys: 'S', title: t('explore.keys.sides'), run: () => set({ sidesAsked: true }) },
    {
      keys: 'L',
      title: t('explore.keys.lock'),
      run: () => {
        const { sides, setSides } = useExplore.getState();
        setSides({ locked: !sides.locked });
      },
    },
    { keys: 'F', title: t('explore.keys.follow'), run: toggle('follow') },
    { keys: 'I', title: t('explore.keys.histogram'), run: toggle('histogram') },
    {
      keys: 'B',
      title: t('explore.keys.below'),
      run: () => set({ mode: useExplore.getState().mode === 'below' ? 'narrow' : 'below' }),
    },
    {
      keys: 'O',
      title: t('explore.keys.order'),
      run: () => set({ order: useExplore.getState().order === 'asc' ? 'desc' : 'asc' }),
    },
    { keys: 'X', title: t('explore.keys.explain'), run: explain },
    { keys: 'Y', title: t('explore.keys.copy'), run: () => void copySelected(false) },
    { keys: 'Shift+Y', title: t('explore.keys.copyMasked'), run: () => void copySelected(true) },
    { keys: 'Shift+X', title: t('explore.keys.export'), run: () => set({ exportOpen: true }) },
  ]);

  const commands = useMemo(
    () => [
      {
        id: 'explore-clear',
        title: t('explore.keys.clear'),
        run: () => useExplore.getState().set({ query: '', range: { fromUs: null, toUs: null } }),
      },
    ],
    [t],
  );
  useCommands('explore', commands);
}
