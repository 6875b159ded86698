import { describe, expect, test } from 'vitest';
import {
  addCondition,
  changeItem,
  chipsOf,
  completionAt,
  fieldCondition,
  moveItem,
  nestItem,
  queryOf,
  type ChipGroup,
} from '#shared/query/index.ts';

function chips(text: string): ChipGroup {
  const found = chipsOf(text);
  if (found === null) throw new Error(text);
  return found;
}

describe('chips', () => {
  test('make the query they came from', () => {
    for (const text of [
      'a',
      'a AND b',
      'a OR b',
      'NOT a AND b',
      '(a OR b) AND c',
      'level:error AND NOT (x:1 OR y:2)',
      '',
    ]) {
      expect(queryOf(chips(text))).toBe(text);
    }
  });

  test('that are off are not in the query, and come back', () => {
    const bar = chips('a AND b');
    const first = bar.items[0]?.id ?? '';
    const off = changeItem(bar, first, (item) => ({ ...item, on: false }));
    expect(queryOf(off)).toBe('b');
    expect(queryOf(changeItem(off, first, (item) => ({ ...item, on: true })))).toBe('a AND b');
  });

  test('negate, leave, nest and move', () => {
    const bar = chips('a AND b AND c');
    const [a = '', b = '', c = ''] = bar.items.map(({ id }) => id);
    expect(queryOf(changeItem(bar, b, (item) => ({ ...item, negated: true })))).toBe(
      'a AND NOT b AND c',
    );
    expect(queryOf(changeItem(bar, b, () => null))).toBe('a AND c');
    expect(queryOf(nestItem(bar, c, a))).toBe('(a OR c) AND b');
    expect(queryOf(moveItem(bar, c, a))).toBe('c AND a AND b');
    expect(nestItem(bar, a, a)).toBe(bar);
  });

  test('a condition is added with AND, once, around an OR', () => {
    expect(addCondition('', 'a:1', false)).toBe('a:1');
    expect(addCondition('x', 'a:1', true)).toBe('x AND NOT a:1');
    expect(addCondition('x OR y', 'a:1', false)).toBe('(x OR y) AND a:1');
    expect(addCondition('x AND a:1', 'a:1', false)).toBe('x AND a:1');
    expect(fieldCondition('path', '/a b')).toBe('path:"/a b"');
  });
});

test('completion knows whether a field or its value is being typed', () => {
  expect(completionAt('lev', 3)).toMatchObject({ kind: 'field', prefix: 'lev', from: 0, to: 3 });
  expect(completionAt('a AND level:er', 14)).toMatchObject({
    kind: 'value',
    field: 'level',
    prefix: 'er',
    from: 12,
  });
  expect(completionAt('-user:"bo', 9)).toMatchObject({
    kind: 'value',
    field: 'user',
    prefix: 'bo',
  });
  expect(completionAt('status:[5', 9).kind).toBe('none');
  expect(completionAt('"a phrase', 9).kind).toBe('none');
});
