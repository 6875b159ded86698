import type { Change } from './change-scan.ts';
import type { Season } from './season.ts';

/** A change that lasts must set all periods since apart from all before by this factor. */
const APART = 1.5;
/** A single period scatters by itself by nobody knows how much. */
const ALONE = 1.25;
/** No weekend is as long, in days. */
const LONGER_THAN_A_WEEKEND = 3;
const A_WEEK = 7;
/** Longer parts of a period are a matter of how busy it was as a whole. */
const PART_OF_A_PERIOD = 0.4;

/**
 * Whether a change in a series that repeats is more than a day or a week that was busier than others, as they are for
 * reasons that few of them do not show. What is over within a part of a period is; what lasts is where every period since
 * differs from every one before. That fewer came on the last days says nothing while the weekend before is not known.
 */
export function isOutOfSeason(
  { shape, from, to, inside, outside, insideExposure, outsideExposure }: Change,
  { period, levels }: Pick<Season, 'period' | 'levels'>,
): boolean {
  const length = Math.max(...levels.map((one) => one.to - one.from));
  if (shape === 'window') return to - from <= length * PART_OF_A_PERIOD;
  const whole = levels.filter((one) => one.to - one.from >= length / 2);
  // The period in which it began is of both sides.
  const before = whole.filter((one) => one.to <= from + length / 4).map(({ level }) => level);
  const since = whole.filter((one) => one.from >= from - length / 4).map(({ level }) => level);
  if (before.length === 0 || since.length === 0) return false;
  const isRise = inside * outsideExposure > outside * insideExposure;
  const [low, high] = isRise ? [before, since] : [since, before];
  if (!isApart(low, high)) return false;
  // A weekend at the end looks like a fall where no weekend came before.
  return (
    isRise || period !== 'day' || since.length >= LONGER_THAN_A_WEEKEND || before.length >= A_WEEK
  );
}

/** Whether every one of the low is below every one of the high, by more than either scatters by itself. */
function isApart(low: readonly number[], high: readonly number[]): boolean {
  const gap = Math.min(...high) / Math.max(...low);
  const alone = Math.min(low.length, high.length) < 2 ? ALONE : 1;
  return gap > alone * Math.max(APART, rangeOf(low), rangeOf(high));
}

const rangeOf = (levels: readonly number[]): number => Math.max(...levels) / Math.min(...levels);
