import type { ReactNode } from 'react';
import classes from './LongTable.module.css';
import { useRowsInSight } from './use-rows-in-sight.ts';

interface Props<R> {
  readonly rows: readonly R[];
  /** Height of a row, pixels; fixed, so that only what is in sight need be drawn. */
  readonly rowHeight: number;
  /** Position of the chosen row, which is brought into sight; below 0: none. */
  readonly at: number;
  /** The cells of the head. */
  readonly head: ReactNode;
  /** Said where there is no row. */
  readonly empty: string;
  /** Draws a row at a position: a `tr` with a key and what `rowProps` gives. */
  readonly renderRow: (row: R, position: number) => ReactNode;
}

/** What the `tr` of a row needs of its table. */
export function rowProps(position: number, rowHeight: number) {
  return { 'aria-rowindex': position + 2, style: { blockSize: rowHeight } } as const;
}

/** A table of any length; draws only the rows in sight. */
export function LongTable<R>({ rows, rowHeight, at, head, empty, renderRow }: Props<R>) {
  const { box, from, to, onScroll } = useRowsInSight(rows.length, rowHeight, at);
  return (
    <div
      ref={box}
      className={classes['box']}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
      <table className={classes['table']} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>
          <Gap height={from * rowHeight} />
          {rows.slice(from, to).map((one, index) => renderRow(one, from + index))}
          <Gap height={(rows.length - to) * rowHeight} />
        </tbody>
      </table>
      {rows.length === 0 && <p className={classes['nothing']}>{empty}</p>}
    </div>
  );
}

function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return <tr aria-hidden="true" style={{ blockSize: height }} />;
}
