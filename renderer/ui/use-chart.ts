import type { EChartsType } from 'echarts/core';
import { useEffect, useRef, type RefObject } from 'react';
import { chartColors, type ChartColors } from './chart-theme.ts';

/** Makes a chart in an element, and gives what draws it anew. */
export type ChartMaker = (element: HTMLElement) => {
  readonly chart: EChartsType;
  draw(colors: ChartColors): void;
};

/** Lays a chart out anew where its element has another size than it was drawn for, which it is not told when it is first seen. */
export function fitChart(chart: EChartsType): void {
  const { clientWidth, clientHeight } = chart.getDom();
  if (clientWidth !== chart.getWidth() || clientHeight !== chart.getHeight()) chart.resize();
}

/**
 * Keeps a chart in an element: drawn again when `load` changes, resized with its element, in the colours of the theme. `load`
 * is kept by its caller between renders; it loads the chart's code.
 */
export function useChart(
  box: RefObject<HTMLElement | null>,
  load: () => Promise<ChartMaker>,
): void {
  const kept = useRef<EChartsType | null>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let gone = false;
    let draw = (): void => {};
    void load().then((make) => {
      if (gone) return;
      const made = make(element);
      kept.current = made.chart;
      draw = () => made.draw(chartColors(element));
      draw();
    });
    const resized = new ResizeObserver(() => kept.current !== null && fitChart(kept.current));
    resized.observe(element);
    const themed = new MutationObserver(() => draw());
    themed.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-mantine-color-scheme', 'data-contrast'],
    });
    return () => {
      gone = true;
      resized.disconnect();
      themed.disconnect();
      kept.current?.dispose();
      kept.current = null;
    };
  }, [box, load]);
}
