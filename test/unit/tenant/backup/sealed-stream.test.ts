import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newKey, type BackupKeys, type NamedKey } from '../../../../tenant/platform/index.ts';
import { opened, sealed } from '../../../../tenant/backup/sealed-stream.ts';
import {
  positionBefore,
  positionOf,
  segmentOf,
  stretchesOf,
} from '../../../../tenant/backup/wal-names.ts';

const key = newKey();
const keysOf = (one: NamedKey): BackupKeys => ({
  newest: one,
  of: (id) => (id === one.id ? one.key : undefined),
});

async function whole(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Cuts bytes at random places, as files and sockets do. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...pieces, bytes.subarray(at)];
}

const sizes = fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 5 });

test('what is sealed is opened again, however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0, 1, 1000, 256 * 1024, 256 * 1024 + 1, 700_000),
      sizes,
      sizes,
      async (length, before, after) => {
        const plain = randomBytes(length);
        const bytes = await whole(sealed(key, 'a', cut(plain, before)));
        expect(bytes.includes(plain.subarray(0, 32)) && length > 32).toBe(false);
        expect((await whole(opened(keysOf(key), 'a', cut(bytes, after)))).equals(plain)).toBe(true);
      },
    ),
    { seed: 1, numRuns: 30 },
  );
});

test('any byte that is changed, any end that is cut off, another key or name: refused', async () => {
  const plain = randomBytes(600_000);
  const bytes = await whole(sealed(key, 'a', [plain]));
  const refused = (changed: Buffer, name = 'a', other = key): Promise<unknown> =>
    expect(whole(opened(keysOf(other), name, [changed]))).rejects.toMatchObject({
      code: 'BACKUP_DAMAGED',
    });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (at) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      await refused(changed);
      await refused(bytes.subarray(0, at));
    }),
    { seed: 1, numRuns: 60 },
  );
  await refused(bytes, 'b');
  await refused(bytes, 'a', newKey());
  await refused(bytes, 'a', { ...newKey(), id: key.id });
  // A whole chunk less at the end, at its very border.
  const chunk = 256 * 1024 + 16 + 4;
  await refused(bytes.subarray(0, 32 + chunk));
  await refused(bytes.subarray(0, 32 + 2 * chunk));
});

test('segments of log are counted over the borders of files', () => {
  const size = 16 * 1024 * 1024;
  expect(segmentOf('0000000100000000000000FF', size)).toEqual({ timeline: 1, position: 255 });
  expect(segmentOf('000000020000000100000000', size)).toEqual({ timeline: 2, position: 256 });
  expect(segmentOf('00000002.history', size)).toBeNull();
  expect(positionOf('1/0', size)).toBe(256);
  expect(positionBefore('1/0', size)).toBe(255);
  expect(positionBefore('1/1', size)).toBe(256);
});

test('a history says which stretches lead to a timeline', () => {
  const size = 16 * 1024 * 1024;
  const history = '1\t0/3000148\tbefore 2026\n2\t0/5000000\tno recovery target\n';
  expect(stretchesOf(3, history, size)).toEqual([
    { timeline: 1, from: 0, to: 3 },
    { timeline: 2, from: 3, to: 5 },
    { timeline: 3, from: 5, to: Number.MAX_SAFE_INTEGER },
  ]);
});
