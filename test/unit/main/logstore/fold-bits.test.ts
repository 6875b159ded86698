import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldBits } from '../../../../main/logstore/fold-bits.ts';

/** Bit by bit. */
function folded(bits: readonly boolean[], fullest: number, least: number): readonly boolean[] {
  const share = bits.filter(Boolean).length / bits.length;
  if (bits.length <= 2 ** least || 1 - (1 - share) ** 2 > fullest) return bits;
  const half = Array.from(
    { length: bits.length / 2 },
    (_, at) => bits[2 * at] === true || bits[2 * at + 1] === true,
  );
  return folded(half, fullest, least);
}

const bitsOf = (bytes: Uint8Array): boolean[] =>
  [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => ((byte >> bit) & 1) === 1));

test('bits are folded as one by one, wherever they lie', () => {
  const set = fc.array(fc.nat(2 ** 12 - 1), { maxLength: 900 });
  fc.assert(
    fc.property(set, fc.nat(5), fc.constantFrom(0.13, 0.56), (places, at, fullest) => {
      const room = new Uint8Array(at + 2 ** 9 + 3);
      for (const place of places) {
        const byte = at + (place >> 3);
        room[byte] = (room[byte] ?? 0) | (1 << (place & 7));
      }
      const bits = room.subarray(at, at + 2 ** 9);
      expect(bitsOf(foldBits(bits, fullest, 6))).toEqual(folded(bitsOf(bits), fullest, 6));
    }),
    { numRuns: 200 },
  );
});
