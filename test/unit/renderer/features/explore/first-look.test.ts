import { expect, test } from 'vitest';
import { isFirstLook } from '../../../../../renderer/features/explore/first-look.ts';

test('nothing is said to match no record before all of it was looked at', () => {
  expect(isFirstLook({ running: true, viewId: null, answer: null })).toBe(true);
  expect(isFirstLook({ running: true, viewId: 'new', answer: { viewId: 'old' } })).toBe(true);
  expect(isFirstLook({ running: false, viewId: 'new', answer: { viewId: 'new' } })).toBe(false);
});

test('asked again for new records, it is what it was', () => {
  expect(isFirstLook({ running: true, viewId: 'one', answer: { viewId: 'one' } })).toBe(false);
});
