import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTallies } from '../../../../../main/iq/compare/compare-tallies.ts';

describe('compared tallies', () => {
  test('what is the same on both sides is not told, what is not is, the more surprising the more there is of it', () => {
    const [same, appeared, grew, more] = compareTallies(
      [
        { a: 100, b: 100 },
        { a: 0, b: 40 },
        { a: 20, b: 60 },
        { a: 200, b: 600 },
      ],
      { a: 1, b: 1 },
    );
    expect(same?.surprise ?? 0).toBeLessThan(1);
    expect(appeared).toMatchObject({ difference: 'appeared', lift: null });
    expect(grew).toMatchObject({ difference: 'grew', lift: 3 });
    expect(more?.surprise).toBeGreaterThan(grew?.surprise ?? 0);
  });

  test('the sides may be of any length', () => {
    const [one] = compareTallies([{ a: 100, b: 10 }], { a: 10, b: 1 });
    expect(one?.surprise ?? 0).toBeLessThan(1);
  });

  test('turning the sides round turns what is said round', () => {
    const pair = fc.record({ a: fc.nat(1000), b: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 30 }), (pairs) => {
        const there = compareTallies(pairs, { a: 3, b: 5 });
        const back = compareTallies(
          pairs.map(({ a, b }) => ({ a: b, b: a })),
          { a: 5, b: 3 },
        );
        there.forEach((one, at) => {
          expect(back[at]?.surprise ?? 0).toBeCloseTo(one?.surprise ?? 0, 6);
        });
      }),
    );
  });

  test('where everything differs, nothing of it surprises much; what stands out still does', () => {
    const alike = Array.from({ length: 40 }, (_, i) => ({ a: 1000, b: i % 2 === 0 ? 1400 : 700 }));
    const pairs = [...alike, { a: 0, b: 3000 }];
    const found = compareTallies(pairs, { a: 1, b: 1 });
    expect(found[0]?.surprise ?? 0).toBeLessThan(5);
    expect(found.at(-1)?.surprise).toBeGreaterThan(10);
  });
});
