import { expect, test } from 'vitest';
import { needOfPattern, type LiteralNeed } from '#shared/query/needed-text.ts';

/** A need as text: alternatives in parentheses. */
function said(need: LiteralNeed): string {
  if (need.kind === 'anything') return '*';
  if (need.kind === 'literal') return need.text;
  const parts = need.needs.map(said);
  return need.kind === 'and' ? parts.join(' + ') : `(${parts.join(' | ')})`;
}

test.each([
  ['job [0-9a-f]+7 after', 'job  + 7 after'],
  ['(?:timeout|refused) .*5432', '(timeout | refused) + 5432'],
  ['con+ect', 'con + nect'],
  ['retries?(ing){2}', 'retrie + ing'],
  ['^Failed\\b password$', 'failed password'],
  ['(?i)abc|de', '*'],
  ['abc(?=def)', 'abc'],
  ['a(bcd)?e', '*'],
  ['\\x61bc', 'abc'],
  ['say "hello"', 'say  + hello'],
  ['\\habc', '*'],
])('every match of /%s/ holds %s', (source, wanted) => {
  expect(said(needOfPattern(source))).toBe(wanted);
});
