const HOURS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
const MINUTES: Readonly<Record<string, number>> = {
  five: 5,
  ten: 10,
  quarter: 15,
  twenty: 20,
  'twenty-five': 25,
  half: 30,
};
const HOUR = String.raw`(\d{1,2}|${HOURS.join('|')})`;
const HALF = String.raw`(\s?[ap]\.?m\b\.?|\s(?:in\sthe\s(?:morning|afternoon|evening)|at\snight)\b)?`;
const PAST = new RegExp(
  String.raw`\b(?:a\s)?(${Object.keys(MINUTES)
    .toSorted((a, b) => b.length - a.length)
    .join('|')}|\d{1,2})(?:\sminutes)?\s(past|to)\s${HOUR}\b${HALF}`,
  'gi',
);
const O_CLOCK = new RegExp(String.raw`\b${HOUR}\s?o['’]?clock\b${HALF}`, 'gi');

/** Whether some hour and minute of a day lie in the case, hours 0 to 23. */
type IsSeen = (clock: string) => boolean;

/** Words with spoken times of day in figures: `half past two` as `14:30` where the case was at it then, and not at 2:30. */
export function withFigures(words: string, isSeen: IsSeen): string {
  const written = (hour: number, minute: number, half: string): string => {
    const clock = (of: number): string =>
      `${String(of % 24).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    const afternoon = /p|evening|night/i.test(half) || /afternoon/i.test(half);
    if (hour > 12) return clock(hour);
    if (half.trim() !== '') return clock((hour % 12) + (afternoon ? 12 : 0));
    const [early, late] = [clock(hour % 12), clock((hour % 12) + 12)];
    return !isSeen(early) && isSeen(late) ? late : early;
  };
  return words
    .replace(PAST, (whole, minutes: string, side: string, hour: string, half = '') => {
      const minute = MINUTES[minutes.toLowerCase()] ?? Number(minutes);
      const of = hourOf(hour);
      // `5 to 7` says a stretch, and no time of day, unless it is said as one.
      if (/\d/.test(minutes) || minute > 59) return whole;
      return side.toLowerCase() === 'past'
        ? written(of, minute, half)
        : written(of === 0 ? 23 : of - 1, 60 - minute, half);
    })
    .replace(O_CLOCK, (_, hour: string, half = '') => written(hourOf(hour), 0, half));
}

function hourOf(said: string): number {
  const at = HOURS.indexOf(said.toLowerCase());
  return at < 0 ? Number(said) : at + 1;
}
