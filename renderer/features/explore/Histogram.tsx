import { UnstyledButton } from '@mantine/core';
import type { EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LEVELS } from '#shared/model/level.ts';
import { useApp } from '../../app/index.ts';
import { useCall } from '../../client/index.ts';
import { chartColors } from '../../ui/chart-theme.ts';
import { formatNumber } from '../../ui/number.ts';
import { formatDuration, formatUs } from '../../ui/time.ts';
import { fitChart } from '../../ui/use-chart.ts';
import { explainStretch } from '../compare/compare-store.ts';
import { useParts } from '../../ui/use-parts.ts';
import { useSelectedRow } from './explore-context.ts';
import { useExplore } from './explore-store.ts';
import {
  DeploymentsHere,
  DeployMarkers,
  useMarkersIn,
  type HistogramMarker,
} from './DeployMarkers.tsx';
import classes from './Histogram.module.css';
import { CHART_ROOM as ROOM } from './chart-room.ts';
import type { HistogramData } from './histogram-chart.ts';

const BUCKETS = 120;

interface Props {
  readonly viewId: string;
  readonly zone: string;
  /** Rises whenever the view may hold more. */
  readonly version: number;
}

/** Records over time by level. Drag to zoom, click a bar, or move along it with the arrow keys and press Enter. */
export function Histogram({ viewId, zone, version }: Props) {
  const { t } = useTranslation();
  const { range, set } = useExplore(useParts('range', 'set'));
  const [asTable, setAsTable] = useState(false);
  const { data, refetch } = useCall(
    'explore.histogram',
    { viewId, ...range, buckets: BUCKETS },
    { keep: true },
  );
  // The view keeps its name when more is found, so it must be asked again.
  useEffect(() => void refetch(), [refetch, version]);
  const zoom = (fromUs: number, toUs: number): void => set({ range: { fromUs, toUs } });
  const zoomed = range.fromUs !== null || range.toUs !== null;
  const markers = useMarkersIn(data, zone);
  return (
    <section className={classes['histogram']} aria-label={t('explore.histogram.label')}>
      <div className={classes['head']}>
        {data !== undefined && (
          <span>{t('explore.histogram.width', { width: formatDuration(data.widthUs) })}</span>
        )}
        {data !== undefined && data.untimed > 0 && (
          <span>
            {t('explore.histogram.untimed', {
              count: data.untimed,
              formatted: formatNumber(data.untimed),
            })}
          </span>
        )}
        <DeploymentsHere markers={markers} />
        <span className={classes['gap']} />
        {zoomed && (
          <UnstyledButton
            className={classes['link']}
            onClick={() => {
              const { fromUs, toUs } = range;
              if (fromUs === null || toUs === null) return;
              explainStretch(fromUs, toUs);
              useApp.getState().go('compare');
            }}
          >
            {t('explore.histogram.explain')}
          </UnstyledButton>
        )}
        {zoomed && (
          <UnstyledButton
            className={classes['link']}
            onClick={() => set({ range: { fromUs: null, toUs: null } })}
          >
            {t('explore.histogram.reset')}
          </UnstyledButton>
        )}
        <UnstyledButton
          className={classes['link']}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t('explore.histogram.asPicture') : t('explore.histogram.asTable')}
        </UnstyledButton>
      </div>
      {data === undefined ? (
        <div className={classes['chart']} />
      ) : asTable ? (
        <HistogramTable data={data} zone={zone} onZoom={zoom} />
      ) : (
        <Chart data={data} markers={markers} zone={zone} onZoom={zoom} />
      )}
    </section>
  );
}

interface ChartProps {
  readonly data: HistogramData;
  readonly markers: readonly HistogramMarker[];
  readonly zone: string;
  onZoom(fromUs: number, toUs: number): void;
}

