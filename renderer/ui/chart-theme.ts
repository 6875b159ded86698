import { LEVELS, type Level } from '#shared/model/level.ts';

/** What a chart begins with: the page's font, where ECharts would take whatever sans-serif the system has. */
export function chartTheme(element: Element): { textStyle: { fontFamily: string } } {
  return { textStyle: { fontFamily: getComputedStyle(element).getPropertyValue('--font-ui') } };
}

/** Colours of the page for charts, which draw on a canvas and know no CSS. */
export interface ChartColors {
  readonly text: string;
  readonly dim: string;
  readonly line: string;
  readonly accent: string;
  readonly levels: Readonly<Record<Level, string>>;
}

/** The colours in force at an element. Read again when the theme changes. */
export function chartColors(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: color('--text'),
    dim: color('--text-dim'),
    line: color('--line'),
    accent: color('--accent'),
    levels: Object.fromEntries(LEVELS.map((level) => [level, color(`--level-${level}`)])) as Record<
      Level,
      string
    >,
  };
}
