import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack, release, unpack } from '../../../../main/logstore/packed-block.ts';

/** Sizes on both sides of where a frame's head writes them in one byte more. */
const sizes = fc.oneof(fc.nat(600), fc.integer({ min: 65_000, max: 66_500 }));

test('a blob comes back in a piece of its own size, whatever that is', () => {
  fc.assert(
    fc.property(sizes, fc.uint8Array({ minLength: 1, maxLength: 40 }), (size, some) => {
      const bytes = new Uint8Array(Buffer.alloc(size, some));
      const back = unpack('zstd', pack(bytes));
      expect(back.equals(bytes)).toBe(true);
      // Small ones stand in the pool that Node keeps for them.
      expect(back.buffer.byteLength).toBeLessThanOrEqual(Math.max(65_536, size + 1));
    }),
    { numRuns: 100 },
  );
});

test('a blob that was cut short or is none is damaged, and asks for no room that it says', () => {
  const packed = pack(new Uint8Array(Buffer.alloc(100_000, 'log ')));
  for (let length = 0; length < packed.length; length++) {
    expect(() => unpack('zstd', packed.subarray(0, length))).toThrow(/cannot be unpacked/);
  }
  // Magic number, a size of eight bytes, and one that no block has.
  const huge = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0]);
  expect(() => unpack('zstd', huge)).toThrow(/cannot be unpacked/);
});

test.each([0, 1, 600, 16_000, 70_000, 300_000])(
  'a blob of %d bytes lies in memory of its own, which moves and is given back',
  (size) => {
    for (const bytes of [new Uint8Array(size), new Uint8Array(randomBytes(size))]) {
      const blob = pack(bytes);
      expect(blob.buffer.byteLength).toBe(blob.length);
      const moved = structuredClone(blob, { transfer: [blob.buffer] });
      expect(blob.length).toBe(0);
      expect(unpack('zstd', moved).equals(bytes)).toBe(true);
      release(moved);
      expect(moved.length).toBe(0);
    }
  },
);
