import { expect, test } from 'vitest';
import { Failure } from '#shared/model/failure.ts';
import { createRefreshes, type RefreshKind } from '../../../main/refreshes.ts';

const DAMAGED = new Failure('CASE_DAMAGED', 'a.eiq is damaged.');

/** Refreshes of which those that are named fail, and what was told of them. */
function refreshesThatFail(outcomes: readonly (Error | null)[]) {
  const told: string[] = [];
  const left = [...outcomes];
  const refreshes = createRefreshes(
    async () => {
      const outcome = left.shift() ?? null;
      if (outcome !== null) throw outcome;
    },
    ({ code }) => told.push(code),
  );
  return { refreshes, told };
}

const FOLD = { reload: false, analyze: true };

test('what failed is told once, and again after a good one', async () => {
  const { refreshes, told } = refreshesThatFail([DAMAGED, DAMAGED, null, DAMAGED]);
  for (let i = 0; i < 4; i += 1) await refreshes.run(FOLD);
  expect(told).toEqual(['CASE_DAMAGED', 'CASE_DAMAGED']);
});

test('while nothing was ever folded, who asks is told why', async () => {
  const { refreshes } = refreshesThatFail([null, DAMAGED, null, DAMAGED]);
  await refreshes.run({ reload: false, analyze: false });
  expect(() => refreshes.throwUnfolded()).not.toThrow();
  await refreshes.run(FOLD);
  expect(() => refreshes.throwUnfolded()).toThrow(DAMAGED);
  await refreshes.run(FOLD);
  await refreshes.run(FOLD);
  // What was folded before still stands.
  expect(() => refreshes.throwUnfolded()).not.toThrow();
});

test('what was stopped, or is an error of a thread that ended, is not told', async () => {
  const { refreshes, told } = refreshesThatFail([
    new Failure('CANCELLED', 'stopped'),
    new Error('the thread ended'),
  ]);
  await refreshes.run(FOLD);
  await refreshes.run(FOLD);
  expect(told).toEqual([]);
});

test('who asks while one waits that takes in as much waits for that one, which takes in what was replaced', async () => {
  const ran: RefreshKind[] = [];
  const first = Promise.withResolvers<void>();
  const refreshes = createRefreshes(
    async (kind) => {
      ran.push(kind);
      if (ran.length === 1) await first.promise;
    },
    () => {},
  );
  const light = { reload: false, analyze: false };
  const begun = refreshes.run(FOLD);
  await Promise.resolve();
  const waiting = refreshes.run(light);
  // Folding takes long: who asked for less does not wait for it.
  const folded = refreshes.run(FOLD);
  for (let n = 0; n < 2000; n += 1) void refreshes.run({ reload: n === 700, analyze: n % 2 === 0 });
  first.resolve();
  await Promise.all([begun, waiting, folded, refreshes.done()]);
  expect(ran).toEqual([FOLD, light, { reload: true, analyze: true }]);

  await refreshes.run(FOLD);
  expect(ran).toHaveLength(4);
});
