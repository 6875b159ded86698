import { expect, test } from 'vitest';
import { collectGarbage } from '../../../../main/collect-garbage.ts';
import { LastingWait } from '../../../../main/ingest/lasting-wait.ts';

/** Waits, and keeps of what came no more than whether it is still held. */
async function raceOnce(wait: LastingWait<string>): Promise<WeakRef<object>> {
  const told = { of: 'a block' };
  await wait.race(Promise.resolve(told));
  return new WeakRef(told);
}

test('what was waited for is not held by what lasts', async () => {
  const wait = new LastingWait<string>(new Promise(() => {}));
  const told: WeakRef<object>[] = [];
  for (let turn = 0; turn < 100; turn++) told.push(await raceOnce(wait));
  await new Promise(setImmediate);
  collectGarbage();
  expect(told.filter((held) => held.deref() !== undefined).length).toBeLessThan(5);
  // It is there until here.
  expect(wait).toBeInstanceOf(LastingWait);
});

test('comes to an end with what lasts, then and from then on', async () => {
  const lasting = Promise.withResolvers<string>();
  const wait = new LastingWait(lasting.promise);
  const never = new Promise<string>(() => {});
  const waiting = [wait.race(never), wait.race(never)];
  lasting.resolve('stopped');
  expect(await Promise.all(waiting)).toEqual(['stopped', 'stopped']);
  expect(await wait.race(never)).toBe('stopped');
});

test('throws what comes first throws', async () => {
  const lasting = Promise.withResolvers<string>();
  const wait = new LastingWait(lasting.promise);
  await expect(wait.race(Promise.reject(new RangeError('of a block')))).rejects.toThrow(
    'of a block',
  );
  const waiting = wait.race(new Promise(() => {}));
  lasting.reject(new RangeError('of the pipe'));
  await expect(waiting).rejects.toThrow('of the pipe');
});
