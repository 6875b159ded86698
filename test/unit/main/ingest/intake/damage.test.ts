import { randomBytes } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createFolder,
  logText,
  openFilesIn,
  readPile,
  summary,
  writeTar,
  type Folder,
} from './pile.ts';
import { writeZip } from './zip-writer.ts';

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => {
  expect(openFilesIn(folder.path)).toEqual([]);
  folder.remove();
});

describe('what is cut short or damaged gives all that came before', () => {
  const text = logText(300_000);

  test('gzip and zstd', async () => {
    const gz = gzipSync(text);
    folder.write('a.gz', gz.subarray(0, gz.length >> 1));
    folder.write('b.gz', gz.subarray(0, -3));
    folder.write('c.gz', Buffer.concat([gz, Buffer.from('garbage')]));
    const wrong = Buffer.from(gz);
    wrong.writeUInt32LE(1, gz.length - 8);
    folder.write('d.gz', wrong);
    folder.write('e.gz', gz.subarray(0, 5));
    const zst = zstdCompressSync(text);
    folder.write('f.zst', zst.subarray(0, -9));
    folder.write('g.zst', Buffer.concat([zst, Buffer.from('garbage')]));
    const [a, b, c, d, e, f, g] = await readPile([folder.path], folder.path);
    expect([a, b, c, d, e, f, g].map((outcome) => outcome?.code)).toEqual([
      'ARCHIVE_TRUNCATED',
      'ARCHIVE_TRUNCATED',
      'ARCHIVE_DAMAGED',
      'ARCHIVE_DAMAGED',
      'ARCHIVE_TRUNCATED',
      'ARCHIVE_TRUNCATED',
      'ARCHIVE_DAMAGED',
    ]);
    for (const whole of [b, c, d, g]) expect(whole?.content?.equals(text)).toBe(true);
    for (const part of [a, f]) {
      const length = part?.content?.length ?? 0;
      expect(length).toBeGreaterThan(text.length * 0.4);
      expect(part?.content?.equals(text.subarray(0, length))).toBe(true);
      expect(part?.message).toContain(`The ${length} bytes before are kept`);
    }
  });

  test('tar, in a member and between members', async () => {
    const tar = await writeTar([
      { name: 'a.log', content: 'first' },
      { name: 'b.log', content: text },
    ]);
    folder.write('a.tar', tar.subarray(0, 2000));
    folder.write('b.tar', tar.subarray(0, 1024));
    folder.write('c.tgz', gzipSync(tar).subarray(0, -2000));
    const outcomes = await readPile([folder.path], folder.path);
    expect(outcomes.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'a.tar!/a.log null',
      'a.tar!/b.log ARCHIVE_TRUNCATED',
      'a.tar ARCHIVE_TRUNCATED',
      'b.tar!/a.log null',
      'b.tar ARCHIVE_TRUNCATED',
      'c.tgz!/a.log null',
      'c.tgz!/b.log ARCHIVE_TRUNCATED',
      'c.tgz ARCHIVE_TRUNCATED',
    ]);
    expect(outcomes[1]?.content?.equals(text.subarray(0, 2000 - 1536))).toBe(true);
    const kept = outcomes[6]?.content ?? Buffer.alloc(0);
    expect(kept.length).toBeGreaterThan(200_000);
    expect(kept.equals(text.subarray(0, kept.length))).toBe(true);
  });

  test('tar goes on behind a damaged header', async () => {
    const tar = await writeTar(['a', 'b', 'c'].map((name) => ({ name, content: name })));
    tar[1024 + 3] = 0xff;
    folder.write('a.tar', tar);
    expect(summary(await readPile([folder.path], folder.path))).toEqual([
      'a.tar!/a = a',
      'a.tar ! ARCHIVE_DAMAGED',
      'a.tar!/c = c',
    ]);
  });

  test('zip without its table: every member that is there, however its size is told', async () => {
    const parts = [
      { name: 'a', content: text },
      { name: 'b', content: Buffer.from('stored'), method: 0 as const, zip64: true },
      { name: 'c', content: text, follows: true },
      { name: '../d', content: text },
      { name: 'e', content: Buffer.from('next'), follows: true },
      { name: 'f', content: text },
    ];
    const zip = writeZip(parts);
    folder.write('a.zip', zip.subarray(0, -30));
    folder.write('b.zip', zip.subarray(0, zip.length - 20_000));
    folder.write('c.zip', writeZip([{ name: 'in.zip', content: zip.subarray(0, -30) }]));
    const outcomes = await readPile([folder.path], folder.path);
    const whole = ['a', 'b', 'c', 'd', 'e', 'f'].map(
      (name, i) => `!/${name} ${parts[i]?.content.length} null`,
    );
    const told = outcomes.map(
      ({ path, content, code }) => `${path} ${content?.length ?? null} ${code}`,
    );
    expect(told.slice(0, 7)).toEqual([
      'a.zip null ARCHIVE_TRUNCATED',
      ...whole.map((line) => `a.zip${line}`),
    ]);
    expect(told.slice(7, 13)).toEqual([
      'b.zip null ARCHIVE_TRUNCATED',
      ...whole.slice(0, 5).map((line) => `b.zip${line}`),
    ]);
    const cut = outcomes[13];
    expect(cut?.code).toBe('ARCHIVE_TRUNCATED');
    expect(cut?.content?.length).toBeGreaterThan(100_000);
    expect(cut?.content?.equals(text.subarray(0, cut.content.length))).toBe(true);
    expect(told.slice(14)).toEqual([
      'c.zip!/in.zip null ARCHIVE_TRUNCATED',
      ...whole.map((line) => `c.zip!/in.zip${line}`),
    ]);
  });

  test('a damaged archive inside another does not cost its neighbours', async () => {
    const inner = writeZip([{ name: 'x', content: Buffer.from('x') }]);
    folder.write(
      'a.zip',
      writeZip([
        { name: 'in.zip', content: inner, crc: 1 },
        { name: 'y', content: Buffer.from('y') },
      ]),
    );
    expect(summary(await readPile([folder.path], folder.path))).toEqual([
      'a.zip!/in.zip ! ARCHIVE_DAMAGED',
      'a.zip!/in.zip!/x = x',
      'a.zip!/y = y',
    ]);
  });
});

