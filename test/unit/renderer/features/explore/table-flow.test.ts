import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  clampTop,
  itemsInSight,
  moveTop,
  rowsAtEnd,
  scrolledRows,
  topAt,
  topToShow,
  type Flow,
  type Item,
} from '../../../../../renderer/features/explore/table-flow.ts';

/** A table of items: how many rows each stands for, and how many lines it is high. */
function flowOf(items: readonly { count: number; lines: number }[]) {
  const placed: Item[] = [];
  let total = 0;
  for (const item of items) {
    placed.push({ row: total, ...item });
    total += item.count;
  }
  const flow: Flow = {
    total,
    item: (row) => placed.findLast((item) => item.row <= row) as Item,
  };
  const linesAbove = (row: number): number =>
    placed.filter((item) => item.row < row).reduce((sum, { lines }) => sum + lines, 0);
  const height = placed.reduce((sum, { lines }) => sum + lines, 0);
  return { flow, placed, linesAbove, height };
}

const tables = fc
  .array(
    fc.record({ count: fc.integer({ min: 1, max: 50 }), lines: fc.integer({ min: 1, max: 4 }) }),
    { minLength: 1, maxLength: 30 },
  )
  .map(flowOf);
const visibles = fc.integer({ min: 2, max: 20 }).map((halves) => halves / 2);

test('a table scrolls by lines and stops where its end is in sight, whatever its rows stand for', () => {
  fc.assert(
    fc.property(tables, visibles, fc.integer({ min: -60, max: 60 }), fc.nat(), (table, ...rest) => {
      const [visible, lines, from] = rest;
      const { flow, linesAbove, height } = table;
      const top = clampTop(flow, topAt(flow, from % flow.total), visible);
      const pixels = (at: { row: number; part: number }): number => linesAbove(at.row) + at.part;
      const moved = clampTop(flow, moveTop(flow, top, lines), visible);
      const wanted = Math.max(0, Math.min(height - visible, pixels(top) + lines));
      expect(pixels(moved)).toBeCloseTo(wanted, 6);
      expect(moved.row).toBe(flow.item(moved.row).row);
      const drawn = itemsInSight(flow, moved, visible);
      expect(drawn[0]?.row).toBe(moved.row);
      const below = drawn.reduce((sum, item) => sum + item.lines, 0) - moved.part;
      expect(below >= visible || pixels(moved) + below === height).toBe(true);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('a row that is gone to is in sight, and nothing moves when it was', () => {
  fc.assert(
    fc.property(tables, visibles, fc.nat(), fc.nat(), ({ flow, linesAbove }, visible, a, b) => {
      const top = clampTop(flow, topAt(flow, a % flow.total), visible);
      const item = flow.item(b % flow.total);
      const above = (at: { row: number; part: number }): number =>
        linesAbove(item.row) - linesAbove(at.row) - at.part;
      const shown = topToShow(flow, item.row, top, visible);
      const isIn = (at: { row: number; part: number }): boolean =>
        above(at) > -1e-6 && above(at) + item.lines < visible + 1e-6;
      if (isIn(top)) expect(shown).toEqual(top);
      else if (item.lines <= visible) expect(isIn(shown)).toBe(true);
    }),
    { seed: 4, numRuns: 500 },
  );
});

test('the scroll bar stands for records: its ends are the ends of the table', () => {
  fc.assert(
    fc.property(tables, visibles, fc.nat(), ({ flow, height }, visible, a) => {
      const at = (a % (flow.total * 4)) / 4;
      expect(scrolledRows(flow, topAt(flow, at))).toBeCloseTo(at, 6);
      const room = flow.total - rowsAtEnd(flow, visible);
      const end = clampTop(flow, topAt(flow, room), visible);
      const last = clampTop(flow, topAt(flow, flow.total - 1e-9), visible);
      expect(scrolledRows(flow, end)).toBeCloseTo(scrolledRows(flow, last), 6);
      if (height <= visible) expect(room).toBe(0);
    }),
    { seed: 5, numRuns: 500 },
  );
});
