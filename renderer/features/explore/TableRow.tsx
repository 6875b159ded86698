import { memo, type CSSProperties } from 'react';
import type { RecordRow } from '#shared/model/record.ts';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatDuration, formatTime } from '../../ui/time.ts';
import { messageParts, type TemplateParts } from './message-parts.ts';
import classes from './RecordTable.module.css';

/** What all rows of a table are drawn with. */
export interface RowLook {
  readonly zone: string;
  readonly rowHeight: number;
  readonly wrap: boolean;
  readonly delta: boolean;
  readonly referenceUs: number | null;
  readonly hits: RegExp | null;
  readonly highlights: readonly { readonly text: string; readonly color: number }[];
  readonly templates: ReadonlyMap<number, TemplateParts>;
  readonly sourceNames: ReadonlyMap<number, string>;
}

interface Props {
  readonly id: string;
  readonly index: number;
  readonly row: RecordRow | null;
  readonly before: RecordRow | null;
  readonly selected: boolean;
  readonly inRange: boolean;
  readonly pinned: boolean;
  readonly look: RowLook;
}

const HIGHLIGHTS = ['#e8a13a', '#4aa3df', '#7cb342', '#c65fd6', '#26a69a', '#ef6c6c'];

/** One line of the record table. */
export const TableRow = memo(function TableRow(props: Props) {
  const { id, index, row, before, selected, inRange, pinned, look } = props;
  const style: CSSProperties = look.wrap
    ? {}
    : { height: look.rowHeight, lineHeight: `${look.rowHeight}px` };
  if (row === null) {
    return (
      <div className={classes['row']} role="row" aria-rowindex={index + 1} style={style}>
        <span role="gridcell" className={classes['skeleton']} aria-busy="true" aria-label="…" />
      </div>
    );
  }
  return (
    <div
      className={classes['row']}
      role="row"
      id={id}
      aria-rowindex={index + 1}
      aria-selected={selected}
      data-in-range={inRange}
      data-level={row.level}
      data-row={index}
      style={style}
    >
      <TimeCell row={row} before={before} look={look} />
      {look.delta && (
        <span role="gridcell" className={classes['delta']}>
          {deltaText(row, before, look.referenceUs)}
        </span>
      )}
      <span role="gridcell" className={classes['level']}>
        <LevelMark level={row.level} />
      </span>
      <span role="gridcell" className={classes['source']}>
        {look.sourceNames.get(row.ref.sourceId) ?? ''}
      </span>
      <span role="gridcell" className={classes['message']}>
        {pinned && <span className={classes['pin']}>★ </span>}
        <Message row={row} look={look} />
      </span>
    </div>
  );
});

function TimeCell({
  row,
  before,
  look,
}: {
  row: RecordRow;
  before: RecordRow | null;
  look: RowLook;
}) {
  const text = row.time === null ? '—'.padEnd(19) : formatTime(row.time, look.zone);
  const repeated = before?.time != null && row.time != null && before.time.us === row.time.us;
  return (
    <span role="gridcell" className={classes['time']} data-repeated={repeated || row.time === null}>
      {text}
    </span>
  );
}

function Message({ row, look }: { row: RecordRow; look: RowLook }) {
  const shown = look.wrap ? row.message : firstLine(row.message);
  const parts = messageParts(shown, look.templates.get(row.templateId), look.hits, look.highlights);
  return (
    <>
      {parts.map((part, at) =>
        part.kind === 'plain' ? (
          part.text
        ) : (
          <span
            // oxlint-disable-next-line react/no-array-index-key -- a piece is its position
            key={at}
            className={classes[part.kind]}
            style={
              part.color === undefined
                ? undefined
                : ({ '--highlight': HIGHLIGHTS[part.color] } as CSSProperties)
            }
          >
            {part.text}
          </span>
        ),
      )}
      {!look.wrap && row.lines > 1 && <span className={classes['more']}> ⏎ +{row.lines - 1}</span>}
    </>
  );
}

function firstLine(message: string): string {
  const end = message.indexOf('\n');
  return end < 0 ? message : message.slice(0, end);
}

function deltaText(row: RecordRow, before: RecordRow | null, referenceUs: number | null): string {
  if (row.time === null) return '';
  const from = referenceUs ?? before?.time?.us;
  return from === undefined ? '' : `+${formatDuration(row.time.us - from)}`.replace('+−', '−');
}
