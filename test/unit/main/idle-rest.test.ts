import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createIdleRest } from '../../../main/idle-rest.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that ends when it is told to. */
function work(): { run: () => Promise<number>; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<number>();
  return { run: () => promise, end: () => resolve(7) };
}

test('rests once when nothing was done for a while, and not while anything is', async () => {
  let rests = 0;
  const idle = createIdleRest(1000, () => rests++);
  const [first, second] = [work(), work()];
  const done = [idle.during(first.run), idle.during(second.run)];
  first.end();
  await done[0];
  await vi.advanceTimersByTimeAsync(5000);
  expect(rests).toBe(0);
  second.end();
  expect(await done[1]).toBe(7);
  await vi.advanceTimersByTimeAsync(999);
  await idle.during(() => Promise.resolve());
  await vi.advanceTimersByTimeAsync(999);
  expect(rests).toBe(0);
  await vi.advanceTimersByTimeAsync(5000);
  expect(rests).toBe(1);
});

test('rests after work that failed, and never again once it is stopped', async () => {
  let rests = 0;
  const idle = createIdleRest(1000, () => rests++);
  await expect(idle.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await vi.advanceTimersByTimeAsync(1000);
  expect(rests).toBe(1);
  const last = work();
  const done = idle.during(last.run);
  idle.stop();
  last.end();
  await done;
  await vi.advanceTimersByTimeAsync(5000);
  expect(rests).toBe(1);
});
