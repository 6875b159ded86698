import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newView } from '../../../../main/logstore/kept-view.ts';
import { searchOne } from '../../../../main/logstore/search-one.ts';
import type { ScanAnswer } from '../../../../main/logstore/search-operations.ts';
import type { SearchPool } from '../../../../main/logstore/search-pool.ts';

interface Asked {
  readonly thread: number;
  readonly blockIds: readonly number[];
}

/** Threads that answer after `turns(thread)` turns, of the first `most` blocks of a message. */
function poolOf(threads: number, most: number, turns: (thread: number) => number) {
  const asked: Asked[] = [];
  const any = async (_: string, input: { blockIds: readonly number[] }, near = -1) => {
    asked.push({ thread: near, blockIds: input.blockIds });
    for (let left = turns(near); left > 0; left--) await turn();
    return input.blockIds.slice(0, most).map((blockId) => ({ blockId }) as ScanAnswer);
  };
  const pool = { threads, any, grow: () => {} } as unknown as SearchPool;
  return { pool, asked };
}

async function search(pool: SearchPool, blocks: number): Promise<number[]> {
  const summaries = Array.from({ length: blocks }, (_, at) => ({
    id: at + 1,
    sourceId: 1,
    firstOrdinal: at * 10,
    records: 10,
    minUs: at,
    maxUs: at,
    timed: true,
  }));
  const told: number[] = [];
  const { signal } = new AbortController();
  await searchOne(pool, summaries, newView('v', 'k', []), signal, async (answers) => {
    told.push(...answers.map(({ blockId }) => blockId));
    await Promise.resolve();
  });
  return told;
}

test('every block is looked at once, however many a thread has time for', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
      async (threads, blocks, most, slowness) => {
        const { pool } = poolOf(threads, most, (thread) => slowness[thread] ?? 0);
        const told = await search(pool, blocks);
        expect(told.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: blocks }, (_, at) => at + 1),
        );
      },
    ),
  );
});

test('a block is for the same thread in every search, which remembers what it opened of it', async () => {
  const { pool, asked } = poolOf(2, 16, () => 1);
  await search(pool, 40);
  await search(pool, 40);
  const threadsOf = new Map<number, Set<number>>();
  for (const { thread, blockIds } of asked) {
    for (const id of blockIds) threadsOf.set(id, (threadsOf.get(id) ?? new Set()).add(thread));
  }
  // The newest first, on both threads.
  expect(asked.slice(0, 2).map(({ blockIds }) => blockIds)).toEqual([[40], [39]]);
  expect(new Set(asked.map(({ thread }) => thread))).toEqual(new Set([0, 1]));
  expect([...threadsOf.values()].filter((threads) => threads.size > 1)).toEqual([]);
});

test('a thread that has none left takes those of a slower one', async () => {
  const { pool, asked } = poolOf(2, 16, (thread) => (thread === 0 ? 200 : 0));
  await search(pool, 40);
  const even = asked.filter(({ thread }) => thread === 1).flatMap(({ blockIds }) => blockIds);
  expect(even.filter((id) => id % 2 === 0).length).toBeGreaterThan(15);
});
