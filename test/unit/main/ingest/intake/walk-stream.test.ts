import { gzipSync, zstdCompressSync } from 'node:zlib';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  DEFAULT_LIMITS,
  walkStream,
  type PileLimits,
} from '../../../../../main/ingest/intake/index.ts';
import {
  createFolder,
  logText,
  readPile,
  readSource,
  summary,
  writeTar,
  type Folder,
  type Outcome,
} from './pile.ts';
import { writeZip } from './zip-writer.ts';

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

/** Sends bytes in pieces of a size; tells how many of them were asked for. */
function sent(bytes: Buffer, piece: number) {
  const state = { taken: 0 };
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += piece) {
      state.taken = Math.min(bytes.length, at + piece);
      yield bytes.subarray(at, at + piece);
    }
  }
  return { state, pieces };
}

async function readStream(
  name: string,
  bytes: AsyncIterable<Buffer>,
  size: number | null,
  limits: Partial<PileLimits> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const file = { name, size, mtimeUs: 0, bytes };
  for await (const item of walkStream(file, { ...DEFAULT_LIMITS, ...limits }, signal)) {
    const { path } = item;
    if (item.kind === 'skipped') {
      const { code, message } = item.failure;
      outcomes.push({ path, content: null, code, message });
    } else outcomes.push({ path, ...(await readSource(item, signal)) });
  }
  return outcomes;
}

const text = (content: string): Buffer => Buffer.from(content);

async function piles(): Promise<[name: string, bytes: Buffer][]> {
  const tar = await writeTar([
    { name: 'var/a.log', content: 'tar a' },
    { name: 'var/b.log.gz', content: gzipSync('tar b') },
  ]);
  const zip = writeZip([
    { name: 'x/a.log', content: text('zip a') },
    { name: 'b.log', content: logText(200_000), method: 8 },
    { name: '../c.log', content: text('out') },
  ]);
  return [
    ['plain.log', logText(3000)],
    ['empty.log', Buffer.alloc(0)],
    ['a.log.gz', gzipSync(logText(90_000))],
    ['a.log.zst', zstdCompressSync(logText(90_000))],
    ['a.tar', Buffer.concat([tar, Buffer.alloc(300_000)])],
    ['a.tgz', gzipSync(tar)],
    ['a.zip', zip],
    ['cut.zip', zip.subarray(0, zip.length - 40)],
    ['cut.gz', gzipSync(logText(90_000)).subarray(0, 4000)],
    ['deep.zip', writeZip([{ name: 'in.tar.gz', content: gzipSync(tar) }])],
    ['a.rar', Buffer.concat([text('Rar!\u001a\u0007\u0001\u0000'), Buffer.alloc(100)])],
  ];
}

test('what comes as a stream gives the same sources as the same file on the disk, in pieces of any size', async () => {
  for (const [name, bytes] of await piles()) {
    folder.write(name, bytes);
    const onDisk = summary(await readPile([join(folder.path, name)], folder.path));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 7, max: 70_000 }), fc.boolean(), async (piece, told) => {
        const { pieces, state } = sent(bytes, Math.max(piece, bytes.length / 300));
        const read = await readStream(name, pieces(), told ? bytes.length : null);
        expect(summary(read), name).toEqual(onDisk);
        // Whoever sends it gets rid of all of it, also of what is behind the end of an archive.
        expect(state.taken, name).toBe(bytes.length);
      }),
      { numRuns: 4, seed: 3 },
    );
  }
});

test('the limits of a pile hold: a bomb, too many members, an archive that memory cannot hold', async () => {
  const bomb = gzipSync(Buffer.alloc(2_000_000));
  const small = { maxRatio: 10, ratioFrom: 1000 };
  expect(
    summary(await readStream('b.gz', sent(bomb, 500).pieces(), bomb.length, small))[0],
  ).toMatch(/! ARCHIVE_BOMB$/);
  const [, zip] = (await piles()).find(([name]) => name === 'a.zip') ?? expect.fail('no zip');
  for (const size of [zip.length, null]) {
    const read = await readStream('a.zip', sent(zip, 500).pieces(), size, { maxNestedZip: 1000 });
    expect(summary(read)).toEqual(['a.zip ! ARCHIVE_STREAMED_TOO_LARGE']);
  }
  const many = await readStream('a.zip', sent(zip, 500).pieces(), zip.length, { maxMembers: 1 });
  expect(summary(many).at(-1)).toBe('a.zip ! ARCHIVE_BOMB');
});

test('nothing goes on once it is cancelled', async () => {
  const stop = new AbortController();
  const { pieces, state } = sent(logText(50_000), 1000);
  const file = { name: 'a.log', size: null, mtimeUs: 0, bytes: pieces() };
  const reading = async (): Promise<void> => {
    for await (const item of walkStream(file, DEFAULT_LIMITS, stop.signal)) {
      if (item.kind !== 'source') continue;
      for await (const piece of item.open(stop.signal)) if (piece.length > 0) stop.abort();
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(state.taken).toBeLessThan(10_000);
});
