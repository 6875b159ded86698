import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectHits, collectInTime, countHits } from '../../../../main/logstore/hits.ts';

/** Hits as they stand in memory, at any place of a larger piece. */
const placed = fc
  .tuple(
    fc.nat(5),
    fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.constant(1)), { maxLength: 70 }),
  )
  .map(([at, bits]) => {
    const room = new Uint8Array(at + bits.length + 3).fill(1);
    room.set(bits, at);
    return { hit: room.subarray(at, at + bits.length), bits };
  });

test('hits are counted and collected as one by one, wherever they lie', () => {
  fc.assert(
    fc.property(placed, ({ hit, bits }) => {
      const wanted = bits.flatMap((bit, index) => (bit === 1 ? [index] : []));
      expect(countHits(hit)).toBe(wanted.length);
      const indices = new Uint32Array(wanted.length);
      collectHits(hit, null, indices);
      expect([...indices]).toEqual(wanted);
      const order = Uint32Array.from(bits.keys()).reverse();
      collectHits(hit, order, indices);
      expect([...indices]).toEqual(wanted.toReversed());
    }),
    { numRuns: 500 },
  );
});

/** Times of records, a few apart, and how often one is a hit. */
const timed = fc.tuple(
  fc.array(fc.nat(5), { minLength: 1, maxLength: 60 }),
  fc.constantFrom(1, 3, 9, 30),
  fc.boolean(),
);

test('hits are collected in order of time, those of one time as they stand, however few they are', () => {
  fc.assert(
    fc.property(timed, ([times, every, isOrdered]) => {
      const all = [...times.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
      const hit = Uint8Array.from(times, (_, at) => Number(at % every === 0));
      const wanted = all.filter((at) => hit[at] === 1);
      const indices = new Uint32Array(wanted.length);
      const columns = {
        records: times.length,
        timeUs: Float64Array.from(times),
        order: Uint32Array.from(all),
        isOrdered,
      };
      collectInTime(hit, columns, indices);
      expect([...indices]).toEqual(wanted);
    }),
    { numRuns: 500 },
  );
});
