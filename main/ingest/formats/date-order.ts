/** What a format of last resort makes of dates that could be read either way, where it is not what most logs mean. */
export type DateOrder = 'day-first' | 'month-first';

/** Where times are looked for, and dates of two numbers and a year in them. */
const SEARCHED = 64;
const SLASHED = /(?<![\d/])(\d{1,2})\/(\d{1,2})\/\d{4}(?![\d/])/;
const DASHED = /(?<![\d-])(\d{1,2})-(\d{1,2})-\d{4},? \d{1,2}:\d\d/;
const MONTHS = 12;
/** Of a month, for comparing how far apart dates are. */
const DAYS = 31;

type Pair = readonly [first: number, second: number];

/**
 * What the dates of a sample show of the order of day and month in them. Null: nothing else than what is usual, which is the month
 * before the day with slashes (05/03/2024), and the day before the month with dashes (03-05-2024).
 */
export function dateOrder(lines: readonly string[]): DateOrder | null {
  if (isDayFirst(pairsOf(SLASHED, lines))) return 'day-first';
  return isMonthFirst(pairsOf(DASHED, lines)) ? 'month-first' : null;
}

/**
 * Whether dates such as 05/03/2024 name the day before the month. One that only reads so tells it; of those that read
 * both ways, the reading in which the days of a log lie closer together. Nothing tells: the month stands first.
 */
function isDayFirst(pairs: readonly Pair[]): boolean {
  if (pairs.length === 0 || pairs.some(([, second]) => second > MONTHS)) return false;
  if (pairs.some(([first]) => first > MONTHS)) return true;
  const monthFirst = spread(pairs.map(([first, second]) => first * DAYS + second));
  return spread(pairs.map(([first, second]) => second * DAYS + first)) < monthFirst;
}

/** Whether dates such as 12-31-2024 do: only one that reads in no other way tells it, and none may tell the contrary. */
function isMonthFirst(pairs: readonly Pair[]): boolean {
  return pairs.some(([, second]) => second > MONTHS) && pairs.every(([first]) => first <= MONTHS);
}

function pairsOf(shape: RegExp, lines: readonly string[]): Pair[] {
  return lines.flatMap((line): Pair[] => {
    const [found, first, second] = shape.exec(line.slice(0, SEARCHED)) ?? [];
    return found === undefined ? [] : [[Number(first), Number(second)]];
  });
}

function spread(days: readonly number[]): number {
  return Math.max(...days) - Math.min(...days);
}
