import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { LEVELS, type Level } from '#shared/model/level.ts';
import type { ReportHistogram } from '../evidence/report-case.ts';

use([BarChart, GridComponent, LegendComponent, SVGRenderer]);

/** The severity scale on paper: as in the light theme of the page. */
const COLORS: Readonly<Record<Level, string>> = {
  fatal: '#a3106f',
  error: '#c11f1f',
  warning: '#b97a00',
  notice: '#6a3fb5',
  info: '#7ba7cf',
  debug: '#a3bdb0',
  trace: '#c3c8d0',
  unknown: '#c3c8d0',
};
const TEXT = '#5a6270';
const LINE = '#dcdfe5';

/** Size of the picture in points, which the page takes as it is. */
export const CHART_WIDTH = 481;
export const CHART_HEIGHT = 170;

/** Records over time by level, as SVG. The same histogram gives the same text. */
export function levelChart({ from, sliceSeconds, slices }: ReportHistogram): string {
  const present = LEVELS.filter((level) => slices.some((slice) => (slice[level] ?? 0) > 0));
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: CHART_WIDTH,
    height: CHART_HEIGHT,
  });
  const start = Date.parse(from);
  const axisText = { color: TEXT, fontSize: 8, fontFamily: 'Inter' };
  chart.setOption({
    animation: false,
    grid: {
      left: 4,
      right: 4,
      top: 24,
      bottom: 2,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: {
      left: 0,
      top: 0,
      itemWidth: 8,
      itemHeight: 8,
      itemGap: 12,
      selectedMode: false,
      textStyle: axisText,
      // Gravest first, as a reader looks for them.
      data: [...present].reverse(),
    },
    xAxis: {
      type: 'category',
      data: slices.map((_slice, at) => sliceLabel(start + at * sliceSeconds * 1000, sliceSeconds)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: LINE } },
      axisLabel: { ...axisText, interval: Math.max(0, Math.ceil(slices.length / 6) - 1) },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      axisLabel: axisText,
      splitLine: { lineStyle: { color: LINE, width: 0.5 } },
    },
    series: present.map((level) => ({
      name: level,
      type: 'bar',
      stack: 'records',
      barCategoryGap: '15%',
      silent: true,
      itemStyle: { color: COLORS[level] },
      data: slices.map((slice) => slice[level] ?? 0),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  // Names that count the charts that this process has drawn would make each of them different.
  const names = new Map<string, string>();
  return svg.replaceAll(/\bzr\d+-[\w-]+/g, (name) => {
    const settled = names.get(name) ?? `chart-${names.size + 1}`;
    names.set(name, settled);
    return settled;
  });
}

function sliceLabel(ms: number, sliceSeconds: number): string {
  const at = new Date(ms).toISOString();
  if (sliceSeconds >= 86_400) return at.slice(0, 10);
  return `${at.slice(5, 10)} ${at.slice(11, sliceSeconds < 60 ? 19 : 16)}`;
}
