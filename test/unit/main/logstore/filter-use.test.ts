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

function spared(): FilterUse {
  const use = new FilterUse();
  use.spare(true);
  return use;
}

test('a filter that closes no block is asked now and then', () => {
  const use = spared();
  expect(askedOf(use, blocks(30, false))).toEqual([0, 1, 2, 3, 11, 19, 27]);
});

test('one that closes blocks is always asked', () => {
  const closes = [...blocks(20, true), ...blocks(20, false)];
  expect(askedOf(spared(), closes)).toHaveLength(40);
});

test('where columns do not decide it is always asked', () => {
  const use = spared();
  use.spare(false);
  expect(askedOf(use, blocks(20, false))).toHaveLength(20);
});

test('where other blocks come it is asked again', () => {
  const use = spared();
  askedOf(use, blocks(20, false));
  expect(askedOf(use, blocks(100, true)).length).toBeGreaterThan(85);
});
