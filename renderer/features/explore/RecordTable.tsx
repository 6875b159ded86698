import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import type { RecordRow, RecordTime } from '#shared/model/record.ts';
import classes from './RecordTable.module.css';
import { itemOfMoment, lineOf, momentMark, type MomentPlace } from './moment.ts';
import { ScrollBar, type Marks } from './ScrollBar.tsx';
import {
  BEGINNING,
  clampTop,
  itemsInSight,
  moveTop,
  rowsAtEnd,
  scrolledRows,
  topAt,
  topToShow,
} from './table-flow.ts';
import { isLong, TableRow, type RowLook } from './TableRow.tsx';
import { useAnchor } from './use-anchor.ts';
import { useTableRows } from './use-table-rows.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';

/** What others may ask of a table. */
export interface TableHandle {
  /** Selects a row and brings it into sight; one that is folded away by what it is folded into, or unfolded with `exact`. */
  select(row: number, exact?: boolean): void;
  /** First and last of the rows that what is selected stands for; more than one when they are folded. */
  selectedRows(): [number, number] | null;
  row(index: number): RecordRow | null;
  /** Brings a row to a line, counted from the top, as near as the ends of the table let it. */
  place(row: number, line: number): void;
  /** Rows selected by Shift-click, or what is selected; with all that is folded away among them. */
  range(): [number, number] | null;
  focus(): void;
}

interface Props {
  readonly viewId: string | null;
  readonly total: number;
  readonly version: number;
  readonly order: 'asc' | 'desc';
  /** Like records that follow each other are one row. */
  readonly fold: boolean;
  readonly look: RowLook;
  readonly pins: ReadonlySet<string>;
  readonly pinRows: readonly number[];
  readonly marks: Marks | null;
  readonly dimmed: boolean;
  readonly label: string;
  readonly empty: ReactNode;
  readonly handle: { current: TableHandle | null };
  /** A moment that a line is drawn at. */
  readonly moment: MomentPlace | null;
  /** Told when the table was moved by hand: the moment at which it stands, and at which of its lines. */
  onMoved?: ((us: number, line: number) => void) | undefined;
  /** Rows of a view could not be had. */
  onLost(viewId: string): void;
  onSelect(row: RecordRow, index: number): void;
  onOpen(row: RecordRow): void;
  onMenu(row: RecordRow, index: number, x: number, y: number): void;
}

