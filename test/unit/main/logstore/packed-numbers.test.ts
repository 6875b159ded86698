import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  packNumbers,
  unpackNumbers,
  type NumbersCodec,
} from '../../../../main/logstore/packed-numbers.ts';

test('small numbers come back, however they are packed', () => {
  const met = new Set<NumbersCodec>();
  fc.assert(
    fc.property(
      fc.constantFrom(1, 2, 8, 16, 17, 255, 256),
      fc.constantFrom(1, 40),
      fc.array(fc.nat(0xffffff), { minLength: 1, maxLength: 70 }),
      (values, times, seeds) => {
        const few = seeds.map((seed) => seed % values);
        const numbers = Uint8Array.from(Array.from({ length: times }, () => few).flat());
        const packed = packNumbers(numbers);
        met.add(packed.codec);
        expect([...unpackNumbers(packed, numbers.length)]).toEqual([...numbers]);
        expect(packed.bytes.length).toBeLessThanOrEqual(numbers.length);
        expect(() => unpackNumbers(packed, numbers.length + 2)).toThrow(RangeError);
      },
    ),
    { numRuns: 500 },
  );
  expect([...met].sort()).toEqual(['bytes', 'halves', 'zstd']);
});

test('what compression makes much smaller is compressed, whatever fits into half a byte', () => {
  const random = randomBytes(20_000);
  const [mixed, same] = [8, 1].map((values) => random.map((byte) => byte % values));
  expect(packNumbers(mixed ?? expect.fail()).codec).toBe('halves');
  expect(packNumbers(same ?? expect.fail()).bytes.length).toBeLessThan(40);
});
