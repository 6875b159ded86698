import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lookUpFew, lookUpPairs, SECONDS } from '../../../../main/logstore/pair-states.ts';

const state = fc.constantFrom(0, 0, 1, 2);

/** Kinds, values below 15 or 255, and a state for each pair of them. */
const pairs = fc.integer({ min: 1, max: 16 }).chain((kinds) =>
  fc.record({
    records: fc.array(fc.tuple(fc.nat(kinds - 1), fc.oneof(fc.nat(14), fc.constant(SECONDS - 1))), {
      maxLength: 90,
    }),
    rows: fc.array(fc.array(state, { minLength: 16, maxLength: 16 }), {
      minLength: kinds,
      maxLength: kinds,
    }),
  }),
);

test('states are looked up sixteen at a time as one by one', () => {
  fc.assert(
    fc.property(pairs, ({ records, rows }) => {
      const table = new Uint8Array(rows.length * SECONDS);
      for (const [kind, row] of rows.entries()) {
        table.set(row.slice(0, 15), kind * SECONDS);
        table[kind * SECONDS + SECONDS - 1] = row[15] ?? 0;
      }
      const first = Uint8Array.from(records, ([kind]) => kind);
      const second = Uint8Array.from(records, ([, value]) => value);
      const expected = records.map(([kind, value]) => table[kind * SECONDS + value] ?? 0);
      expect([...lookUpPairs(first, second, table).result]).toEqual(expected);
      expect([...(lookUpFew(first, second, table) ?? [])]).toEqual(expected);
    }),
    { numRuns: 500 },
  );
  expect(lookUpFew(Uint8Array.of(16), Uint8Array.of(1), new Uint8Array(17 * SECONDS))).toBeNull();
});
