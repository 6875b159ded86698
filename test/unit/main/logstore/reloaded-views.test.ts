import { expect, test } from 'vitest';
import { createLogStore } from '../../../../main/logstore/log-store.ts';
import type { SearchPool } from '../../../../main/logstore/search-pool.ts';

const BLOCK = {
  id: 1,
  sourceId: 1,
  firstOrdinal: 0,
  records: 2,
  minUs: 0,
  maxUs: 1,
  timed: true,
};
const SEARCH = { query: 'counter:7', fromUs: null, toUs: null };

/**
 * A thread that answers in the order in which it is asked, and finds both records once it took its block in anew, as it does with one
 * that was read again with another format. An operation that is `held` is answered when it is let go.
 */
function slowPool() {
  const held = new Map<string, Promise<void>>();
  const asked: string[] = [];
  let isNew = false;
  let turn: Promise<unknown> = Promise.resolve();
  const answerOf = (operation: string, input: { reload?: boolean }): unknown => {
    if (operation === 'plan') return { meaning: [] };
    if (operation === 'scan') {
      return [{ blockId: 1, by: 'records', count: isNew ? 2 : 0, selection: { by: 'all' } }];
    }
    if (operation !== 'refresh') return undefined;
    isNew = input.reload === true;
    return [BLOCK];
  };
  const ask = (operation: string, input: { reload?: boolean }): Promise<unknown> => {
    asked.push(operation);
    const answer = turn.then(async () => {
      await held.get(operation);
      return answerOf(operation, input);
    });
    turn = answer;
    return answer;
  };
  const pool = { threads: 1, any: ask, all: ask, grow: () => {} } as unknown as SearchPool;
  const hold = (operation: string): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held.set(operation, promise);
    return () => {
      held.delete(operation);
      resolve();
    };
  };
  return { pool, asked, hold };
}

const search = async (store: ReturnType<typeof createLogStore>): Promise<number> => {
  const { total } = await store.search(SEARCH, new AbortController().signal, () => {});
  return total;
};

test.each(['knowHits', 'plan'])(
  'what is searched for while sources are read again is found, though the threads take long for %s',
  async (operation) => {
    const { pool, hold } = slowPool();
    const store = createLogStore(pool);
    await store.refresh(false);
    await store.knowHits({ keys: ['r'], sources: [] });
    const letGo = hold(operation);
    const early = operation === 'plan' ? search(store) : null;
    const refreshed = store.refresh(true);
    const during = early ?? search(store);
    letGo();
    await Promise.all([refreshed, during]);
    expect(await search(store)).toBe(2);
  },
);
