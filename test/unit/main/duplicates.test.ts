import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLineStarts, sameRun } from '../../../main/ingest/same-run.ts';
import type { OpenCase } from '../../../main/open-case.ts';
import { expectSound, rowsOf, testCase, testFolder } from './case-in-folder.ts';
import { writeZip } from './ingest/intake/zip-writer.ts';

const line = (second: number, text = `order ${second}`): string =>
  `2026-04-01 10:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')},000 INFO [main] shop.Api: ${text}\n`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => line(from + i)).join('');

/** Reads files into a case, one request each unless `together`. */
async function read(files: Record<string, string | Buffer>) {
  const logs = join(testFolder(), 'logs');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(logs, name)), { recursive: true });
    writeFileSync(join(logs, name), content);
  }
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths: [logs] });
  return { open, logs };
}

const statesOf = (open: OpenCase) =>
  open
    .orderedSources()
    .map(({ source, duplicate }) => [
      source.path.split('/').at(-1),
      source.state,
      source.records,
      duplicate === null ? null : [duplicate.kind, duplicate.of.split('/').at(-1), duplicate.lines],
    ]);

const count = async (open: OpenCase): Promise<number> => (await rowsOf(open)).length;

const kindsOf = async (open: OpenCase): Promise<string[]> =>
  (await open.journalList(null, 100)).map(({ kind }) => kind);

describe('the same content', () => {
  test('under another name, packed, in an archive: counted once, named, in the journal', async () => {
    const text = lines(0, 50);
    const { open, logs } = await read({
      'a.log': text,
      'b-copy.txt': text,
      'c.log.gz': gzipSync(text),
      'd.zip': writeZip([{ name: 'e.log', content: Buffer.from(text) }]),
      'f.log': text.slice(0, -2),
    });
    expect(statesOf(open)).toEqual([
      ['a.log', 'done', 50, null],
      ['b-copy.txt', 'duplicate', 0, ['same', 'a.log', 50]],
      ['c.log.gz', 'duplicate', 0, ['same', 'a.log', 50]],
      ['e.log', 'duplicate', 0, ['same', 'a.log', 50]],
      ['f.log', 'done', 50, null],
    ]);
    expect(await count(open)).toBe(100);
    expect((await kindsOf(open)).filter((kind) => kind === 'source.duplicate')).toHaveLength(3);
    expect(open.sources()[1]?.sha256).toBe(open.sources()[0]?.sha256);
    await open.read({ kind: 'paths', paths: [join(logs, 'a.log')] });
    expect(await count(open)).toBe(100);
    await expectSound(open);
  });

  test('is counted all the same when she says so, and when what it was left out for is removed', async () => {
    const text = lines(0, 50);
    const { open } = await read({ 'a.log': text, 'b.log': text, 'c.log': text });
    expect(await count(open)).toBe(50);
    await open.countAnyway(2);
    expect(statesOf(open).map(([, state]) => state)).toEqual(['done', 'done', 'duplicate']);
    expect(await count(open)).toBe(100);
    await open.override(2, { format: null, zone: '+02:00', encoding: null });
    expect(await count(open)).toBe(100);
    await open.removeSource(1);
    expect(statesOf(open)).toEqual([
      ['b.log', 'done', 50, null],
      ['c.log', 'duplicate', 0, ['same', 'b.log', 50]],
    ]);
    await open.removeSource(2);
    expect(statesOf(open)).toEqual([['c.log', 'done', 50, null]]);
  });

  test('of a large file is told by all of it, not by its beginning', async () => {
    const large = lines(0, 3000) + 'x'.repeat(600_000) + '\n';
    const { open } = await read({ 'a.log': large, 'b.log': large, 'c.log': large + line(3000) });
    // `c` is no copy of `a`, but another log that happens to begin like it.
    expect(statesOf(open).map(([, state]) => state)).toEqual(['done', 'duplicate', 'done']);
  });
});

