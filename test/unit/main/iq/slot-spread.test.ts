import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadOf } from '../../../../main/iq/slot-spread.ts';

const countsOf = (values: readonly (number | string)[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values.map(String)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

test('a spread holds every value, in the ranks that sorting gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1_000_000 }), { minLength: 1 }),
      (numbers) => {
        const spread = spreadOf(countsOf(numbers));
        if (new Set(numbers).size < 5) {
          expect(spread).toBeNull();
          return;
        }
        const rising = numbers.toSorted((a, b) => a - b);
        expect(spread).toMatchObject({
          least: rising[0],
          median: rising[Math.ceil(rising.length * 0.5) - 1],
          high: rising[Math.ceil(rising.length * 0.95) - 1],
          most: rising.at(-1),
        });
        expect(spread?.bars.reduce((sum, count) => sum + count, 0)).toBe(numbers.length);
      },
    ),
    { seed: 1 },
  );
});

test('values of one kind of unit are brought to one, of several kinds they have no spread', () => {
  const spread = spreadOf(countsOf(['1 KB', '2kB', '512 B', '1MiB', '3 GB']));
  expect(spread).toMatchObject({ unit: 'B', least: 512, most: 3 * 1024 ** 3, byRatio: true });
  expect(spreadOf(countsOf(['1 KB', '2 KB', '3 KB', '4 s', '5 s']))).toBeNull();
  expect(spreadOf(countsOf(['90%', '1,234', '5', '6', '7']))).toMatchObject({
    unit: '',
    most: 1234,
  });
  expect(spreadOf(countsOf(['a', 'b', 'c', 'd', 'e']))).toBeNull();
});
