import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { LEVELS } from '#shared/model/level.ts';
import type { Output } from '#shared/contract/index.ts';
import { chartTheme, type ChartColors } from '../../ui/chart-theme.ts';
import { formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import { CHART_ROOM } from './chart-room.ts';

use([BarChart, GridComponent, TooltipComponent, CanvasRenderer]);

export type HistogramData = Output<'explore.histogram'>;

/** An empty chart in an element. */
export function createHistogramChart(element: HTMLElement): EChartsType {
  return init(element, chartTheme(element), { renderer: 'canvas' });
}

/** Draws the histogram: a bar a slice, stacked by level, gravest at the bottom where it is seen first. */
export function drawHistogram(
  chart: EChartsType,
  data: HistogramData,
  zone: string,
  colors: ChartColors,
): void {
  const fine = data.widthUs < 1_000_000;
  const labels = data.buckets.map((_, bucket) =>
    formatUs(data.fromUs + bucket * data.widthUs, zone, fine),
  );
  const shown = LEVELS.map((level, code) => ({ level, code })).filter(({ code }) =>
    data.buckets.some((counts) => (counts[code] ?? 0) > 0),
  );
  chart.setOption(
    {
      animation: false,
      grid: { ...CHART_ROOM },
      tooltip: {
        trigger: 'axis',
        confine: true,
        backgroundColor: 'transparent',
        borderWidth: 0,
        padding: 0,
        axisPointer: { type: 'shadow' },
        formatter: (points: { dataIndex: number }[]) =>
          tooltip(data, labels, points[0]?.dataIndex ?? 0),
      },
      xAxis: {
        type: 'category',
        data: labels,
        axisLine: { lineStyle: { color: colors.line } },
        axisTick: { show: false },
        axisLabel: {
          color: colors.dim,
          fontSize: 11,
          hideOverlap: true,
          formatter: (label: string) => shortLabel(label, data),
        },
      },
      yAxis: {
        type: 'value',
        splitNumber: 2,
        minInterval: 1,
        axisLabel: { color: colors.dim, fontSize: 11 },
        splitLine: { lineStyle: { color: colors.line } },
      },
      series: shown.toReversed().map(({ level, code }) => ({
        name: level,
        type: 'bar',
        stack: 'levels',
        barCategoryGap: '8%',
        itemStyle: {
          color: colors.levels[level],
          opacity: level === 'info' || level === 'unknown' || level === 'debug' ? 0.55 : 1,
        },
        emphasis: { disabled: true },
        data: data.buckets.map((counts) => counts[code] ?? 0),
      })),
    },
    true,
  );
}

const DAY_US = 86_400_000_000;

function shortLabel(label: string, data: HistogramData): string {
  if (data.widthUs >= DAY_US) return label.slice(0, 10);
  const span = data.widthUs * data.buckets.length;
  return span > DAY_US
    ? label.slice(5, 16)
    : label.slice(11, data.widthUs < 60_000_000 ? undefined : 16);
}

function tooltip(data: HistogramData, labels: readonly string[], bucket: number): HTMLElement {
  const box = document.createElement('div');
  box.className = 'chart-tooltip';
  const counts = data.buckets[bucket] ?? [];
  const lines = LEVELS.flatMap((level, code) => {
    const count = counts[code] ?? 0;
    return count > 0 ? [`${level}  ${formatNumber(count)}`] : [];
  });
  box.textContent = [labels[bucket] ?? '', ...lines.toReversed()].join('\n');
  return box;
}
