import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { paced } from '../../../../../renderer/features/explore/paced.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what is called again and again runs at once, then at a pace, and the last call is not lost', () => {
  const run = vi.fn();
  const { call, end } = paced(run, 100);
  call();
  call();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(run).toHaveBeenCalledTimes(2);
  call();
  call();
  end();
  expect(run).toHaveBeenCalledTimes(4);
  vi.advanceTimersByTime(1000);
  expect(run).toHaveBeenCalledTimes(4);
});
