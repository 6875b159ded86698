import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tellTogether } from '../../../../tenant/platform/tell-together.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first is told at once, what comes soon after it together, and the last always', () => {
  const told: string[] = [];
  const tell = tellTogether((name) => told.push(`${name} ${Date.now() - began}`), 100);
  const began = Date.now();
  for (let ms = 0; ms < 250; ms += 10) {
    tell('one');
    vi.advanceTimersByTime(10);
  }
  tell('two');
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['one 0', 'one 100', 'one 200', 'two 250', 'one 300']);
  tell('one');
  expect(told).toHaveLength(6);
});
