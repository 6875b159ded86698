import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { chartTheme, type ChartColors } from '../../ui/chart-theme.ts';
import { formatCompact } from '../../ui/number.ts';
import type { ChartMaker } from '../../ui/use-chart.ts';
import type { UsageTable } from './usage-table.ts';

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** How strongly each series is drawn, the largest first: one colour, so that none looks like a severity. */
const STRENGTHS = [1, 0.7, 0.5, 0.35, 0.24, 0.16];

/** Bars a day, one part for each series. */
export function usageChart(table: UsageTable): ChartMaker {
  return (element) => {
    const chart = init(element, chartTheme(element), { renderer: 'canvas' });
    return { chart, draw: (colors) => chart.setOption(optionOf(table, colors), true) };
  };
}

function optionOf({ days, series }: UsageTable, colors: ChartColors) {
  return {
    animation: false,
    grid: { left: 56, right: 12, top: 28, bottom: 24 },
    legend: { top: 0, left: 0, textStyle: { color: colors.text, fontSize: 11 }, itemHeight: 10 },
    tooltip: { trigger: 'axis', confine: true },
    xAxis: {
      type: 'category',
      data: days.map((day) => day.slice(5)),
      axisLabel: { color: colors.dim, fontSize: 11 },
      axisLine: { lineStyle: { color: colors.line } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      axisLabel: { color: colors.dim, fontSize: 11, formatter: formatCompact },
      splitLine: { lineStyle: { color: colors.line } },
    },
    series: series.map(({ name, values }, at) => ({
      type: 'bar',
      stack: 'usage',
      name,
      data: [...values],
      itemStyle: { color: colors.accent, opacity: STRENGTHS[at] ?? 1 },
    })),
  };
}
