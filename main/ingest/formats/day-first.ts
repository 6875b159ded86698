/** Where times are looked for, and dates of two numbers and a year in them. */
const SEARCHED = 64;
const SLASHED = /(?<![\d/])(\d{1,2})\/(\d{1,2})\/\d{4}(?![\d/])/;
const MONTHS = 12;
/** Of a month, for comparing how far apart dates are. */
const DAYS = 31;

/**
 * Whether dates such as 05/03/2024 in a sample name the day before the month. One that only reads so tells it; of those that read
 * both ways, the reading in which the days of a log lie closer together. Nothing tells: the month stands first.
 */
export function isDayFirst(lines: readonly string[]): boolean {
  const pairs: [number, number][] = [];
  for (const line of lines) {
    const [found, first, second] = SLASHED.exec(line.slice(0, SEARCHED)) ?? [];
    if (found !== undefined) pairs.push([Number(first), Number(second)]);
  }
  if (pairs.length === 0 || pairs.some(([, second]) => second > MONTHS)) return false;
  if (pairs.some(([first]) => first > MONTHS)) return true;
  const monthFirst = spread(pairs.map(([first, second]) => first * DAYS + second));
  return spread(pairs.map(([first, second]) => second * DAYS + first)) < monthFirst;
}

function spread(days: readonly number[]): number {
  return Math.max(...days) - Math.min(...days);
}
