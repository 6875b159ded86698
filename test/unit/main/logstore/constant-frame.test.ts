import fc from 'fast-check';
import { expect, test } from 'vitest';
import { constantOf } from '../../../../main/logstore/constant-frame.ts';
import { pack } from '../../../../main/logstore/packed-block.ts';

test('a frame of one byte again and again tells it', () => {
  for (const size of [1, 2, 7, 64, 300, 28_995, 70_000, 300_000]) {
    for (const value of [0, 1, 255]) {
      expect(constantOf(pack(new Uint8Array(size).fill(value))), `${size}`).toBe(value);
    }
  }
});

test('no frame with two bytes is taken for one of one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 200_000 }),
      fc.integer({ min: 0, max: 1 }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
      (size, value, others) => {
        const bytes = new Uint8Array(size).fill(value);
        for (const place of others) bytes[place % size] = value + 1;
        const told = constantOf(pack(bytes));
        expect(told === null || bytes.every((byte) => byte === told)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('what is no frame, or ends too early, tells nothing', () => {
  const frame = pack(new Uint8Array(5000));
  // Without its sequences it is damaged, which who unpacks it is told.
  for (let end = 0; end < 10; end++) expect(constantOf(frame.subarray(0, end))).toBeNull();
  expect(constantOf(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 4, 7, 0, 0, 0, 0, 0))).toBeNull();
});
