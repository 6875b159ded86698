import { CustomChart, LinesChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Output } from '#shared/contract/index.ts';
import { chartTheme, type ChartColors } from '../../ui/chart-theme.ts';
import { formatUs } from '../../ui/time.ts';
import type { ChartMaker } from '../../ui/use-chart.ts';
import { stepLevel, stepTitle } from './step-words.ts';

use([CustomChart, LinesChart, GridComponent, TooltipComponent, CanvasRenderer]);

type Diagnosis = Output<'hypotheses.show'>;
type Hypothesis = Diagnosis['hypotheses'][number];

const LABEL_WIDTH = 300;
const LEAST_WIDTH = 5;
const ROOM = 0.04;

/** The steps as bars over time, first at the top, with an arrow from each to what followed from it. */
export function causeChart(hypothesis: Hypothesis, endUs: number, zone: string): ChartMaker {
  return (element) => {
    const chart = init(element, chartTheme(element), { renderer: 'canvas' });
    return {
      chart,
      draw: (colors) => chart.setOption(optionOf(hypothesis, endUs, zone, colors), true),
    };
  };
}

function optionOf({ steps }: Hypothesis, endUs: number, zone: string, colors: ChartColors) {
  const first = Math.min(...steps.map(({ us }) => us));
  const last = Math.max(...steps.map(({ us, untilUs }) => untilUs ?? Math.max(us, endUs)));
  const room = Math.max(1, (last - first) * ROOM);
  const ends = steps.map(({ us, untilUs, event }) =>
    event.kind === 'marker' ? us : (untilUs ?? endUs),
  );
  return {
    animation: false,
    grid: { left: LABEL_WIDTH + 12, right: 16, top: 4, bottom: 28 },
    tooltip: { show: false },
    xAxis: {
      type: 'time',
      min: (first - room) / 1000,
      max: (last + room) / 1000,
      axisLabel: {
        color: colors.dim,
        fontSize: 11,
        hideOverlap: true,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (ms: number) => shortTime(ms * 1000, zone, last - first),
      },
      splitLine: { lineStyle: { color: colors.line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: steps.map((_, at) => at),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: {
        color: colors.text,
        fontSize: 11,
        width: LABEL_WIDTH,
        overflow: 'truncate',
        formatter: (at: string) => {
          const step = steps[Number(at)];
          return step === undefined ? '' : `${Number(at) + 1}  ${stepTitle(step)}`;
        },
      },
    },
    series: [
      {
        type: 'custom',
        data: steps.map(({ us }, at) => [us / 1000, (ends[at] ?? us) / 1000, at]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (
          _params: unknown,
          api: { value(dimension: number): number; coord(point: number[]): number[] },
        ) => {
          const row = api.value(2);
          const step = steps[row];
          const [x = 0, y = 0] = api.coord([api.value(0), row]);
          const [right = x] = api.coord([api.value(1), row]);
          const marker = step?.event.kind === 'marker';
          const fill =
            step === undefined || marker ? colors.accent : colors.levels[stepLevel(step)];
          // A moment is a diamond, what lasts is a bar.
          return marker
            ? {
                type: 'polygon',
                shape: {
                  points: [
                    [x, y - 7],
                    [x + 7, y],
                    [x, y + 7],
                    [x - 7, y],
                  ],
                },
                style: { fill },
              }
            : {
                type: 'rect',
                shape: { x, y: y - 5, width: Math.max(LEAST_WIDTH, right - x), height: 10, r: 2 },
                style: { fill, opacity: 0.85 },
              };
        },
      },
      {
        type: 'lines',
        coordinateSystem: 'cartesian2d',
        polyline: true,
        silent: true,
        symbol: ['none', 'arrow'],
        symbolSize: 6,
        lineStyle: { color: colors.dim, width: 1, opacity: 0.7 },
        data: steps.flatMap(({ us, after }, at) => {
          const from = after === null ? undefined : steps[after];
          if (after === null || from === undefined) return [];
          const drop = from.us / 1000;
          return [
            {
              coords: [
                [drop, after],
                [drop, at],
                [us / 1000, at],
              ],
            },
          ];
        }),
      },
    ],
  };
}

/** Of a time what tells it apart in a stretch of this length. */
function shortTime(us: number, zone: string, spanUs: number): string {
  const text = formatUs(us, zone);
  if (spanUs > 100 * 86_400_000_000) return text.slice(0, 10);
  if (spanUs > 86_400_000_000) return text.slice(5, 16);
  return spanUs > 600_000_000 ? text.slice(11, 16) : text.slice(11);
}
