import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import type { RecordRow } from '#shared/model/record.ts';
import { useClient } from '../../client/index.ts';
import classes from './RecordTable.module.css';
import { RowCache } from './row-cache.ts';
import { useAnchor } from './use-anchor.ts';
import { ScrollBar, type Marks } from './ScrollBar.tsx';
import { clampTop, topToShow } from './scroll-position.ts';
import { TableRow, type RowLook } from './TableRow.tsx';

/** What others may ask of a table. */
export interface TableHandle {
  /** Selects a row and brings it into sight. */
  select(row: number): void;
  selectedRow(): number | null;
  row(index: number): RecordRow | null;
  /** Rows selected by Shift-click, or the one that is selected. */
  range(): [number, number] | null;
  focus(): void;
}

interface Props {
  readonly viewId: string | null;
  readonly total: number;
  readonly version: number;
  readonly order: 'asc' | 'desc';
  readonly look: RowLook;
  readonly pins: ReadonlySet<string>;
  readonly pinRows: readonly number[];
  readonly marks: Marks | null;
  readonly dimmed: boolean;
  readonly label: string;
  readonly empty: ReactNode;
  readonly handle: { current: TableHandle | null };
  /** Rows of a view could not be had. */
  onLost(viewId: string): void;
  onSelect(row: RecordRow, index: number): void;
  onOpen(row: RecordRow): void;
  onMenu(row: RecordRow, index: number, x: number, y: number): void;
}