function Chart({ data, markers, zone, onZoom }: ChartProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [brush, setBrush] = useState<[number, number] | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  useChart(box, data, zone, setWidth);

  const plot = Math.max(1, width - ROOM.left - ROOM.right);
  const buckets = Math.max(1, data.buckets.length);
  const bucketAt = (clientX: number): number => {
    const x = clientX - (frame.current?.getBoundingClientRect().left ?? 0) - ROOM.left;
    return Math.max(0, Math.min(buckets - 1, Math.floor((x / plot) * buckets)));
  };
  const left = (bucket: number): number => ROOM.left + (bucket / buckets) * plot;
  const zoom = (from: number, to: number): void =>
    onZoom(data.fromUs + from * data.widthUs, data.fromUs + (to + 1) * data.widthUs - 1);
  const explain = (from: number, to: number): void => {
    explainStretch(data.fromUs + from * data.widthUs, data.fromUs + (to + 1) * data.widthUs - 1);
    useApp.getState().go('compare');
  };
  const shownCursor = cursor === null ? '' : cursorText(data, cursor, zone);

  return (
    <div
      ref={frame}
      className={classes['chart']}
      role="slider"
      tabIndex={0}
      aria-label={t('explore.histogram.keys')}
      aria-valuemin={0}
      aria-valuemax={buckets - 1}
      aria-valuenow={cursor ?? 0}
      aria-valuetext={shownCursor}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const bucket = bucketAt(event.clientX);
        setBrush([bucket, bucket]);
      }}
      onPointerMove={(event) => brush !== null && setBrush([brush[0], bucketAt(event.clientX)])}
      onPointerUp={() => {
        if (brush !== null) zoom(Math.min(...brush), Math.max(...brush));
        setBrush(null);
      }}
      onKeyDown={(event) => {
        const now = cursor ?? 0;
        if (event.key === 'ArrowRight') setCursor(Math.min(buckets - 1, now + 1));
        else if (event.key === 'ArrowLeft') setCursor(Math.max(0, now - 1));
        else if (event.key === 'Enter') zoom(now, now);
        else if (event.key.toLowerCase() === 'x' && cursor !== null) explain(now, now);
        else return;
        event.preventDefault();
      }}
      onBlur={() => setCursor(null)}
    >
      <div ref={box} className={classes['canvas']} />
      <DeployMarkers markers={markers} data={data} left={left} />
      {brush !== null && (
        <div
          className={classes['brush']}
          style={{
            left: left(Math.min(...brush)),
            width: left(Math.max(...brush) + 1) - left(Math.min(...brush)),
          }}
        />
      )}
      {cursor !== null && (
        <div className={classes['brush']} style={{ left: left(cursor), width: plot / buckets }} />
      )}
      <SelectedMoment data={data} left={left} />
    </div>
  );
}

/** Marks the time of the selected record. */
function SelectedMoment({ data, left }: { data: HistogramData; left(bucket: number): number }) {
  const us = useSelectedRow()?.time?.us ?? null;
  const bucket = us === null ? -1 : (us - data.fromUs) / data.widthUs;
  if (bucket < 0 || bucket > data.buckets.length) return null;
  return <div className={classes['marker']} style={{ left: left(bucket) }} />;
}

/** Keeps a chart in an element. The chart's code loads when the first one is drawn. */
function useChart(
  box: { current: HTMLDivElement | null },
  data: HistogramData,
  zone: string,
  onWidth: (width: number) => void,
): void {
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let gone = false;
    const draw = async (): Promise<void> => {
      const { createHistogramChart, drawHistogram } = await import('./histogram-chart.ts');
      if (gone) return;
      chart.current ??= createHistogramChart(element);
      drawHistogram(chart.current, data, zone, chartColors(element));
      onWidth(element.clientWidth);
    };
    void draw();
    const resized = new ResizeObserver(() => {
      if (chart.current !== null) fitChart(chart.current);
      onWidth(element.clientWidth);
    });
    resized.observe(element);
    const themed = new MutationObserver(() => void draw());
    themed.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-mantine-color-scheme', 'data-contrast'],
    });
    return () => {
      gone = true;
      resized.disconnect();
      themed.disconnect();
    };
  }, [box, data, zone, onWidth]);
  useEffect(
    () => () => {
      chart.current?.dispose();
      chart.current = null;
    },
    [],
  );
}

function cursorText(data: HistogramData, bucket: number, zone: string): string {
  const count = (data.buckets[bucket] ?? []).reduce((sum, n) => sum + n, 0);
  return `${formatUs(data.fromUs + bucket * data.widthUs, zone)}: ${formatNumber(count)}`;
}

function HistogramTable({ data, zone, onZoom }: Omit<ChartProps, 'markers'>) {
  const { t } = useTranslation();
  const levels = LEVELS.map((level, code) => ({ level, code })).filter(({ code }) =>
    data.buckets.some((counts) => (counts[code] ?? 0) > 0),
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard
    <div className={classes['tableBox']} tabIndex={0}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('explore.histogram.from')}</th>
            {levels.map(({ level }) => (
              <th key={level} scope="col">
                {level}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.buckets.map((counts, bucket) => {
            const fromUs = data.fromUs + bucket * data.widthUs;
            if (counts.every((count) => count === 0)) return null;
            return (
              <tr key={fromUs}>
                <th scope="row">
                  <UnstyledButton
                    className={classes['link']}
                    onClick={() => onZoom(fromUs, fromUs + data.widthUs - 1)}
                  >
                    {formatUs(fromUs, zone)}
                  </UnstyledButton>
                </th>
                {levels.map(({ level, code }) => (
                  <td key={level}>{formatNumber(counts[code] ?? 0)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
