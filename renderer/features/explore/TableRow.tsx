import { memo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoldedRun, RecordRow, RecordTime } from '#shared/model/record.ts';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatDuration, formatTime } from '../../ui/time.ts';
import type { MomentMark } from './moment.ts';
import { seenText } from '../../ui/seen-text.tsx';
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
  /** Lines that it is high. */
  readonly lines: number;
  /** All lines of the record, when it is unfolded. */
  readonly text: string | null;
  /** The run of like records that it heads, folded or not. */
  readonly run: FoldedRun | null;
  /** Where it stands in a run that is unfolded. */
  readonly place: 'alone' | 'first' | 'within';
  /** Time of the record before it. */
  readonly before: RecordTime | null;
  /** The line of a moment that stands at it. */
  readonly moment: MomentMark | null;
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
    : { height: look.rowHeight * props.lines, lineHeight: `${look.rowHeight}px` };
  if (row === null) {
    return (
      <div
        className={classes['row']}
        role="row"
        aria-rowindex={index + 1}
        aria-selected={selected}
        data-row={index}
        style={style}
      >
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
      data-place={props.place}
      data-moment={props.moment?.edge}
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
        {seenText(look.sourceNames.get(row.ref.sourceId) ?? '')}
      </span>
      <span role="gridcell" className={classes['message']}>
        {props.moment !== null && props.moment.gap !== null && <Gap gap={props.moment.gap} />}
        {pinned && <span className={classes['pin']}>★ </span>}
        {props.run !== null && <RunMark run={props.run} open={props.place !== 'alone'} />}
        {isLong(row) && <TextMark row={row} open={props.text !== null} />}
        <Message row={row} text={props.text} look={look} />
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
  before: RecordTime | null;
  look: RowLook;
}) {
  const text = row.time === null ? '—'.padEnd(19) : formatTime(row.time, look.zone);
  const repeated = before !== null && row.time !== null && before.us === row.time.us;
  return (
    <span role="gridcell" className={classes['time']} data-repeated={repeated || row.time === null}>
      {text}
    </span>
  );
}

/** Whether a record has more lines than the one that its row shows. */
export function isLong({ lines, message }: RecordRow): boolean {
  return lines > 1 || message.includes('\n');
}

/** How many records a row stands for, and how long they took: a click folds or unfolds them. */
function RunMark({ run, open }: { run: FoldedRun; open: boolean }) {
  const { t } = useTranslation();
  const ends = [run.head.time, run.tail?.time ?? null];
  const [from, to] = ends;
  const spanUs = from == null || to == null ? 0 : Math.abs(to.us - from.us);
  const span = spanUs === 0 ? null : formatDuration(spanUs);
  const count = formatNumber(run.count);
  return (
    <Mark
      unfolds="run"
      open={open}
      label={t('explore.fold.run', { count: run.count, formatted: count })}
      text={span === null ? `${count} ×` : t('explore.fold.span', { count, span })}
    />
  );
}

/** How many lines a record has: a click shows them all in place. */
function TextMark({ row, open }: { row: RecordRow; open: boolean }) {
  const { t } = useTranslation();
  const inMessage = row.cut ? 0 : row.message.split('\n').length;
  const count = inMessage > 1 ? inMessage : row.lines;
  const text = t('counted.lines', { count });
  return <Mark unfolds="text" open={open} label={t('explore.fold.show', { text })} text={text} />;
}

/** How long nothing was logged around the moment that is gone to. */
function Gap({ gap }: { gap: NonNullable<MomentMark['gap']> }) {
  const { t } = useTranslation();
  const span = formatDuration(gap.us);
  const text = {
    between: t('explore.sides.gap', { span }),
    'before all': t('explore.sides.first', { span }),
    'after all': t('explore.sides.last', { span }),
  };
  return <span className={classes['gap']}>{text[gap.kind]}</span>;
}

interface MarkProps {
  readonly unfolds: 'run' | 'text';
  readonly open: boolean;
  readonly label: string;
  readonly text: string;
}

/** The table hears its clicks; by keyboard the arrows of the table do the same. */
function Mark({ unfolds, open, label, text }: MarkProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes['fold']}
      data-unfolds={unfolds}
      aria-expanded={open}
      aria-label={label}
    >
      {open ? '▾' : '▸'} {text}
    </button>
  );
}

interface MessageProps {
  readonly row: RecordRow;
  readonly text: string | null;
  readonly look: RowLook;
}

function Message({ row, text, look }: MessageProps) {
  const shown = text ?? (look.wrap ? row.message : firstLine(row.message));
  const parts = messageParts(shown, look.templates.get(row.templateId), look.hits, look.highlights);
  return (
    <>
      {parts.map((part, at) =>
        part.kind === 'plain' ? (
          seenText(part.text)
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
            {seenText(part.text)}
          </span>
        ),
      )}
    </>
  );
}

function firstLine(message: string): string {
  const end = message.indexOf('\n');
  return end < 0 ? message : message.slice(0, end);
}

function deltaText(row: RecordRow, before: RecordTime | null, referenceUs: number | null): string {
  if (row.time === null) return '';
  const from = referenceUs ?? before?.us;
  return from === undefined ? '' : `+${formatDuration(row.time.us - from)}`.replace('+−', '−');
}
