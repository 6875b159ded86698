import { describe, expect, test } from 'vitest';
import {
  itemOfMoment,
  lineOf,
  momentMark,
} from '../../../../../renderer/features/explore/moment.ts';
import { queryOfSide } from '../../../../../renderer/features/explore/query-of-side.ts';
import { besideNext } from '../../../../../renderer/features/explore/sides.ts';
import { itemsInSight, type Flow } from '../../../../../renderer/features/explore/table-flow.ts';

const single = (row: number) => ({ row, count: 1, lines: 1 });
const flow: Flow = { total: 100, item: single };

describe('the line of a moment', () => {
  test('stands above the first record that is not before it, and says for how long there was none', () => {
    const place = { us: 50, row: 7 };
    expect(momentMark(place, single(6), 20, 10)).toBeNull();
    expect(momentMark(place, single(8), 90, 80)).toBeNull();
    expect(momentMark(place, single(7), 50, 20)).toEqual({ edge: 'above', gap: null });
    expect(momentMark(place, single(7), 80, 20)).toEqual({
      edge: 'above',
      gap: { kind: 'between', us: 60 },
    });
    // What is not known is not said.
    expect(momentMark(place, single(7), 80, null)).toEqual({ edge: 'above', gap: null });
    expect(momentMark(place, single(7), null, 20)).toEqual({ edge: 'above', gap: null });
  });

  test('stands outside all records where it is before or after them', () => {
    expect(momentMark({ us: 50, row: 0 }, single(0), 80, null)).toEqual({
      edge: 'above',
      gap: { kind: 'before all', us: 30 },
    });
    expect(momentMark({ us: 50, row: 9 }, single(9), 20, 10)).toEqual({
      edge: 'below',
      gap: { kind: 'after all', us: 30 },
    });
  });

  test('stands at the row that its record is folded into, with no gap', () => {
    const run = { row: 5, count: 4, lines: 1 };
    expect(momentMark({ us: 50, row: 7 }, run, 20, 10)).toEqual({ edge: 'above', gap: null });
    expect(momentMark({ us: 50, row: 9 }, run, 20, 10)).toBeNull();
  });
});

test('the moment of a table goes from its first record to its last as it is scrolled', () => {
  const visible = 10;
  const moment = (row: number) => {
    const top = { row, part: 0 };
    const found = itemOfMoment(itemsInSight(flow, top, visible), top, visible, row / 90);
    return [found?.item.row, found?.line];
  };
  expect(moment(0)).toEqual([0, 0]);
  expect(moment(45)).toEqual([49, 4]);
  expect(moment(90)).toEqual([99, 9]);
});

test('the line at which a row stands is counted from the top, and known while it is in sight', () => {
  const top = { row: 20, part: 0.5 };
  const items = itemsInSight(flow, top, 10);
  expect(lineOf(flow, items, top, 23)).toBe(2.5);
  expect(lineOf(flow, items, top, 40)).toBeNull();
});

test('a source stands beside the one after it, and looks for what is asked in it alone', () => {
  expect(besideNext(2, [1, 2, 3]).right.sourceId).toBe(3);
  expect(besideNext(3, [1, 2, 3]).right.sourceId).toBe(2);
  expect(besideNext(1, [1]).right.sourceId).toBeNull();
  expect(queryOfSide('', '/logs/a b.log')).toBe('source:"/logs/a b.log"');
  expect(queryOfSide('x OR y', '/logs/app.log')).toBe('(x OR y) AND source:"/logs/app.log"');
  expect(queryOfSide('x OR y', null)).toBe('x OR y');
});