describe('bombs', () => {
  const zeros = Buffer.alloc(4 * 1024 * 1024);
  const small = { ratioFrom: 512 * 1024, maxRatio: 100 };

  test('are stopped by ratio, in every kind of archive', async () => {
    folder.write('a.gz', gzipSync(zeros));
    folder.write('b.zst', zstdCompressSync(zeros));
    folder.write(
      'c.zip',
      writeZip([
        { name: 'x', content: zeros },
        { name: 'y', content: randomBytes(100_000) },
      ]),
    );
    folder.write('d.tgz', gzipSync(await writeTar([{ name: 'x', content: zeros }])));
    const outcomes = await readPile([folder.path], folder.path, small);
    expect(outcomes.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'a.gz ARCHIVE_BOMB',
      'b.zst ARCHIVE_BOMB',
      'c.zip!/x ARCHIVE_BOMB',
      'c.zip!/y null',
      'd.tgz!/x ARCHIVE_BOMB',
      'd.tgz ARCHIVE_BOMB',
    ]);
    for (const { content } of outcomes) expect(content?.length ?? 0).toBeLessThan(1024 * 1024);
  });

  test('are stopped by the total of many harmless members', async () => {
    const content = Buffer.alloc(60 * 1024);
    const parts = Array.from({ length: 200 }, (_, i) => ({ name: `m${i}`, content }));
    folder.write('a.zip', writeZip(parts));
    const outcomes = await readPile([folder.path], folder.path, { ...small, maxRatio: 50 });
    expect(outcomes.at(-1)?.code).toBe('ARCHIVE_BOMB');
    expect(outcomes.at(-1)?.path).toBe('a.zip');
    expect(outcomes.length).toBeLessThan(190);
  });

  test('are stopped by count and by size', async () => {
    const parts = Array.from({ length: 20 }, (_, i) => ({
      name: `m${i}`,
      content: Buffer.from('x'),
    }));
    folder.write('a.zip', writeZip(parts));
    const counted = await readPile([folder.path], folder.path, { maxMembers: 5 });
    expect(counted.map(({ code }) => code)).toEqual([null, null, null, null, null, 'ARCHIVE_BOMB']);
    const sized = await readPile([folder.path], folder.path, { maxMemberBytes: 0, maxMembers: 20 });
    expect(sized.every(({ code }) => code === 'ARCHIVE_BOMB')).toBe(true);
  });

  test('a zip in a zip is held in memory only up to the limit', async () => {
    const inner = writeZip([{ name: 'x', content: zeros, method: 0 }]);
    folder.write('a.zip', writeZip([{ name: 'in.zip', content: inner, method: 0 }]));
    const outcomes = await readPile([folder.path], folder.path, { maxNestedZip: 1024 * 1024 });
    expect(summary(outcomes)).toEqual(['a.zip!/in.zip ! ARCHIVE_NESTED_TOO_LARGE']);
  });
});
