import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OpenCase } from '../../../../main/open-case.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

const at = (second: number): string =>
  new Date(Date.UTC(2026, 2, 12) + second * 1000).toISOString();

async function everything(open: OpenCase): Promise<{ viewId: string; total: number }> {
  const input = { query: '', fromUs: null, toUs: null };
  return open.store.search(input, new AbortController().signal, () => {});
}

test('like records are folded in both orders, and counted anew from where records were added', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const read = async (name: string, lines: readonly string[]): Promise<void> => {
    const path = join(folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    await open.read({ kind: 'paths', paths: [path] });
    await open.settled();
  };
  const count = async (): Promise<number> => {
    const { viewId } = await everything(open);
    return open.store.countRuns(viewId, new AbortController().signal);
  };
  await read('app.log', [
    ...Array.from({ length: 30 }, (_, i) => `${at(i)} WARN no answer after ${i} ms`),
    `${at(30)} ERROR the pool is empty`,
    ...Array.from({ length: 5 }, (_, i) => `${at(31 + i)} INFO an answer after ${i} ms`),
  ]);
  const { viewId } = await everything(open);
  const up = await open.store.runs(viewId, 'asc', 12, 0, 9);
  expect(up.map(({ row, count: n }) => [row, n])).toEqual([
    [0, 30],
    [30, 1],
    [31, 5],
  ]);
  expect(up.map(({ head }) => head.message)).toEqual([
    'no answer after 0 ms',
    'the pool is empty',
    'an answer after 0 ms',
  ]);
  expect(up.map(({ tail }) => tail?.ref.ordinal)).toEqual([29, undefined, 35]);

  const down = await open.store.runs(viewId, 'desc', 5, 1, 1);
  expect(down.map(({ row, count: n }) => [row, n])).toEqual([
    [0, 5],
    [5, 1],
    [6, 30],
  ]);
  expect(down.map(({ head, tail }) => [head.message, tail?.ref.ordinal])).toEqual([
    ['an answer after 4 ms', 31],
    ['the pool is empty', undefined],
    ['no answer after 29 ms', 0],
  ]);
  expect(await open.store.runs(viewId, 'asc', 36, 3, 3)).toEqual([]);
  expect(await count()).toBe(3);
  expect(await count()).toBe(3);

  // A record of another source in the middle of a run parts it.
  await read('other.log', [`${at(10.5)} WARN no answer after 3 ms`]);
  expect(await count()).toBe(5);

  const stop = new AbortController();
  stop.abort();
  const again = await everything(open);
  await expect(open.store.countRuns(again.viewId, stop.signal)).rejects.toMatchObject({
    code: 'CANCELLED',
  });
});
