import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectHits, countHits } from '../../../../main/logstore/hits.ts';

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
