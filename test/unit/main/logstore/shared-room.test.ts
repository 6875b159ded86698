import { expect, test } from 'vitest';
import { sharedBytes } from '../../../../main/logstore/shared-room.ts';

test('what is given stands apart, in shared memory, at multiples of four', () => {
  const lengths = Array.from({ length: 400 }, (_, n) => (n * 7919) % 5000).concat(400_000, 3, 0);
  const given = lengths.map((length, n) => sharedBytes(length).fill((n % 255) + 1));
  given.forEach((bytes, n) => {
    expect(bytes).toHaveLength(lengths[n] ?? -1);
    expect(bytes.byteOffset % 4).toBe(0);
    expect(bytes.every((byte) => byte === (n % 255) + 1)).toBe(true);
  });
  const pieces = new Set(given.map(({ buffer }) => buffer));
  expect([...pieces].every((piece) => piece instanceof SharedArrayBuffer)).toBe(true);
  expect(pieces.size).toBeLessThan(10);
});
