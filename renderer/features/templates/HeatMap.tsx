import { UnstyledButton } from '@mantine/core';
import { useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/number.ts';
import classes from './OverTime.module.css';

/** A template's records, slice by slice. */
interface OverTimeRow {
  readonly id: number;
  readonly title: string;
  readonly counts: readonly number[];
}

export interface Picture {
  readonly rows: readonly OverTimeRow[];
  /** When a slice begins, in words. */
  sliceOf(slice: number): string;
  onOpen(id: number): void;
  onRecords(id: number, slice: number): void;
}

interface Props extends Picture {
  readonly onTakeOut: ((id: number) => void) | null;
}

/**
 * Templates by time, a row each, the darker the more of it as a share of its own most. Arrow keys move among the cells,
 * Enter or a click shows a cell's records, Delete takes the row out.
 */
export function HeatMap({ rows, sliceOf, onOpen, onRecords, onTakeOut }: Props) {
  const { t } = useTranslation();
  const grid = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState({ row: 0, slice: 0 });
  const slices = rows[0]?.counts.length ?? 0;
  const row = Math.min(at.row, rows.length - 1);
  const slice = Math.min(at.slice, slices - 1);
  const move = (toRow: number, toSlice: number): void => {
    const next = {
      row: Math.max(0, Math.min(rows.length - 1, toRow)),
      slice: Math.max(0, Math.min(slices - 1, toSlice)),
    };
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.slice}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const current = rows[row];
    const keys: Record<string, () => void> = {
      ArrowRight: () => move(row, slice + 1),
      ArrowLeft: () => move(row, slice - 1),
      ArrowDown: () => move(row + 1, slice),
      ArrowUp: () => move(row - 1, slice),
      Home: () => move(row, 0),
      End: () => move(row, slices - 1),
      Enter: () => current !== undefined && onRecords(current.id, slice),
      Delete: () => current !== undefined && onTakeOut?.(current.id),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div className={classes['scroll']}>
      <div ref={grid} role="grid" aria-label={t('templates.overTime.keys')}>
        {rows.map(({ id, title, counts }, y) => {
          const most = Math.max(1, ...counts);
          return (
            <div key={id} role="row" className={classes['row']}>
              <div role="rowheader" className={classes['title']}>
                <UnstyledButton
                  className={classes['open']}
                  title={title}
                  onClick={() => onOpen(id)}
                >
                  {title}
                </UnstyledButton>
                {onTakeOut !== null && (
                  <UnstyledButton
                    className={classes['out']}
                    aria-label={t('templates.overTime.takeOut', { title })}
                    title={t('templates.overTime.takeOut', { title })}
                    onClick={() => onTakeOut(id)}
                  >
                    ×
                  </UnstyledButton>
                )}
              </div>
              {counts.map((count, x) => {
                const label = t('templates.overTime.cell', {
                  count,
                  formatted: formatNumber(count),
                  time: sliceOf(x),
                  title,
                });
                return (
                  <div
                    // oxlint-disable-next-line react/no-array-index-key -- a slice is its position
                    key={x}
                    role="gridcell"
                    data-cell={`${y} ${x}`}
                    tabIndex={y === row && x === slice ? 0 : -1}
                    aria-label={label}
                    title={label}
                    className={classes['cell']}
                    style={{ '--share': shareOf(count, most) } as CSSProperties}
                    onFocus={() => setAt({ row: y, slice: x })}
                    onKeyDown={onKeyDown}
                    onClick={() => onRecords(id, x)}
                  />
                );
              })}
            </div>
          );
        })}
        <div className={classes['axis']} aria-hidden="true">
          <span />
          <span>{sliceOf(0)}</span>
          <span>{sliceOf(Math.max(0, slices - 1))}</span>
        </div>
      </div>
    </div>
  );
}

/** How dark a cell is: what is there at all is seen, and a tenth of the most is a third as dark. */
function shareOf(count: number, most: number): string {
  return count === 0 ? '0%' : `${Math.round(14 + 86 * Math.sqrt(count / most))}%`;
}
