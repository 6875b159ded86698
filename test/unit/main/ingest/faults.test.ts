import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ResourceLimits, Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { CommitQueue } from '../../../../main/ingest/commit-queue.ts';
import { createFormatShelf } from '../../../../main/ingest/format-shelf.ts';
import { createIngest, PLAIN_ACQUISITION } from '../../../../main/ingest/index.ts';
import { DEFAULT_LIMITS, walkPile } from '../../../../main/ingest/intake/index.ts';
import { LastingWait } from '../../../../main/ingest/lasting-wait.ts';
import { CHUNK_BYTES } from '../../../../main/ingest/line-chunks.ts';
import { createParsePool } from '../../../../main/ingest/parse-pool.ts';
import { Twins } from '../../../../main/ingest/twins.ts';
import { jobsOfPaths } from '../../../../main/ingest/read-jobs.ts';
import type { ReadContext } from '../../../../main/ingest/read-job.ts';
import { readSource } from '../../../../main/ingest/read-source.ts';
import { blobsOfSteps } from '../../../../main/ingest/read-steps.ts';
import { openCase } from '../../../../main/open-case.ts';
import { serveOperations } from '../../../../main/thread-call.ts';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';
import { bareCase } from './bare-case.ts';

/** A log whose lines are of one shape, or, `wild`, each of a shape of its own. */
function log(name: string, lines: number, wild = false): string {
  return Array.from({ length: lines }, (_, i) => {
    const word = wild ? `${word26(i)} ${word26(i * 31)} ${word26(i * 77)}` : 'is paid by card';
    return `2026-03-12T14:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}Z INFO ${name} order ${i} ${word}\n`;
  }).join('');
}

function word26(number: number): string {
  let text = '';
  for (let n = number + 26 ** 3; n > 0; n = Math.floor(n / 26)) {
    text += String.fromCharCode(97 + (n % 26));
  }
  return text;
}

/** Reads files as the ingest thread does, one after the other. */
async function readAll(
  sink: ReturnType<typeof bareCase>['sink'],
  paths: string[],
  limits: ResourceLimits = {},
  askedId: number | null = null,
): Promise<void> {
  const { signal } = new AbortController();
  const pool = createParsePool(1, limits);
  onTestFinished(() => pool.close());
  const context: ReadContext = {
    sink,
    pool,
    queue: new CommitQueue(2 * CHUNK_BYTES, (steps) =>
      sink.call('takeSteps', { steps }, blobsOfSteps(steps)),
    ),
    formats: createFormatShelf().with([]),
    caseZone: 'UTC',
    signal,
    aborted: new LastingWait(new Promise(() => {})),
    askedId,
    acquisition: PLAIN_ACQUISITION,
    twins: new Twins([]),
    formatNear: () => null,
    formatAlike: () => null,
    again: () => {},
    committed: () => {},
  };
  for await (const found of jobsOfPaths(paths, signal, undefined)) {
    if (found.kind !== 'job') continue;
    await readSource(found.job, context);
  }
  await context.queue.drain();
}

test('a full disk is said with the name of the case; with room it ends as if there always had been', async () => {
  const folder = testFolder();
  const names = ['a.log', 'b.log'];
  const paths = names.map((name) => join(folder, name));
  for (const [hours, path] of paths.entries()) {
    writeFileSync(path, log('shop', 3000, true).replaceAll('T14:', `T${14 + hours}:`));
  }
  const { path, key, database, sink } = bareCase(folder);
  // As the app asks: what was taken back with the step that failed, even the source itself, is asked for anew.
  const asked = await sink.call('ask', { request: { kind: 'paths', paths: paths.slice(0, 1) } });
  const pages = Number(database.pragma('page_count', { simple: true }));
  database.pragma(`max_page_count = ${pages + 12}`);
  await expect(readAll(sink, paths.slice(0, 1), {}, asked)).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining(path),
  });
  database.pragma('max_page_count = 1000000');
  // In the same session, so with what it remembers of the step that was undone.
  await readAll(sink, paths.slice(1));
  database.close();

  const open = await openCase({ path, key, signer: null, created: null }, () => {});
  try {
    await open.resume();
    // But for the hour the two are alike, and so what their lines are numbered by must be.
    const numbers: number[][] = [[], []];
    const byId = new Map(open.sources().map(({ id, path: of }) => [id, paths.indexOf(of)]));
    for (const { id, sourceId } of open.store.blocks()) {
      numbers[byId.get(sourceId) ?? -1]?.push(...(await open.store.assignments(id)).skeletonIds);
    }
    expect(numbers[0]).toHaveLength(3000);
    expect(numbers[0]).toEqual(numbers[1]);
    expect(open.sources().map(({ state, records }) => [state, records])).toEqual([
      ['done', 3000],
      ['done', 3000],
    ]);
    for (const query of [`"order 7 "`, `"order 2999 "`, `"${word26(1234)}"`]) {
      expect((await rowsOf(open, query)).length).toBe(2);
    }
  } finally {
    await open.close();
  }
}, 120_000);