describe('files of a log that overlap', () => {
  test('the lines that both have are counted once and kept, in whatever order the files were read', async () => {
    const { open, logs } = await read({
      'app.log.1': lines(0, 60),
      'app.log': lines(40, 100) + '\tat a.B.c(B.java:1)\n',
    });
    expect(statesOf(open)).toEqual([
      ['app.log.1', 'done', 60, null],
      ['app.log', 'done', 40, ['overlap', 'app.log.1', 20]],
    ]);
    const rows = await rowsOf(open);
    expect(rows.map(({ message }) => message.split('\n')[0])).toEqual(
      Array.from({ length: 100 }, (_, i) => `order ${i}`),
    );
    const app = open.sources().find(({ path }) => path.endsWith('app.log'));
    expect(app).toMatchObject({ lines: 61, bytes: readFileSync(join(logs, 'app.log')).length });
    // Lines are where they stand in the file.
    expect(rows[60]?.line).toBe(21);
    await open.override(app?.id ?? 0, { format: null, zone: '+01:00', encoding: null });
    expect(await count(open)).toBe(100);
    await open.countAnyway(app?.id ?? 0);
    expect(await count(open)).toBe(120);
    await expectSound(open);
  });

  test('copies of a log that grew: what the longer one adds is counted, a part of it is not', async () => {
    const { open } = await read({
      'monday/app.log': lines(0, 30),
      'tuesday/app.log': lines(0, 80),
      'wednesday/app.log.gz': gzipSync(lines(50, 70)),
    });
    expect(await count(open)).toBe(80);
    expect(statesOf(open)).toEqual([
      ['app.log', 'done', 30, null],
      ['app.log', 'done', 50, ['overlap', 'app.log', 30]],
      ['app.log.gz', 'duplicate', 0, ['inside', 'app.log', 20]],
    ]);
    await open.removeSource(2);
    // What stands in the middle of a log that is gone is counted again.
    expect(await count(open)).toBe(50);
  });

  test('are found among hundreds of one name and one hour', async () => {
    // Numbers as of a rotated log, but all of one hour: 300 workers, and one whose log grew and was copied again.
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, worker) => [
        `worker-${worker}.log`,
        lines(0, 9).replaceAll('order', `worker ${worker}`),
      ]),
    );
    const { open } = await read({
      ...files,
      'worker-900.log': lines(0, 20).replaceAll('order', 'worker 900'),
      'worker-901.log': lines(5, 30).replaceAll('order', 'worker 900'),
      'worker-902.log': lines(2, 8).replaceAll('order', 'worker 7'),
    });
    const left = open.sources().filter(({ duplicate }) => duplicate !== null);
    expect(left.map(({ path, duplicate }) => [path.split('/').at(-1), duplicate?.kind])).toEqual([
      ['worker-901.log', 'overlap'],
      ['worker-902.log', 'inside'],
    ]);
    expect(await count(open)).toBe(300 * 9 + 30);
  }, 60_000);

  test('what only looks alike is kept: other logs, one line, a burst of one second, other text', async () => {
    const burst = line(10, 'refused').repeat(30);
    const { open } = await read({
      'a/app.log.1': lines(0, 10) + burst,
      'a/app.log': burst + lines(11, 20),
      'b/error.log': lines(5, 9),
      'c/db.log.1': lines(0, 20),
      'c/db.log': lines(19, 30),
      'd/web.log.1': lines(0, 20).replaceAll('order', 'page'),
      'd/web.log': (lines(10, 19) + line(19, 'other') + lines(20, 30)).replaceAll('order', 'page'),
    });
    expect(open.sources().filter(({ duplicate }) => duplicate !== null)).toEqual([]);
    expect(await count(open)).toBe(40 + 39 + 4 + 20 + 11 + 20 + 20);
  });
});

describe('runs of bytes', () => {
  async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
    let at = 0;
    for (let i = 0; at < bytes.length; i++) {
      const size = Math.max(1, sizes[i % sizes.length] ?? 1);
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }

  test('are compared whatever their pieces', async () => {
    const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, sizes, sizes, async (a, b, left, right) => {
        let same = 0;
        while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++;
        const ended = same === a.length ? 'first' : same === b.length ? 'second' : 'none';
        const found = await sameRun(inPieces(a, left), inPieces(b, right));
        expect(found.ended).toBe(ended);
        if (ended !== 'none') expect(found.bytes).toBe(same);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('are looked for at the beginnings of lines', () => {
    expect([...atLineStarts(Buffer.from('ab\nxab\nab\n'), Buffer.from('ab\n'))]).toEqual([0, 7]);
  });
});
