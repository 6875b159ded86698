import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createSearchPool } from '../../../../main/logstore/index.ts';
import { ToldOperations } from '../../../../main/logstore/told-operations.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const HALF_A_MINUTE = 30_000;

test('threads end when there was nothing to do for a while, and those that come later know the case', async () => {
  const folder = testFolder();
  const log = join(folder, 'app.log');
  writeFileSync(log, '2026-04-01T10:00:00Z ERROR no\n2026-04-01T10:00:01Z INFO yes\n'.repeat(20));
  const { open, key } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [log] });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const asked = vi.spyOn(Worker.prototype, 'postMessage');
  const pool = createSearchPool(3, { path: join(folder, 'test.eiq'), key });
  onTestFinished(() => pool.close());
  const blocks = await pool.all('refresh', { reload: false, live: [] });
  const entries = blocks.map(({ id, records }) => ({
    blockId: id,
    count: records,
    selection: { by: 'all' as const },
  }));
  await pool.all('setView', { view: 'v', entries });
  const shown = { view: 'v', start: 38, count: 2 };
  const places = await pool.any('places', shown);
  expect(places).toHaveLength(2);

  const ofPool = new Set<unknown>();
  /** What each of the three threads says; those that are only starting are asked when they are there. */
  const byAll = async (): Promise<unknown[]> => {
    pool.grow();
    const answers = new Map<unknown, unknown>();
    while (answers.size < 3) {
      asked.mockClear();
      const said = await Promise.all([1, 2, 3].map(() => pool.any('places', shown)));
      const told = asked.mock.calls.flatMap(([call], at) =>
        (call as { operation: string }).operation === 'places' ? [asked.mock.contexts[at]] : [],
      );
      for (const thread of told) ofPool.add(thread);
      for (const [at, thread] of told.entries()) answers.set(thread, said[at]);
      await turn();
    }
    return [...answers.values()];
  };
  expect(await byAll()).toEqual([places, places, places]);

  const terminate = vi.spyOn(Worker.prototype, 'terminate');
  // The case itself, and cases of other tests, have threads of their own.
  const endedOfPool = (): number =>
    terminate.mock.contexts.filter((thread) => ofPool.has(thread)).length;
  await vi.advanceTimersByTimeAsync(HALF_A_MINUTE - 1);
  expect(endedOfPool()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(endedOfPool()).toBe(2);
  expect(await pool.any('places', shown)).toEqual(places);
  expect(await byAll()).toEqual([places, places, places]);
});

/** What a thread that starts now would be told. */
function toldNow(told: ToldOperations): [string, unknown][] {
  const calls: [string, unknown][] = [];
  void Promise.all(
    told.tell({
      call: (operation: string, input: unknown) => {
        calls.push([operation, input]);
        return Promise.resolve() as never;
      },
    }),
  );
  return calls;
}

test('a thread is told what the others still have to know: each thing once, the blocks first', () => {
  const told = new ToldOperations();
  const hits = { ruleIds: [], sources: new Map() } as never;
  const plan = (id: string, query: string) =>
    told.keep('plan', { plan: id, query, zone: 'UTC', fromUs: null, toUs: null });
  told.keep('refresh', { reload: false, live: [] });
  told.keep('know', { of: 'the first sources' } as never);
  plan('a', 'level:error');
  plan('b', 'pool');
  told.keep('setView', { view: 'a', entries: [] });
  told.keep('setView', { view: 'b', entries: [] });
  told.keep('knowHits', hits);
  told.keep('know', { of: 'all sources' } as never);
  told.keep('forgetView', { view: 'a' });
  told.keep('forgetPlan', { plan: 'a' });
  plan('c', 'level:');
  told.refused('plan', { plan: 'c', query: 'level:', zone: 'UTC', fromUs: null, toUs: null });
  const first = [
    ['refresh', { reload: false, live: [] }],
    ['know', { of: 'all sources' }],
    ['plan', { plan: 'b', query: 'pool', zone: 'UTC', fromUs: null, toUs: null }],
  ];
  expect(toldNow(told)).toEqual([
    ...first,
    ['setView', { view: 'b', entries: [] }],
    ['knowHits', hits],
  ]);
  // Blocks that are read anew are in no view.
  told.keep('refresh', { reload: true, live: [] });
  expect(toldNow(told)).toEqual([...first, ['knowHits', hits]]);
});
