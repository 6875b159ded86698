import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { daysFromCivil, YearClock } from '../../../../../main/ingest/formats/year-clock.ts';

const at = (iso: string): number => Date.parse(iso) * 1000;

function years(clock: YearClock, dates: readonly (readonly [number, number])[]): number[] {
  return dates.map(([month, day]) => clock.next(month, day));
}

describe('the year of dates that do not say it', () => {
  test('is the latest that is not after the file, with a day of slack', () => {
    expect(new YearClock(null, at('2024-06-30T12:00:00Z')).next(6, 30)).toBe(2024);
    expect(new YearClock(null, at('2024-06-30T12:00:00Z')).next(7, 1)).toBe(2024);
    expect(new YearClock(null, at('2024-06-30T12:00:00Z')).next(7, 3)).toBe(2023);
    expect(new YearClock(null, at('2024-12-31T23:30:00Z')).next(1, 1)).toBe(2025);
    expect(new YearClock(null, at('2023-06-30T12:00:00Z')).next(2, 29)).toBe(2020);
  });

  test('rolls over at New Year', () => {
    const clock = new YearClock(2023, 0);
    expect(
      years(clock, [
        [11, 30],
        [12, 31],
        [1, 1],
        [1, 2],
        [12, 1],
        [1, 1],
      ]),
    ).toEqual([2023, 2023, 2024, 2024, 2024, 2025]);
  });

  test('a line out of order around New Year goes back alone', () => {
    const clock = new YearClock(2023, 0);
    expect(
      years(clock, [
        [12, 31],
        [1, 1],
        [12, 31],
        [1, 1],
      ]),
    ).toEqual([2023, 2024, 2023, 2024]);
  });

  test('going back a little stays in the year', () => {
    expect(
      years(new YearClock(2024, 0), [
        [6, 14],
        [6, 13],
        [5, 1],
        [6, 14],
      ]),
    ).toEqual([2024, 2024, 2024, 2024]);
  });

  test('a quiet year is no disorder', () => {
    expect(
      years(new YearClock(2024, 0), [
        [1, 20],
        [11, 1],
        [11, 2],
      ]),
    ).toEqual([2024, 2024, 2024]);
  });

  test('a reader that starts in the middle with the year of that line goes on as the one that read it all', () => {
    const dates: [number, number][] = [
      [12, 30],
      [1, 1],
      [12, 31],
      [1, 1],
      [1, 2],
    ];
    for (let cut = 1; cut < dates.length; cut++) {
      const whole = new YearClock(2023, 0);
      const expected = years(whole, dates);
      const rest = new YearClock(expected[cut] ?? null, 0);
      expect(years(rest, dates.slice(cut))).toEqual(expected.slice(cut));
    }
  });
});

test('days of the calendar are those of Date', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), (days) => {
      const date = new Date(days * 86_400_000);
      const found = daysFromCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
      expect(found).toBe(days);
    }),
  );
});
