/** What comes after the seconds: a fraction, then AM or PM, then an offset or UTC. */
const AFTER = String.raw`(?:(?<point>[.,:])(?<fraction>\d{1,9}))?(?<half> ?[AaPp]\.?[Mm]\.?)?(?<gap> ?)(?<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?`;
const CLOCK = String.raw`(?<hour>\d{1,2})(?<toMinute>\D{1,2}?)(?<minute>\d\d)(?<toSecond>\D{1,2}?)(?<second>\d\d)(?<unit>[^\s\d.,:AaPpZUG+-]{0,2})`;
const BETWEEN = String.raw`(?<toClock>\D{1,5}?)`;

const YEAR_FIRST = new RegExp(
  String.raw`^(?<year>\d{4})(?<one>\D)(?<month>\d{1,2})(?<two>\D)(?<day>\d{1,2})${BETWEEN}${CLOCK}${AFTER}$`,
);
const YEAR_LAST = new RegExp(
  String.raw`^(?<first>\d{1,2})(?<one>[^\s\d])(?<second1>\d{1,2})\k<one>(?<year>\d{4}|\d\d)${BETWEEN}${CLOCK}${AFTER}$`,
);

type Parts = Readonly<Record<string, string | undefined>>;

/** Those that have the name of their month, or no gaps. `S`: a fraction may follow. */
const SHAPES: readonly (readonly [RegExp, (found: Parts) => string])[] = [
  [
    new RegExp(String.raw`^\d{1,2}/[A-Za-z]{3}/\d{4}(?<toClock>[: ])\d\d:\d\d:\d\d${AFTER}$`),
    (found) => `d/MMM/yyyy${found['toClock']}HH:mm:ss${after(found)}`,
  ],
  [
    new RegExp(
      String.raw`^\d{1,2}(?<one>[- ])[A-Za-z]{3}\k<one>\d{4}(?<toClock>,? )\d\d:\d\d:\d\d${AFTER}$`,
    ),
    (found) => `d${found['one']}MMM${found['one']}yyyy${found['toClock']}HH:mm:ss${after(found)}`,
  ],
  [
    new RegExp(String.raw`^[A-Za-z]{3}\s+\d{1,2} \d\d:\d\d:\d\d${AFTER}$`),
    (found) => `MMM d HH:mm:ss${after(found)}`,
  ],
  [
    new RegExp(
      String.raw`^[A-Za-z]{3} [A-Za-z]{3}\s+\d{1,2} \d\d:\d\d:\d\d(?:(?<point>[.,])\d{1,9})? \d{4}$`,
    ),
    (found) => `EEE MMM d HH:mm:ss${fraction(found)} yyyy`,
  ],
  [
    /^\d{8}(?<toClock>T?)\d{6}(?<zone>Z?)$/,
    ({ toClock, zone }) => `yyyyMMdd${toClock === 'T' ? "'T'" : ''}HHmmss${zone}`,
  ],
  [/^\d{9,19}(?:\.\d+)?$/, () => 'epoch'],
];

/**
 * The layout of a time, as formats write it; null when it is none of the usual.
 *
 * @param others the same of other lines: they tell 5 March from 3 May, and whether a number is padded
 */
export function layoutOfTime(text: string, others: readonly string[] = []): string | null {
  const all = [text, ...others];
  if (text.includes("'")) return null;
  const found = YEAR_FIRST.exec(text)?.groups;
  if (found !== undefined) {
    const { one = '', two = '' } = found;
    const { width } = alike(YEAR_FIRST, all);
    return `yyyy${quoted(one)}${width('month', 'MM')}${quoted(two)}${width('day', 'dd')}${clock(found, width)}`;
  }
  const last = YEAR_LAST.exec(text)?.groups;
  if (last !== undefined) return yearLast(last, all);
  for (const [shape, layout] of SHAPES) {
    const parts = shape.exec(text);
    if (parts !== null) return layout(parts.groups ?? {});
  }
  return null;
}

/** With points it is the day that comes first, with others the month, unless one of the lines shows otherwise. */
function yearLast(found: Parts, all: readonly string[]): string {
  const { one = '', year = '' } = found;
  const { most, width } = alike(YEAR_LAST, all);
  const isDayFirst = most('first') > 12 || (one === '.' && most('second1') <= 12);
  const [first, second] = isDayFirst ? ['dd', 'MM'] : ['MM', 'dd'];
  const date = [width('first', first), width('second1', second), year.length === 4 ? 'yyyy' : 'yy'];
  return `${date.join(quoted(one))}${clock(found, width)}`;
}

/** What is to be known of a part over all the times of one shape. */
function alike(shape: RegExp, all: readonly string[]) {
  const parts = all.map((text): Parts => shape.exec(text)?.groups ?? {});
  return {
    most: (name: string): number => Math.max(...parts.map((one) => Number(one[name] ?? 0))),
    /** `dd`, or `d` where one of the times has a single digit. */
    width: (name: string, token: string | undefined = ''): string =>
      parts.some((one) => one[name]?.length === 1) ? token.slice(1) : token,
  };
}

function clock(found: Parts, width: (name: string, token: string) => string): string {
  const { toClock = '', toMinute = '', toSecond = '', unit = '', half } = found;
  const hour = width('hour', half === undefined ? 'HH' : 'hh');
  return `${quoted(toClock)}${hour}${quoted(toMinute)}mm${quoted(toSecond)}ss${quoted(unit)}${after(found)}`;
}

function after(found: Parts): string {
  const { half, gap = '', zone } = found;
  const noon = half === undefined ? '' : `${half.startsWith(' ') ? ' ' : ''}a`;
  if (zone === undefined) return `${fraction(found)}${noon}`;
  return `${fraction(found)}${noon}${gap}${/^[A-Y]/.test(zone) ? 'z' : 'Z'}`;
}

function fraction({ point }: Parts): string {
  return point === undefined ? '' : `[${point}S]`;
}

/** What stands in a time as it is: letters, and what means something in a layout, between quotes. */
function quoted(text: string): string {
  return /^[-/.:, ]*$/.test(text) ? text : `'${text}'`;
}
