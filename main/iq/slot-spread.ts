/** In what the figures of a spread are: seconds, bytes, or whatever the log counts. */
type SpreadUnit = 's' | 'B' | '';

/** How the numbers in a slot lie. */
export interface SlotSpread {
  readonly unit: SpreadUnit;
  readonly least: number;
  /** Half of the values are no more than this, and 95 of 100 no more than `high` (nearest rank). */
  readonly median: number;
  readonly high: number;
  readonly most: number;
  /** Values in equal slices from the least to the most. */
  readonly bars: readonly number[];
  /** The slices are equal by ratio: the values span a thousandfold. */
  readonly byRatio: boolean;
}

const SECONDS: readonly (readonly [RegExp, number])[] = [
  [/^ns$/, 1e-9],
  [/^(?:us|µs)$/, 1e-6],
  [/^ms$/, 1e-3],
  [/^(?:s|secs?|seconds?)$/, 1],
  [/^(?:m|mins?|minutes?)$/, 60],
  [/^(?:h|hours?)$/, 3600],
  [/^(?:d|days?)$/, 86_400],
];

/** Powers of 1024 for every prefix: what programs that count memory mean, and 7 % at most from what others do at a gigabyte. */
const BYTE_PREFIXES = 'kmgtp';

/** A value of a slot as a number, with the unit it is in; null: it is none. `1,234` and `99.5%` are numbers. */
function measureOf(value: string): { readonly amount: number; readonly unit: SpreadUnit } | null {
  const found = /^([+-]?\d[\d,]*(?:\.\d+)?) ?([a-zA-Zµ%]*)$/.exec(value);
  if (found === null) return null;
  const amount = Number(found[1]?.replaceAll(',', ''));
  const unit = found[2] ?? '';
  if (unit === '' || unit === '%') return { amount, unit: '' };
  const seconds = SECONDS.find(([pattern]) => pattern.test(unit));
  if (seconds !== undefined) return { amount: amount * seconds[1], unit: 's' };
  const size = /^([kKMGTP])?i?(?:B|bytes?)?$/.exec(unit);
  if (size === null) return null;
  const power = size[1] === undefined ? 0 : BYTE_PREFIXES.indexOf(size[1].toLowerCase()) + 1;
  return { amount: amount * 1024 ** power, unit: 'B' };
}

const BARS = 24;
const BY_RATIO_FROM = 1000;
/** Fewer values than these are told by themselves. */
const VALUES_NEEDED = 5;

/** The spread of a slot's values by how often each was seen; null: they are no numbers of one unit, or too few. */
export function spreadOf(counts: ReadonlyMap<string, number>): SlotSpread | null {
  if (counts.size < VALUES_NEEDED) return null;
  const units = new Set<SpreadUnit>();
  const measured: { readonly amount: number; readonly count: number }[] = [];
  for (const [value, count] of counts) {
    const measure = measureOf(value);
    if (measure === null) continue;
    units.add(measure.unit);
    measured.push({ amount: measure.amount, count });
  }
  const [unit] = units;
  if (unit === undefined || units.size > 1 || measured.length < VALUES_NEEDED) return null;
  measured.sort((a, b) => a.amount - b.amount);
  const least = measured[0]?.amount ?? 0;
  const most = measured.at(-1)?.amount ?? 0;
  const byRatio = least > 0 && most / least >= BY_RATIO_FROM;
  const scale = (amount: number): number => (byRatio ? Math.log(amount) : amount);
  const width = (scale(most) - scale(least)) / BARS;
  const bars = Array.from({ length: BARS }, () => 0);
  for (const { amount, count } of measured) {
    const bar = Math.min(BARS - 1, Math.floor((scale(amount) - scale(least)) / width));
    bars[bar] = (bars[bar] ?? 0) + count;
  }
  return {
    unit,
    least,
    median: rank(measured, 0.5),
    high: rank(measured, 0.95),
    most,
    bars,
    byRatio,
  };
}

function rank(
  rising: readonly { readonly amount: number; readonly count: number }[],
  share: number,
): number {
  const wanted = share * rising.reduce((sum, { count }) => sum + count, 0);
  let seen = 0;
  for (const { amount, count } of rising) {
    seen += count;
    if (seen >= wanted) return amount;
  }
  return rising.at(-1)?.amount ?? 0;
}
