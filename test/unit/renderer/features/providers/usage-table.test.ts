import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  total,
  usageTable,
  type UsageRow,
} from '../../../../../renderer/features/providers/usage-table.ts';

const SPAN = { today: '2026-03-12', days: 30 };
const MOST = { most: 3, rest: 'others' };

const row = fc.record({
  day: fc
    .integer({ min: 0, max: 60 })
    .map((back) => new Date(Date.UTC(2026, 2, 12 - back)).toISOString().slice(0, 10)),
  case: fc.constant('c'),
  provider: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  model: fc.constantFrom('m', 'n'),
  task: fc.constantFrom('answer' as const, 'report' as const),
  calls: fc.nat(9),
  inputTokens: fc.nat(1000),
  outputTokens: fc.nat(1000),
  money: fc.nat(100),
});

test('every call of the days is counted once, whatever it is told apart by', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), (rows: UsageRow[]) => {
      const within = rows.filter(({ day }) => day > '2026-02-10');
      for (const key of ['provider', 'model', 'task'] as const) {
        const { days, series } = usageTable(rows, key, 'tokens', SPAN, MOST);
        expect([days.length, days[0], days.at(-1)]).toEqual([30, '2026-02-11', '2026-03-12']);
        expect(series.length).toBeLessThanOrEqual(3);
        expect(total(series.flatMap(({ values }) => values))).toBe(
          total(within.map(({ inputTokens, outputTokens }) => inputTokens + outputTokens)),
        );
      }
      const { series } = usageTable(rows, 'model', 'calls', SPAN, MOST);
      for (const { name, values } of series) {
        const own = within.filter(({ model }) => model === name);
        expect(total(values)).toBe(total(own.map(({ calls }) => calls)));
      }
    }),
    { seed: 6 },
  );
});
