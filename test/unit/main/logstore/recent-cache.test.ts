import { expect, test } from 'vitest';
import { RecentCache } from '../../../../main/logstore/recent-cache.ts';

test('what grows while it is kept pushes out what was used longest ago, never itself', () => {
  const cache = new RecentCache<string>(10);
  const get = (key: number): string =>
    cache.get(
      key,
      () => `made ${key}`,
      () => 2,
    );
  for (const key of [1, 2, 3, 4]) get(key);
  expect([1, 2, 3, 4].map((key) => cache.has(key))).toEqual([true, true, true, true]);
  cache.grow(2, 4);
  expect([1, 2, 3, 4].map((key) => cache.has(key))).toEqual([false, true, true, true]);
  cache.grow(2, 40);
  expect([2, 3, 4].map((key) => cache.has(key))).toEqual([true, false, false]);
});