/** The record table: rows drawn for what is in sight, whatever the size of the view. */
export function RecordTable(props: Props) {
  const { viewId, total, version, order, fold, look, handle, onSelect, onLost } = props;
  const box = useRef<HTMLDivElement>(null);
  // Records and results are both on the page: the ids of their rows must differ.
  const id = useId();
  const height = useHeight(box);
  const [top, setTop] = useState(BEGINNING);
  const [selected, setSelected] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  /** What to do when the selected row turns out to be folded away. */
  const hidden = useRef<'unfold' | 'take the first' | 'leave'>('leave');
  /** How the table was moved since it last told. */
  const moved = useRef<'scrolled' | 'selected' | null>(null);
  const visible = Math.max(1, height / look.rowHeight);

  const rows = useTableRows({ viewId, order, total, version, fold, onLost });
  const { flow } = rows;
  const latest = useRef(flow);
  latest.current = flow;
  const at = clampTop(flow, top, visible);
  const items = itemsInSight(flow, at, visible + 1);
  const first = items[0]?.row ?? 0;
  const move = useCallback((row: number, from: number) => {
    setTop((now) => ({ row: now.row + row - from, part: now.part }));
  }, []);
  const moveSelected = useCallback((row: number) => {
    hidden.current = 'leave';
    setSelected(row);
  }, []);
  useAnchor(rows.row, { viewId, order, total, first, selected }, move, moveSelected);
  useEffect(() => rows.want(items));

  const select = useCallback(
    (row: number, extend = false, exact = false) => {
      if (total === 0) return;
      const wanted = Math.max(0, Math.min(total - 1, row));
      const next = exact ? wanted : latest.current.item(wanted).row;
      hidden.current = exact ? 'unfold' : 'take the first';
      moved.current = 'selected';
      setSelected(next);
      if (!extend) setAnchor(next);
      setTop((now) => topToShow(latest.current, next, now, visible));
    },
    [total, visible],
  );
  const away = selected === null ? null : rows.run(selected);
  useEffect(() => {
    if (away === null || selected === null || rows.isOpen(away) || away.row === selected) return;
    if (hidden.current === 'unfold') rows.setOpen(away, true);
    if (hidden.current === 'take the first') setSelected(away.row);
  }, [away, selected, rows]);
  const unfolded = away !== null && rows.isOpen(away);
  useEffect(() => {
    // What stood in the middle of its run was not there to be brought into sight before.
    if (selected !== null && unfolded && hidden.current === 'unfold') {
      hidden.current = 'leave';
      setTop((now) => topToShow(latest.current, selected, now, visible));
    }
  }, [unfolded, selected, visible]);

  const told = useRef<string>('');
  const selectedRow = selected === null ? null : rows.row(selected);
  useEffect(() => {
    if (selectedRow === null || selected === null) return;
    const key = `${viewId} ${selectedRow.ref.sourceId} ${selectedRow.ref.ordinal}`;
    if (told.current === key) return;
    told.current = key;
    onSelect(selectedRow, selected);
  }, [selectedRow, selected, viewId, onSelect]);

  const itemAt = (row: number | null) => (row === null || row >= total ? null : flow.item(row));
  const selectedItem = itemAt(selected);
  const range = (): [number, number] | null => {
    const from = itemAt(anchor) ?? selectedItem;
    if (selectedItem === null || from === null) return null;
    const ends = [from, selectedItem].map(({ row, count }) => row + count - 1);
    return [Math.min(from.row, selectedItem.row), Math.max(...ends)];
  };
  handle.current = {
    select: (row, exact) => select(row, false, exact),
    selectedRows: () =>
      selectedItem === null ? null : [selectedItem.row, selectedItem.row + selectedItem.count - 1],
    row: rows.row,
    place: (row, line) => setTop(moveTop(flow, { row: flow.item(row).row, part: 0 }, -line)),
    range,
    focus: () => box.current?.focus(),
  };
  useWheel(
    box,
    (lines) => {
      moved.current = 'scrolled';
      setTop((now) => clampTop(flow, moveTop(flow, now, lines), visible));
    },
    look.rowHeight,
  );
  const scrolled = scrolledRows(flow, at);
  const atEnd = rowsAtEnd(flow, visible);
  const { onMoved } = props;
  useEffect(() => {
    if (moved.current === null || onMoved === undefined) return;
    const row = moved.current === 'selected' ? selected : null;
    const share = Math.min(1, scrolled / Math.max(1, total - atEnd));
    const found =
      row === null
        ? itemOfMoment(items, at, visible, share)
        : { item: flow.item(row), line: lineOf(flow, items, at, row) };
    const record = found === null ? null : rows.row(found.item.row);
    // What is not there yet tells when it is.
    if (found === null || found.line === null || record === null) return;
    moved.current = null;
    if (record.time !== null) onMoved(record.time.us, found.line);
  });

  const setOpen = (row: number, open: boolean): void => {
    const run = rows.run(row);
    if (run === null) return;
    hidden.current = 'leave';
    rows.setOpen(run, open);
    // Folded, its rows are where its first one was.
    const isIn = (one: number): boolean => one > run.row && one < run.row + run.count;
    if (!open && isIn(at.row)) setTop({ row: run.row, part: 0 });
    if (!open && selected !== null && isIn(selected)) select(run.row);
  };
  /** Unfolds what is selected by one step, or folds it. True: there was something to do. */
  const step = (open: boolean): boolean => {
    if (selected === null || selectedRow === null) return false;
    const run = rows.run(selected);
    const isText = rows.text(selectedRow.ref) !== null;
    const runStep = run !== null && rows.isOpen(run) !== open;
    if (runStep && (open || !isText)) setOpen(selected, open);
    else if (isText !== open && isLong(selectedRow)) rows.toggleText(selectedRow.ref);
    else return false;
    return true;
  };

  const rowAt = (target: EventTarget): number | null => {
    const element = target instanceof Element ? target.closest('[data-row]') : null;
    const index = element instanceof HTMLElement ? Number(element.dataset['row']) : Number.NaN;
    return Number.isNaN(index) ? null : index;
  };
  const onClick = (target: EventTarget): void => {
    const mark = target instanceof Element ? target.closest('[data-unfolds]') : null;
    const index = mark === null ? null : rowAt(mark);
    const row = index === null ? null : rows.row(index);
    if (index === null || row === null || !(mark instanceof HTMLElement)) return;
    const run = rows.run(index);
    if (mark.dataset['unfolds'] === 'text') rows.toggleText(row.ref);
    else if (run !== null) setOpen(index, !rows.isOpen(run));
  };

  const page = Math.max(1, Math.floor(visible) - 1);
  const moves: Readonly<Record<string, () => number>> = {
    ArrowDown: () => (selectedItem === null ? 0 : selectedItem.row + selectedItem.count),
    ArrowUp: () => (selectedItem === null ? total - 1 : selectedItem.row - 1),
    PageDown: () => moveTop(flow, { row: selectedItem?.row ?? 0, part: 0 }, page).row,
    PageUp: () => moveTop(flow, { row: selectedItem?.row ?? total - 1, part: 0 }, -page).row,
    Home: () => 0,
    End: () => total - 1,
  };
  const [from, to] = range() ?? [-1, -1];
  const isMissing = total > 0 && items.some((item) => rows.row(item.row) === null);

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
          selectedItem !== null && selectedRow !== null ? `${id}-${selectedItem.row}` : undefined
        }
        tabIndex={0}
        data-wrap={look.wrap}
        onPointerDown={(event) => {
          const index = rowAt(event.target);
          if (index !== null && event.button === 0) select(index, event.shiftKey);
        }}
        onClick={(event) => onClick(event.target)}
        onDoubleClick={() => selectedRow !== null && props.onOpen(selectedRow)}
        onContextMenu={(event) => {
          event.preventDefault();
          const index = rowAt(event.target) ?? selected;
          const row = index === null ? null : rows.row(index);
          if (row === null || index === null) return;
          if (index < from || index > to) select(index);
          props.onMenu(row, index, event.clientX, event.clientY);
        }}
        onKeyDown={(event) => {
          const target = moves[event.key];
          if (event.ctrlKey || event.metaKey) return;
          if (event.key === 'Enter') {
            if (selectedRow !== null) props.onOpen(selectedRow);
          } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
            if (!step(event.key === 'ArrowRight')) return;
          } else if (target === undefined) return;
          else select(target(), event.shiftKey);
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
            style={{ transform: `translateY(${look.wrap ? 0 : -at.part * look.rowHeight}px)` }}
          >
            {items.map((item) => {
              const { row: index, count, lines } = item;
              const before = timeBefore(index);
              const row = rows.row(index);
              const run = rows.run(index);
              const isHead = run !== null && run.row === index;
              return (
                <TableRow
                  key={index}
                  id={`${id}-${index}`}
                  index={index}
                  row={row}
                  lines={lines}
                  text={row === null ? null : rows.text(row.ref)}
                  run={isHead ? run : null}
                  place={run === null || count > 1 ? 'alone' : isHead ? 'first' : 'within'}
                  before={before}
                  moment={
                    props.moment === null
                      ? null
                      : momentMark(props.moment, item, row?.time?.us ?? null, before?.us ?? null)
                  }
                  selected={index === selectedItem?.row}
                  inRange={index >= from && index <= to && from !== to && count <= to - from}
                  pinned={
                    (row !== null && props.pins.has(`${row.ref.sourceId}:${row.line}`)) ||
                    (count > 1 && props.pinRows.some((pin) => pin >= index && pin < index + count))
                  }
                  look={look}
                />
              );
            })}
          </div>
        )}
        {isMissing && rows.failure !== null && (
          <div className={classes['failure']} role="presentation">
            <FailureNotice failure={rows.failure} />
          </div>
        )}
      </div>
      <ScrollBar
        top={scrolled}
        total={total}
        visible={atEnd}
        height={height}
        marks={props.marks}
        pins={props.pinRows}
        label={props.label}
        controls={id}
        onTop={(to) => {
          moved.current = 'scrolled';
          setTop(topAt(flow, to));
        }}
      />
    </div>
  );

  /** Time of the record before a row; null: it has none, or it is not known. */
  function timeBefore(index: number): RecordTime | null {
    const run = index === 0 ? null : rows.run(index - 1);
    const tail = run !== null && run.row + run.count === index ? run.tail : null;
    return (tail ?? rows.row(index - 1))?.time ?? null;
  }
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
