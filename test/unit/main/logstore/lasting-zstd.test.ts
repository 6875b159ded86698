import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastingCompressor, lastingDecompressor } from '../../../../main/logstore/lasting-zstd.ts';

const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const compressor = lastingCompressor(1);
const decompressor = lastingDecompressor();

const blobs = fc
  .tuple(fc.nat(70_000), fc.uint8Array({ minLength: 1, maxLength: 600 }))
  .map(([size, some]) => new Uint8Array(Buffer.alloc(size + 1, some)));

test('one context gives the frames that a new one gives each time, and takes them apart', () => {
  fc.assert(
    fc.property(blobs, (bytes) => {
      const out = new Uint8Array(bytes.length + 1000);
      const size = compressor.run(bytes, out) ?? 0;
      const frame = out.slice(0, size);
      expect(zstdDecompressSync(frame).equals(bytes)).toBe(true);
      // The window of a context that had larger ones is no larger.
      expect(frame.length).toBe(zstdCompressSync(bytes, LEVEL).length);
      const back = new Uint8Array(bytes.length + 1);
      expect(decompressor.run(frame, back)).toBe(bytes.length);
      expect(Buffer.compare(back.subarray(0, bytes.length), bytes)).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test('damaged frames are told as such or as what Node takes them for, and spoil nothing that comes after', () => {
  const whole = new Uint8Array(Buffer.from('one line of a log, and another\n'.repeat(3000)));
  const good = Buffer.from(zstdCompressSync(whole, LEVEL));
  const damages = fc.record({
    length: fc.nat(good.length - 1),
    at: fc.nat(good.length - 1),
    flip: fc.integer({ min: 1, max: 255 }),
    isCut: fc.boolean(),
  });
  fc.assert(
    fc.property(damages, ({ length, at, flip, isCut }) => {
      const bytes = isCut ? good.subarray(0, length) : Buffer.from(good);
      if (!isCut) bytes[at] = (bytes[at] ?? 0) ^ flip;
      const out = new Uint8Array(whole.length + 1);
      const size = decompressor.run(bytes, out);
      if (size === whole.length) {
        expect(zstdDecompressSync(bytes).equals(out.subarray(0, size))).toBe(true);
      }
      // At once, then when it was asked anew: no more than the frame is read with what the damaged one left.
      const first = decompressor.run(good, out);
      if (first !== null) expect(Buffer.compare(out.subarray(0, first), whole)).toBe(0);
      expect(decompressor.run(good, out)).toBe(whole.length);
    }),
    { numRuns: 2000 },
  );
});

test('what does not fit its room is not half there, and a context that was ended is made again', () => {
  const bytes = new Uint8Array(Buffer.alloc(50_000, 'abcdefgh0'));
  const frame = zstdCompressSync(bytes, LEVEL);
  expect(decompressor.run(frame, new Uint8Array(bytes.length - 1))).toBeNull();
  expect(compressor.run(bytes, new Uint8Array(8))).toBeNull();
  compressor.end();
  decompressor.end();
  const out = new Uint8Array(bytes.length + 1);
  expect(decompressor.run(frame, out)).toBe(bytes.length);
  expect(compressor.run(bytes, out)).toBe(frame.length);
});
