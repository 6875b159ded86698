import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

const COLLECTS = `
  import { collectGarbage } from ${JSON.stringify(new URL('../../../main/collect-garbage.ts', import.meta.url).href)};
  for (let turn = 0; turn < 60; turn++) collectGarbage();
`;

test('threads that rest at the same moment do not end each other', async () => {
  const url = new URL(`data:text/javascript,${encodeURIComponent(COLLECTS)}`);
  const workers = Array.from({ length: 4 }, () => new Worker(url));
  const ends = await Promise.all(workers.map((worker) => once(worker, 'exit')));
  expect(ends).toEqual([[0], [0], [0], [0]]);
});
