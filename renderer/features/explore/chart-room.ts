/** Room around the bars, in pixels: the pointer's place is reckoned with it. Apart from the chart, which loads later. */
export const CHART_ROOM = { left: 44, right: 8, top: 6, bottom: 18 } as const;