/** The record table: rows drawn for what is in sight, whatever the size of the view. */
export function RecordTable(props: Props) {
  const { viewId, total, version, order, look, handle, onSelect, onLost } = props;
  const client = useClient();
  const box = useRef<HTMLDivElement>(null);
  // Records and results are both on the page: the ids of their rows must differ.
  const id = useId();
  const height = useHeight(box);
  const [top, setTop] = useState(0);
  const [selected, setSelected] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const [, redraw] = useState(0);
  const visible = Math.max(1, height / look.rowHeight);

  const cache = useMemo(() => {
    if (viewId === null) return null;
    return new RowCache(
      async (start, count, signal) =>
        (await client.call('explore.rows', { viewId, order, start, count }, signal)).rows,
      () => redraw((n) => n + 1),
      () => onLost(viewId),
    );
  }, [client, viewId, order, onLost]);
  useEffect(() => () => cache?.close(), [cache]);
  useEffect(() => cache?.expire(), [cache, version]);

  const at = clampTop(top, total, visible);
  const first = Math.floor(at);
  const move = useCallback((row: number, from: number) => {
    setTop((now) => now + row - from);
  }, []);
  useAnchor(cache, { viewId, order, total, first, selected }, move, setSelected);
  const last = Math.min(total, first + Math.ceil(visible) + 1);
  useEffect(() => cache?.want(first, last, total), [cache, first, last, total, version]);

  const select = useCallback(
    (row: number, extend = false) => {
      if (total === 0) return;
      const next = Math.max(0, Math.min(total - 1, row));
      setSelected(next);
      if (!extend) setAnchor(next);
      setTop((now) => topToShow(next, now, total, visible));
    },
    [total, visible],
  );

  const told = useRef<string>('');
  const selectedRow = selected === null ? null : (cache?.row(selected) ?? null);
  useEffect(() => {
    if (selectedRow === null || selected === null) return;
    const key = `${viewId} ${selectedRow.ref.sourceId} ${selectedRow.ref.ordinal}`;
    if (told.current === key) return;
    told.current = key;
    onSelect(selectedRow, selected);
  }, [selectedRow, selected, viewId, onSelect]);

  handle.current = {
    select,
    selectedRow: () => selected,
    row: (index) => cache?.row(index) ?? null,
    range: () =>
      selected === null
        ? null
        : [Math.min(selected, anchor ?? selected), Math.max(selected, anchor ?? selected)],
    focus: () => box.current?.focus(),
  };
  useWheel(box, (rows) => setTop((now) => clampTop(now + rows, total, visible)), look.rowHeight);

  const rowAt = (target: EventTarget): number | null => {
    const element = target instanceof Element ? target.closest('[data-row]') : null;
    const index = element instanceof HTMLElement ? Number(element.dataset['row']) : Number.NaN;
    return Number.isNaN(index) ? null : index;
  };

  const moves: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: Math.floor(visible) - 1,
    PageUp: 1 - Math.floor(visible),
    Home: -total,
    End: total,
  };

  return (
    <div className={`${classes['table']} ${props.dimmed ? classes['dimmed'] : ''}`}>
      <div
        ref={box}
        id={id}
        className={classes['rows']}
        role="grid"
        aria-label={props.label}
        aria-rowcount={total}
        aria-activedescendant={
          selected !== null && selectedRow !== null ? `${id}-${selected}` : undefined
        }
        tabIndex={0}
        data-wrap={look.wrap}
        onPointerDown={(event) => {
          const index = rowAt(event.target);
          if (index !== null && event.button === 0) select(index, event.shiftKey);
        }}
        onDoubleClick={() => selectedRow !== null && props.onOpen(selectedRow)}
        onContextMenu={(event) => {
          event.preventDefault();
          const index = rowAt(event.target) ?? selected;
          const row = index === null ? null : (cache?.row(index) ?? null);
          if (row === null || index === null) return;
          const [from, to] = handle.current?.range() ?? [index, index];
          if (index < from || index > to) select(index);
          props.onMenu(row, index, event.clientX, event.clientY);
        }}
        onKeyDown={(event) => {
          const move = moves[event.key];
          if (event.key === 'Enter' && selectedRow !== null) props.onOpen(selectedRow);
          else if (move === undefined || event.ctrlKey || event.metaKey) return;
          else select((selected ?? (move > 0 ? -1 : total)) + move, event.shiftKey);
          event.preventDefault();
        }}
      >
        {total === 0 ? (
          <div role="row">
            <div role="gridcell">{props.empty}</div>
          </div>
        ) : (
          <div
            className={classes['window']}
            role="presentation"
            style={{ transform: `translateY(${look.wrap ? 0 : -(at - first) * look.rowHeight}px)` }}
          >
            {Array.from({ length: Math.max(0, last - first) }, (_, offset) => {
              const index = first + offset;
              const row = cache?.row(index) ?? null;
              const [from, to] = handle.current?.range() ?? [-1, -1];
              return (
                <TableRow
                  key={index}
                  id={`${id}-${index}`}
                  index={index}
                  row={row}
                  before={cache?.row(index - 1) ?? null}
                  selected={index === selected}
                  inRange={index >= from && index <= to && from !== to}
                  pinned={row !== null && props.pins.has(`${row.ref.sourceId}:${row.line}`)}
                  look={look}
                />
              );
            })}
          </div>
        )}
      </div>
      <ScrollBar
        top={at}
        total={total}
        visible={visible}
        height={height}
        marks={props.marks}
        pins={props.pinRows}
        label={props.label}
        controls={id}
        onTop={setTop}
      />
    </div>
  );
}

function useHeight(box: { current: HTMLElement | null }): number {
  const [height, setHeight] = useState(400);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return height;
}

/** Scrolls by the wheel. Not React's handler: that one is passive and cannot keep the page from moving. */
function useWheel(
  box: { current: HTMLElement | null },
  scroll: (rows: number) => void,
  rowHeight: number,
): void {
  const latest = useRef(scroll);
  latest.current = scroll;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const listener = (event: WheelEvent): void => {
      if (event.ctrlKey) return;
      event.preventDefault();
      const pixels =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * rowHeight : event.deltaY;
      latest.current(pixels / rowHeight);
    };
    element.addEventListener('wheel', listener, { passive: false });
    return () => element.removeEventListener('wheel', listener);
  }, [box, rowHeight]);
}
