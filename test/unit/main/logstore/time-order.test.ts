import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeOrder } from '../../../../main/logstore/time-order.ts';

const START = Date.UTC(2026, 2, 1) * 1000;

/** Microseconds apart, within a second, some hours, or years, in whole microseconds, milliseconds or seconds. */
const times = fc
  .tuple(
    fc.constantFrom(10, 2048, 1_000_000, 2 ** 32 - 1, 2 ** 32, 2 ** 33, 1e14),
    fc.constantFrom(1, 1000, 1_000_000),
  )
  .chain(([spread, unit]) =>
    fc.array(
      fc.nat(1e9).map((n) => START + 7 + Math.floor(((n / 1e9) * spread) / unit) * unit),
      { maxLength: 80 },
    ),
  );

test('records stand in order of time, those of one time as they stood', () => {
  fc.assert(
    fc.property(times, (all) => {
      const sorted = all.map((us, at) => ({ us, at })).sort((a, b) => a.us - b.us || a.at - b.at);
      const order = sorted.map(({ at }) => at);
      const isSorted = order.every((at, place) => at === place);
      const found = timeOrder(Float64Array.from(all));
      expect(found === null ? null : [...found]).toEqual(isSorted ? null : order);
    }),
    { numRuns: 500 },
  );
});

test('records without any time stay as they stand', () => {
  expect(timeOrder(new Float64Array(5).fill(Number.NaN))).toBeNull();
});
