/** What a row is held against. Ratios are ours to the peer's, median to median. */
export interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly ratioOf?: readonly number[];
  readonly ratioAtLeast?: number;
  readonly ratioAtMost?: number;
}

interface Row {
  readonly name: string;
  readonly unit: string;
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly ratio: number | null;
  readonly target: string;
  readonly met: boolean | null;
}

/** The middle one; of an even count the upper. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Collects measurements and prints them with ratios and targets. */
export class Table {
  readonly rows: Row[] = [];
  private readonly title: string;

  constructor(title: string) {
    this.title = title;
  }

  add(name: string, values: readonly number[], unit: string, target: Target): void {
    const middle = median(values);
    const ratio = target.ratioOf === undefined ? null : median(target.ratioOf) / middle;
    this.rows.push({
      name,
      unit,
      min: Math.min(...values),
      median: middle,
      max: Math.max(...values),
      ratio,
      ...judged(middle, ratio, target),
    });
  }

  print(): void {
    console.log(`\n${this.title}`);
    for (const row of this.rows) {
      const figures = [row.min, row.median, row.max].map(short).join(' / ');
      const ratio = row.ratio === null ? '' : `ours is ${row.ratio.toFixed(2)}x`;
      const verdict = row.met === null ? '' : row.met ? 'met' : 'MISSED';
      console.log(
        `  ${row.name.padEnd(44)} ${figures.padStart(26)} ${row.unit.padEnd(5)} ${ratio.padEnd(15)} ${row.target.padEnd(10)} ${verdict}`.trimEnd(),
      );
    }
  }
}

function judged(value: number, ratio: number | null, target: Target) {
  const { atLeast, atMost, ratioAtLeast, ratioAtMost } = target;
  if (atLeast !== undefined) return { target: `>= ${atLeast}`, met: value >= atLeast };
  if (atMost !== undefined) return { target: `<= ${atMost}`, met: value <= atMost };
  if (ratio !== null && ratioAtLeast !== undefined) {
    return { target: `>= ${ratioAtLeast}x`, met: ratio >= ratioAtLeast };
  }
  if (ratio !== null && ratioAtMost !== undefined) {
    return { target: `<= ${ratioAtMost}x`, met: ratio <= ratioAtMost };
  }
  return { target: '', met: null };
}

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
