import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { afterFirst } from '../../../main/after-first.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const HOUR = 3_600_000;

/** Work put off until `first`, and how often it was begun. */
function putOff() {
  const first = Promise.withResolvers<void>();
  let begun = 0;
  const work = afterFirst(first.promise, () => {
    begun++;
    return Promise.resolve();
  });
  return { come: first.resolve, work, begun: () => begun };
}

test('begins once: with the first, in the end without it, or when somebody waits', async () => {
  const came = putOff();
  came.come();
  await vi.advanceTimersByTimeAsync(1);
  expect(came.begun()).toBe(1);
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(came.begun()).toBe(1);

  const never = putOff();
  await vi.advanceTimersByTimeAsync(100);
  expect(never.begun()).toBe(0);
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(never.begun()).toBe(1);

  const awaited = putOff();
  await awaited.work.now();
  expect(awaited.begun()).toBe(1);
  awaited.come();
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(awaited.begun()).toBe(1);
});

test('begins no more by itself once it was cancelled', async () => {
  const gone = putOff();
  gone.work.cancel();
  gone.come();
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(gone.begun()).toBe(0);
});
