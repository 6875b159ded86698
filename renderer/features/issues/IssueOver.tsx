import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import classes from './IssuePage.module.css';

type Over = NonNullable<Output<'issues.show'>['over']>;

/** A stretch of time; null: open at that end. */
export interface TimeRange {
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

const HEIGHT = 44;

interface Props {
  readonly over: Over;
  readonly zone: string;
  onSlice(range: TimeRange): void;
}

/** An issue's records over its own time. A bar leads to its records: by a click, or by the arrow keys and Enter. */
export function IssueOver({ over: { fromUs, widthUs, counts }, zone, onSlice }: Props) {
  const { t } = useTranslation();
  const [at, setAt] = useState<number | null>(null);
  const highest = Math.max(...counts, 1);
  const startOf = (slice: number): number => fromUs + slice * widthUs;
  const open = (slice: number): void =>
    onSlice({ fromUs: startOf(slice), toUs: startOf(slice + 1) - 1 });
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined) {
      const next = at === null ? (step > 0 ? 0 : counts.length - 1) : at + step;
      setAt(Math.max(0, Math.min(counts.length - 1, next)));
    } else if (event.key === 'Enter' && at !== null) open(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <figure className={classes['over']}>
      <div
        role="slider"
        tabIndex={0}
        aria-label={t('issues.over.label')}
        aria-valuemin={1}
        aria-valuemax={counts.length}
        aria-valuenow={(at ?? 0) + 1}
        aria-valuetext={
          at === null
            ? t('issues.over.most', { count: formatNumber(highest) })
            : `${formatUs(startOf(at), zone)}: ${t('issues.over.slice', { count: formatNumber(counts[at] ?? 0) })}`
        }
        onKeyDown={onKeyDown}
        onBlur={() => setAt(null)}
        onMouseLeave={() => setAt(null)}
      >
        <svg
          viewBox={`0 0 ${counts.length} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {counts.map((count, slice) => {
            const height = count === 0 ? 0 : Math.max(2, (count / highest) * HEIGHT);
            return (
              // oxlint-disable-next-line react/no-array-index-key -- a bar is its place in time
              <g key={slice} onMouseEnter={() => setAt(slice)} onClick={() => open(slice)}>
                <rect
                  className={classes['slice']}
                  data-at={slice === at || undefined}
                  x={slice}
                  y={0}
                  width={1}
                  height={HEIGHT}
                />
                <rect
                  className={classes['overBar']}
                  x={slice + 0.1}
                  y={HEIGHT - height}
                  width={0.8}
                  height={height}
                />
              </g>
            );
          })}
        </svg>
      </div>
      <figcaption>
        <span>{formatUs(startOf(at ?? 0), zone)}</span>
        <span>
          {at === null
            ? t('issues.over.most', { count: formatNumber(highest) })
            : t('issues.over.slice', { count: formatNumber(counts[at] ?? 0) })}
        </span>
        <span>{formatUs(at === null ? startOf(counts.length) : startOf(at + 1), zone)}</span>
      </figcaption>
    </figure>
  );
}