test('a parser that runs out of memory fails its file by name; the rest is read', async () => {
  const folder = testFolder();
  const paths = ['a', 'b', 'c'].map((name) => join(folder, `${name}.log`));
  const [first = '', heavy = '', last = ''] = paths;
  writeFileSync(first, log('a', 500));
  writeFileSync(heavy, log('b', 200_000, true));
  writeFileSync(last, log('c', 500));
  const { path, key, database, sink } = bareCase(folder);
  await readAll(sink, paths, { maxOldGenerationSizeMb: 24 });
  database.close();
  const open = await openCase({ path, key, signer: null, created: null }, () => {});
  try {
    const states = open.sources().map(({ state, records, error }) => [state, records, error?.code]);
    expect(states).toEqual([
      ['done', 500, undefined],
      ['failed', 0, 'PARSER_DIED'],
      ['done', 500, undefined],
    ]);
    expect(open.sources()[1]?.error?.message).toContain(heavy);
  } finally {
    await open.close();
  }
}, 120_000);

test('a reading thread that dies says so, and the next reading has another', async () => {
  const folder = testFolder();
  const path = join(folder, 'a.log');
  writeFileSync(path, log('a', 100_000));
  const { database, operations } = bareCase(folder);
  const ingest = createIngest(
    (port) => serveOperations(port, operations),
    () => {},
    () => {},
  );
  const request = { kind: 'paths', paths: [path] } as const;
  const started = once(process, 'worker') as Promise<[Worker]>;
  const reading = ingest.run(request, null, 'UTC', []);
  const died = expect(reading).rejects.toMatchObject({ code: 'READER_DIED' });
  const [reader] = await started;
  await reader.terminate();
  await died;
  await ingest.run(request, null, 'UTC', []);
  const records = database
    .prepare('SELECT records FROM source_read ORDER BY source_id DESC')
    .pluck();
  expect(records.get()).toBe(100_000);
  await ingest.close();
}, 120_000);

test('a file that is cut while it is read fails with what was kept; one that is removed is read whole', async () => {
  const folder = testFolder();
  const [cut, removed] = [join(folder, 'cut.log'), join(folder, 'removed.log')];
  for (const path of [cut, removed]) writeFileSync(path, log('a', 100_000));
  const { signal } = new AbortController();
  const outcomes: unknown[] = [];
  for await (const item of walkPile([cut, removed], DEFAULT_LIMITS, signal)) {
    if (item.kind !== 'source') throw new Error('skipped');
    let bytes = 0;
    try {
      for await (const piece of item.open(signal)) {
        if (bytes === 0 && item.path === cut) truncateSync(cut, 10);
        if (bytes === 0 && item.path === removed) rmSync(removed);
        bytes += piece.length;
      }
      outcomes.push(bytes);
    } catch (error) {
      outcomes.push(error);
    }
  }
  expect(outcomes[0]).toMatchObject({
    code: 'FILE_CHANGED',
    message: expect.stringContaining(cut),
    details: { left: 10 },
  });
  expect(outcomes[1]).toBe(log('a', 100_000).length);
  expect(existsSync(removed)).toBe(false);
});

test('gone on with, a file that is another now is not mixed into what was read', async () => {
  const folder = testFolder();
  const path = join(folder, 'a.log.gz');
  const whole = gzipSync(log('a', 20_000));
  writeFileSync(path, whole.subarray(0, Math.floor(whole.length * 0.7)));
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [path] });
  const [cut] = open.sources();
  expect(cut).toMatchObject({ state: 'failed', error: { code: 'ARCHIVE_TRUNCATED' } });
  expect(cut?.records).toBeGreaterThan(10_000);
  for (const other of [log('b', 20_000), log('a', 10)]) {
    writeFileSync(path, gzipSync(other));
    await open.resume();
    expect(open.sources()).toMatchObject([
      { state: 'failed', records: cut?.records, error: { code: 'ORIGIN_CHANGED' } },
    ]);
  }
  writeFileSync(path, whole);
  await open.resume();
  expect(open.sources()).toMatchObject([{ state: 'done', records: 20_000, lines: 20_000 }]);
  const rows = (await rowsOf(open)).sort((a, b) => a.ref.ordinal - b.ref.ordinal);
  expect(rows.map(({ message }) => message.split(' ')[2])).toEqual(
    Array.from({ length: 20_000 }, (_, i) => `${i}`),
  );
}, 120_000);

test.skipIf(!existsSync('/proc/self/mem'))(
  'a disk that reports an error is named; the rest is read',
  async () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'logs'));
    const paths = [join(folder, 'logs/a.log'), '/proc/self/mem', join(folder, 'logs/b.log')];
    writeFileSync(paths[0] ?? '', log('a', 10));
    writeFileSync(paths[2] ?? '', log('b', 10));
    const { open } = await testCase(folder);
    await open.read({ kind: 'paths', paths });
    expect(open.sources()).toMatchObject([
      { state: 'done', records: 10 },
      { state: 'done', records: 10 },
    ]);
    expect(await open.skipped()).toMatchObject([
      { path: '/proc/self/mem', message: expect.stringContaining('the disk reported an error') },
    ]);
  },
);
