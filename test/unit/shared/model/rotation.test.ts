import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareGenerations, generationOf, oldestFirst } from '#shared/model/rotation.ts';
import { inStreamOrder, placedInLogs, rotatedSets } from '#shared/model/rotated-set.ts';

describe('the name of a file of a rotated log', () => {
  test.each([
    ['/var/log/app.log', '/var/log/app.log', [], null],
    ['/var/log/app.log.1', '/var/log/app.log', [], 1],
    ['/var/log/app.log.2.gz', '/var/log/app.log', [], 2],
    ['app.log-20260401.gz', 'app.log', [20_260_401], null],
    ['app-2026-04-01.log', 'app.log', [20_260_401], null],
    ['app.log.2026-04-01', 'app.log', [20_260_401], null],
    ['app.log.2026-04-01_13', 'app.log', [20_260_401, 13], null],
    ['app.2026-04-01.7.log.gz', 'app.log', [20_260_401, 7], null],
    ['app-20260401-120500.log.zst', 'app.log', [20_260_401, 120_500], null],
    ['app-2026-04.log', 'app.log', [20_260_400], null],
    ['localhost_access_log.2026-04-01.txt', 'localhost_access_log.txt', [20_260_401], null],
    ['2026-04-01.log', '.log', [20_260_401], null],
    ['syslog.1', 'syslog', [], 1],
    ['C:\\logs\\app.log.3', 'C:\\logs\\app.log', [], 3],
    ['/x/app.log.1.zip!/app.log.1', '/x/app.log', [], 1],
    ['/x/logs.zip!/app.log.1', '/x/logs.zip!/app.log', [], 1],
    // Neither a month 13 nor a number of nine digits is a date.
    ['app-2026-13-01.log', 'app-2026-13.log', [], 1],
    ['order-202604011.log', 'order-202604011.log', [], null],
  ])('%s', (path, stem, date, number) => {
    expect(generationOf(path)).toMatchObject({ stem, date, number });
  });

  test('orders them: dates by date, numbers downwards, the log itself last', () => {
    const names = [
      'app.log',
      'app.log.1',
      'app.log.10.gz',
      'app.log.2',
      'app.log-20260401.gz',
      'app.log-20260331.gz',
      'app.log-20260401-1.gz',
    ];
    const oldest = [
      'app.log-20260331.gz',
      'app.log-20260401.gz',
      'app.log-20260401-1.gz',
      'app.log.10.gz',
      'app.log.2',
      'app.log.1',
      'app.log',
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (shuffled) => {
        expect(oldestFirst(shuffled, (name) => name)).toEqual(oldest);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test('the order is one: whatever is compared with whatever', () => {
    const name = fc
      .tuple(fc.option(fc.integer({ min: 20_200_101, max: 20_200_128 })), fc.option(fc.nat(20)))
      .map(([date, number]) =>
        generationOf(
          `a.log${date === null ? '' : `-${date}`}${number === null ? '' : `.${number}`}`,
        ),
      );
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(compareGenerations(a, b))).toBe(-Math.sign(compareGenerations(b, a)) + 0);
        if (compareGenerations(a, b) <= 0 && compareGenerations(b, c) <= 0) {
          expect(compareGenerations(a, c)).toBeLessThanOrEqual(0);
        }
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test('numbers of hosts and workers are no rotation', () => {
    const names = ['worker-2.log', 'host.2', 'worker-1.log', 'host.1'];
    expect(oldestFirst(names, (name) => name)).toEqual(names);
  });
});

const HOUR = 3_600_000_000;
const part = (id: number, path: string, fromHour: number | null, toHour: number | null) => ({
  id,
  path,
  fromUs: fromHour === null ? null : fromHour * HOUR,
  toUs: toHour === null ? null : toHour * HOUR,
  yearless: false,
});

describe('sources that are one log', () => {
  test('times decide the order: log4j counts upwards', () => {
    const sets = rotatedSets([
      part(1, 'a.log', 4, 5),
      part(2, 'a.log.1', 0, 1),
      part(3, 'a.log.2', 2, 3),
    ]);
    expect(sets).toEqual([{ stem: 'a.log', ids: [2, 3, 1] }]);
  });

  test('without times, or where they overlap, names decide', () => {
    const untimed = [
      part(1, 'a.log', null, null),
      part(2, 'a.log.1', null, null),
      part(3, 'a.log.2', 0, 1),
    ];
    expect(rotatedSets(untimed)).toEqual([{ stem: 'a.log', ids: [3, 2, 1] }]);
    const overlapping = [
      part(1, 'a.log', 0, 9),
      part(2, 'a.log.1', 1, 8),
      part(3, 'a.log.2', 2, 3),
    ];
    expect(rotatedSets(overlapping)).toEqual([{ stem: 'a.log', ids: [3, 2, 1] }]);
  });

  test('one without times stands where its name puts it', () => {
    const sets = rotatedSets([
      part(1, 'a.log', 4, 5),
      part(2, 'a.log.1', null, null),
      part(3, 'a.log.2', 0, 1),
    ]);
    expect(sets).toEqual([{ stem: 'a.log', ids: [3, 2, 1] }]);
  });

  test('numbered files are one log when one ends before the next begins, workers are not', () => {
    expect(rotatedSets([part(1, 'a.log', 4, 5), part(2, 'a-1.log', 0, 3)])).toEqual([
      { stem: 'a.log', ids: [2, 1] },
    ]);
    expect(rotatedSets([part(1, 'a.log', 0, 5), part(2, 'a-1.log', 0, 5)])).toEqual([]);
    expect(rotatedSets([part(1, 'a-2.log', 4, 5), part(2, 'a-1.log', 0, 3)])).toEqual([]);
  });

  test('folders keep logs apart, and what is alone is no set', () => {
    expect(
      rotatedSets([
        part(1, 'x/a.log', 0, 1),
        part(2, 'y/a.log.1', 2, 3),
        part(3, 'a-2026-04-01.log', 0, 1),
      ]),
    ).toEqual([]);
  });

  test('they are shown together where the first of them was, oldest first', () => {
    const sets = [{ stem: 'a.log', ids: [5, 3, 2] }];
    expect(inStreamOrder([1, 2, 3, 4, 5], sets)).toEqual([1, 5, 3, 2, 4]);
    const placed = placedInLogs([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 5 }], sets);
    expect(placed.map(({ source, log }) => [source.id, log?.position ?? null])).toEqual([
      [1, null],
      [5, 1],
      [3, 2],
      [2, 3],
    ]);
  });
});
