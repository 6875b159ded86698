/** Equal slices of time, next to each other. */
export interface Slices {
  readonly fromUs: number;
  readonly widthUs: number;
  readonly buckets: number;
}

/** Round widths of a slice, in microseconds: 1, 2, 5 of each power of ten up to a second, then clock units. */
const CLOCK_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
];
const DAY_SECONDS = 86_400;

/** Slices of a round width that cover a range with at most about `wanted` of them. */
export function roundSlices(fromUs: number, toUs: number, wanted: number): Slices {
  const span = Math.max(1, toUs - fromUs + 1);
  const widthUs = roundWidth(span / wanted);
  const start = Math.floor(fromUs / widthUs) * widthUs;
  return { fromUs: start, widthUs, buckets: Math.floor((toUs - start) / widthUs) + 1 };
}

function roundWidth(atLeastUs: number): number {
  if (atLeastUs <= 1) return 1;
  if (atLeastUs < 1_000_000) {
    const power = 10 ** Math.floor(Math.log10(atLeastUs));
    return (
      [1, 2, 5, 10].map((step) => step * power).find((width) => width >= atLeastUs) ?? 1_000_000
    );
  }
  const seconds = atLeastUs / 1_000_000;
  const clock = CLOCK_SECONDS.find((width) => width >= seconds);
  if (clock !== undefined) return clock * 1_000_000;
  return Math.ceil(seconds / DAY_SECONDS) * DAY_SECONDS * 1_000_000;
}
