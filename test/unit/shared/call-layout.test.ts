import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutCalls } from '#shared/model/call-layout.ts';

const NAMES = ['web', 'shop', 'payment', 'worker', 'shop'];
const nameOf = (id: number): string => NAMES[id] ?? `s${id}`;

test('callers stand before those that they call, files of one name are one, and the weakest call goes back', () => {
  const { callers, calls, left } = layoutCalls(
    [
      { from: 0, to: 1, ids: 40 },
      { from: 1, to: 2, ids: 900 },
      { from: 4, to: 2, ids: 100 },
      { from: 4, to: 1, ids: 70 },
      { from: 2, to: 3, ids: 600 },
      { from: 3, to: 0, ids: 20 },
    ],
    nameOf,
  );
  expect(Object.fromEntries(callers.map(({ name, layer }) => [name, layer]))).toEqual({
    web: 0,
    shop: 1,
    payment: 2,
    worker: 3,
  });
  expect(calls).toContainEqual({ from: 'shop', to: 'payment', ids: 1000, back: false });
  expect(calls.filter(({ back }) => back)).toEqual([
    { from: 'worker', to: 'web', ids: 20, back: true },
  ]);
  expect(left).toBe(0);
});

test('whatever calls whom, no call that goes on goes to an earlier layer, and no two stand in one place', () => {
  const edge = fc.record({
    from: fc.integer({ min: 5, max: 30 }),
    to: fc.integer({ min: 5, max: 30 }),
    ids: fc.integer({ min: 1, max: 99 }),
  });
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 60 }), (edges) => {
      const { callers, calls, left } = layoutCalls(edges, nameOf);
      const layers = new Map(callers.map(({ name, layer }) => [name, layer]));
      for (const { from, to, back } of calls) {
        if (!back) expect(layers.get(to)).toBeGreaterThan(layers.get(from) ?? 99);
      }
      expect(new Set(callers.map(({ layer, place }) => `${layer} ${place}`)).size).toBe(
        callers.length,
      );
      const named = new Set(
        edges.filter(({ from, to }) => from !== to).flatMap(({ from, to }) => [from, to]),
      );
      expect(callers.length + left).toBe(named.size);
    }),
    { numRuns: 300 },
  );
});
