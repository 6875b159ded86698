import { appendFileSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  DEFAULT_LIMITS,
  openOrigin,
  walkPile,
  type SourceItem,
} from '../../../../../main/ingest/intake/index.ts';
import {
  createFolder,
  logText,
  openFilesIn,
  readPile,
  readSource,
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

/** Milliseconds from a cancel to its end: 50 promised, here with room for a busy build machine. */
const PROMPT = 150;

const never = new AbortController().signal;
const text = logText(1_500_000);

/** One file of every kind, each with sources that hold `text`. */
const everyKind = makeEveryKind();

async function makeEveryKind(): Promise<Map<string, Buffer>> {
  const tar = await writeTar([
    { name: 'x.log', content: text },
    { name: 'y.log', content: text },
  ]);
  const zip = writeZip([
    { name: 'x.log', content: text },
    { name: 'y.log', content: text, method: 0 },
  ]);
  return new Map([
    ['a.log', text],
    ['b.log.gz', gzipSync(text)],
    ['c.log.zst', zstdCompressSync(text)],
    ['d.tar', tar],
    ['e.tar.gz', gzipSync(tar)],
    ['f.zip', zip],
    [
      'g.zip',
      writeZip([
        { name: 'in.zip', content: zip },
        { name: 'in.tar', content: tar },
      ]),
    ],
  ]);
}

async function writeEveryKind(): Promise<void> {
  for (const [name, content] of await everyKind) folder.write(name, content);
}

async function collect(): Promise<SourceItem[]> {
  const items: SourceItem[] = [];
  for await (const item of walkPile([folder.path], DEFAULT_LIMITS, never)) {
    if (item.kind === 'source') items.push(item);
  }
  return items;
}

describe('a source', () => {
  test('can be opened when the walk is long over, and again, and by its origin', async () => {
    await writeEveryKind();
    const items = await collect();
    expect(items).toHaveLength(13);
    for (const item of items) {
      for (let turn = 0; turn < 2; turn += 1) {
        expect((await readSource(item)).content.equals(text)).toBe(true);
      }
      const origin: unknown = JSON.parse(JSON.stringify(item.origin));
      expect(origin).toEqual(item.origin);
      const found = await openOrigin(item.origin, DEFAULT_LIMITS, never);
      expect([found.path, found.size]).toEqual([item.path, item.size]);
      expect((await readSource(found)).content.equals(text)).toBe(true);
    }
  });

  test('tells its size, its share of the disk, and how much of that was read', async () => {
    await writeEveryKind();
    for await (const item of walkPile([folder.path], DEFAULT_LIMITS, never)) {
      if (item.kind !== 'source') throw item.failure;
      expect(item.size === null || item.size === text.length).toBe(true);
      const onDisk = statSync(item.origin.file).size;
      expect(item.onDisk).toBeLessThanOrEqual(onDisk);
      await readSource(item);
      const compressedArchive = /[eg]\.(tar\.gz|zip)!/u.test(item.path);
      if (compressedArchive) expect(item.consumed()).toBeLessThanOrEqual(onDisk);
      else expect(item.consumed()).toBe(item.onDisk);
      expect(item.consumed()).toBeGreaterThan(0);
    }
  });

  test('keeps the time of its file or member', async () => {
    const mtime = new Date('2026-03-05T12:00:02Z');
    folder.write('a.tar', await writeTar([{ name: 'a', content: 'a', mtime }]));
    folder.write('b.zip', writeZip([{ name: 'b', content: Buffer.from('b') }]));
    folder.write('c.log', 'c');
    const [tar, zip, file] = await collect();
    expect(tar?.mtimeUs).toBe(mtime.getTime() * 1000);
    expect(zip?.mtimeUs).toBe(Date.UTC(2024, 2, 5, 12, 0, 0) * 1000);
    const onDisk = statSync(join(folder.path, 'c.log'), { bigint: true }).mtimeNs / 1000n;
    expect(file?.mtimeUs).toBe(Number(onDisk));
  });

  test('has the time of its archive when the member has none', async () => {
    const archive = folder.write(
      'a.tar',
      await writeTar([{ name: 'a', content: 'a', mtime: new Date(0) }]),
    );
    const [item] = await collect();
    expect(item?.mtimeUs).toBe(Number(statSync(archive, { bigint: true }).mtimeNs / 1000n));
  });

  test('that grows while it is read is read to its end', async () => {
    const file = folder.write('a.log', text);
    const [item] = await collect();
    let length = 0;
    for await (const piece of item?.open(never) ?? []) {
      if (length === 0) appendFileSync(file, 'more');
      length += piece.length;
    }
    expect(length).toBe(text.length + 4);
  });
});

describe('openOrigin', () => {
  test('says what is missing or changed', async () => {
    const file = folder.write('a.zip', writeZip([{ name: 'x', content: Buffer.from('x') }]));
    const open = (members: string[]) =>
      openOrigin({ kind: 'file', file, members }, DEFAULT_LIMITS, never);
    await expect(open(['y'])).rejects.toMatchObject({ code: 'ORIGIN_MISSING' });
    await expect(open([])).rejects.toMatchObject({ code: 'ORIGIN_CHANGED' });
    folder.write('a.zip', 'plain now');
    await expect(open(['x'])).rejects.toMatchObject({ code: 'ORIGIN_CHANGED' });
    folder.write('a.zip', writeZip([{ name: 'x', content: Buffer.from('x'), flags: 1 }]));
    await expect(open(['x'])).rejects.toMatchObject({ code: 'ARCHIVE_ENCRYPTED' });
    rmSync(file);
    await expect(open(['x'])).rejects.toMatchObject({ code: 'ORIGIN_MISSING' });
    mkdirSync(file);
    await expect(open(['x'])).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test('lets go of the file when the signal is aborted instead of reading', async () => {
    await writeEveryKind();
    const controller = new AbortController();
    for (const { origin } of await collect()) {
      await openOrigin(origin, DEFAULT_LIMITS, controller.signal);
    }
    controller.abort();
    await expect.poll(() => openFilesIn(folder.path)).toEqual([]);
  });
});

describe('stopping', () => {
  test('by breaking out of the walk or of a source leaves nothing open', async () => {
    await writeEveryKind();
    const items = await collect();
    for (let stop = 0; stop < items.length; stop += 1) {
      let seen = 0;
      for await (const item of walkPile([folder.path], DEFAULT_LIMITS, never)) {
        if (item.kind === 'source' && stop % 2 === 0) {
          for await (const piece of item.open(never)) if (piece.length > 0) break;
        }
        if (seen === stop) break;
        seen += 1;
      }
      expect(openFilesIn(folder.path)).toEqual([]);
    }
  });

  test('by the signal ends walk and reading promptly', async () => {
    await writeEveryKind();
    const items = await collect();
    for (let stop = 0; stop < items.length; stop += 1) {
      const controller = new AbortController();
      let aborted = 0;
      let seen = 0;
      const walk = async (): Promise<void> => {
        for await (const item of walkPile([folder.path], DEFAULT_LIMITS, controller.signal)) {
          if (item.kind === 'skipped') throw item.failure;
          for await (const piece of item.open(controller.signal)) {
            if (piece.length === 0 || seen < stop || aborted > 0) continue;
            aborted = performance.now();
            controller.abort();
          }
          seen += 1;
        }
      };
      await expect(walk()).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(performance.now() - aborted).toBeLessThan(PROMPT);
    }
  });

  test('by the signal also ends passing over what nobody reads', async () => {
    const big = Buffer.alloc(300 * 1024 * 1024);
    const tar = await writeTar([{ name: 'big', content: big }]);
    folder.write('a.tgz', gzipSync(tar, { level: 1 }));
    const controller = new AbortController();
    const walk = walkPile([folder.path], { ...DEFAULT_LIMITS, maxRatio: 2000 }, controller.signal);
    await walk.next();
    const passing = walk.next();
    let aborted = 0;
    setTimeout(() => {
      aborted = performance.now();
      controller.abort();
    }, 20);
    await expect(passing).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(performance.now() - aborted).toBeLessThan(PROMPT);
  });

  test('by the signal ends a zip that is held in memory', async () => {
    const parts = Array.from({ length: 60_000 }, (_, i) => ({
      name: `${i}.log`,
      content: Buffer.from('x'),
      method: 0 as const,
    }));
    folder.write('a.zip', writeZip([{ name: 'in.zip', content: writeZip(parts) }]));
    const controller = new AbortController();
    let before = 0;
    let after = 0;
    const walk = async (): Promise<void> => {
      for await (const item of walkPile([folder.path], DEFAULT_LIMITS, controller.signal)) {
        if (item.kind === 'skipped') throw item.failure;
        if (before === 0) setTimeout(() => controller.abort(), 1);
        if (controller.signal.aborted) after++;
        else before++;
      }
    };
    await expect(walk()).rejects.toMatchObject({ code: 'CANCELLED' });
    // Memory answers at once, and yet the cancel gets in between, long before the end.
    expect(before).toBeLessThan(30_000);
    expect(after).toBeLessThanOrEqual(1);
  });

  test('before it began reads nothing', async () => {
    folder.write('a.log', 'a');
    await expect(
      readPile([folder.path], folder.path, {}, AbortSignal.abort()),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
