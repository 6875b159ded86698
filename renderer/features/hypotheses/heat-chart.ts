import { HeatmapChart } from 'echarts/charts';
import { GridComponent, VisualMapComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { chartTheme, type ChartColors } from '../../ui/chart-theme.ts';
import { formatUs } from '../../ui/time.ts';
import type { ChartMaker } from '../../ui/use-chart.ts';
import type { Diagnosis, Signal } from './step-words.ts';

use([HeatmapChart, GridComponent, VisualMapComponent, CanvasRenderer]);

const COLUMNS = 128;
const LABEL_WIDTH = 300;

/** What changed over time: a row each, the darker the more of it, as a share of its own most. */
export function heatChart(
  signals: readonly Signal[],
  { fromUs, widthUs, buckets }: Pick<Diagnosis, 'fromUs' | 'widthUs' | 'buckets'>,
  zone: string,
): ChartMaker {
  const each = Math.max(1, Math.ceil(buckets / COLUMNS));
  const columns = Math.ceil(buckets / each);
  const cells = signals.flatMap(({ counts }, row) => {
    const sums = Array.from({ length: columns }, (_, column) =>
      counts.slice(column * each, (column + 1) * each).reduce((sum, count) => sum + count, 0),
    );
    const most = Math.max(1, ...sums);
    return sums.flatMap((sum, column) => (sum > 0 ? [[column, row, Math.sqrt(sum / most)]] : []));
  });
  const labels = Array.from({ length: columns }, (_, column) =>
    formatUs((fromUs ?? 0) + column * each * widthUs, zone),
  );
  return (element) => {
    const chart = init(element, chartTheme(element), { renderer: 'canvas' });
    return {
      chart,
      draw: (colors) => chart.setOption(optionOf(signals, cells, labels, colors), true),
    };
  };
}

function optionOf(
  signals: readonly Signal[],
  cells: readonly number[][],
  labels: readonly string[],
  colors: ChartColors,
) {
  const days = labels.at(0)?.slice(0, 10) !== labels.at(-1)?.slice(0, 10);
  return {
    animation: false,
    grid: { left: LABEL_WIDTH + 12, right: 16, top: 2, bottom: 26 },
    visualMap: {
      show: false,
      min: 0,
      max: 1,
      dimension: 2,
      inRange: { color: [colors.accent], opacity: [0.12, 1] },
    },
    xAxis: {
      type: 'category',
      data: labels,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colors.line } },
      axisLabel: {
        color: colors.dim,
        fontSize: 11,
        hideOverlap: true,
        formatter: (label: string) => (days ? label.slice(5, 16) : label.slice(11, 16)),
      },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: signals.map((_, row) => row),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: {
        color: colors.text,
        fontSize: 11,
        width: LABEL_WIDTH,
        overflow: 'truncate',
        formatter: (row: string) => signals[Number(row)]?.subject.title ?? '',
      },
    },
    series: [{ type: 'heatmap', data: cells, silent: true, itemStyle: { borderWidth: 0 } }],
  };
}
