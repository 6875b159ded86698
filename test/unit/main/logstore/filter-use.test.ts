import { expect, test } from 'vitest';
import { FilterUse } from '../../../../main/logstore/filter-use.ts';

/** Which of the next blocks have their filter asked, when it closes those that are told. */
function askedOf(use: FilterUse, closes: readonly boolean[]): number[] {
  return closes.flatMap((closed, block) => {
    if (!use.pays()) return [];
    use.note(closed);
    return [block];
  });
}

const blocks = (count: number, closes: boolean) => Array.from({ length: count }, () => closes);

test('a filter that closes no block is asked now and then', () => {
  const use = new FilterUse();
  expect(askedOf(use, blocks(30, false))).toEqual([0, 1, 2, 3, 11, 19, 27]);
});

test('one that closes blocks is always asked', () => {
  const closes = [...blocks(20, true), ...blocks(20, false)];
  expect(askedOf(new FilterUse(), closes)).toHaveLength(40);
});

test('where other blocks come it is asked again', () => {
  const use = new FilterUse();
  askedOf(use, blocks(20, false));
  expect(askedOf(use, blocks(100, true)).length).toBeGreaterThan(85);
});
