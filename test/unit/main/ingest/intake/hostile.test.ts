import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder, logText, openFilesIn, readPile, writeTar, type Folder } from './pile.ts';
import { writeZip } from './zip-writer.ts';

let folder: Folder;
beforeAll(() => {
  folder = createFolder();
});
afterAll(() => {
  expect(openFilesIn(folder.path)).toEqual([]);
  folder.remove();
});

const text = logText(20_000);

async function archives(): Promise<Buffer[]> {
  const tar = await writeTar([
    { name: `${'long/'.repeat(40)}a.log`, content: text },
    { name: 'b.log', content: 'b' },
    { name: 'c', type: 'directory' },
  ]);
  const zip = writeZip([
    { name: 'a.log', content: text },
    { name: 'b.log', content: text, method: 0, zip64: true },
    { name: 'c.zst', content: text, method: 93 },
    { name: 'd.tar', content: tar },
  ]);
  const gz = Buffer.concat([gzipSync(text), gzipSync('more')]);
  const zst = Buffer.concat([zstdCompressSync(text), zstdCompressSync('more')]);
  return [tar, zip, gz, zst, gzipSync(tar), writeZip([{ name: 'in.zip', content: zip }])];
}

type Spoiling = typeof spoiling extends fc.Arbitrary<infer T> ? T : never;

/** Ways to spoil an archive. */
const spoiling = fc.record({
  archive: fc.nat(5),
  writes: fc.array(
    fc.record({
      // Heads and tables are at the ends, so half of the damage goes there.
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      near: fc.constantFrom('start', 'end', 'anywhere'),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    }),
    { maxLength: 6 },
  ),
  cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  insert: fc.uint8Array({ maxLength: 4 }),
});

function spoil(archive: Buffer, { writes, cut, insert }: Spoiling): Buffer {
  const bytes = Buffer.from(archive);
  for (const { at, near, bytes: noise } of writes) {
    const reach = near === 'anywhere' ? bytes.length : Math.min(600, bytes.length);
    const distance = Math.floor(at * (reach - 1));
    const offset = near === 'end' ? bytes.length - 1 - distance : distance;
    bytes.set(noise.subarray(0, bytes.length - offset), offset);
  }
  const length = cut === null ? bytes.length : Math.floor(cut * bytes.length);
  return Buffer.concat([bytes.subarray(0, length), insert]);
}

describe('hostile archives', () => {
  test('spoiled in any way end in outcomes, never in a crash or a hang', async () => {
    const all = await archives();
    const property = fc.asyncProperty(spoiling, async (spoiled) => {
      const file = folder.write('x', spoil(all[spoiled.archive] ?? Buffer.alloc(0), spoiled));
      const outcomes = await readPile([file], folder.path);
      for (const { code } of outcomes) {
        expect(code).toSatisfy((c) => c === null || /^(ARCHIVE|FILE|CASE)_/u.test(String(c)));
      }
    });
    await fc.assert(property, { numRuns: 600, timeout: 5000 });
  });

  test('are read right when they are not spoiled, whatever is in them', async () => {
    const content = fc.uint8Array({ maxLength: 3000 }).map((raw) => Buffer.from(`#${raw.join()}`));
    const members = fc.uniqueArray(
      fc.record({ name: fc.stringMatching(/^[a-z0-9]{1,9}(\/[a-zé]{1,9}){0,3}$/u), content }),
      { maxLength: 8, selector: ({ name }) => name },
    );
    const wraps = fc.array(fc.constantFrom(gzipSync, zstdCompressSync), { maxLength: 2 });
    const property = fc.asyncProperty(members, wraps, fc.boolean(), async (parts, wraps, zip) => {
      const archive = zip ? writeZip(parts) : await writeTar(parts);
      const file = folder.write(
        'x',
        wraps.reduce((inner, wrap) => wrap(inner), archive),
      );
      const outcomes = await readPile([file], folder.path);
      const expected = parts.map((part) => [`x!/${part.name}`, part.content.toString(), null]);
      expect(outcomes.map(({ path, content, code }) => [path, content?.toString(), code])).toEqual(
        // A tar of no members is two blocks of zeros, which nothing tells from a file of zeros.
        !zip && parts.length === 0 ? [['x', archive.toString(), null]] : expected,
      );
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
