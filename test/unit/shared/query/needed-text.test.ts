import { expect, test } from 'vitest';
import { needOfNumber, needOfPattern, type LiteralNeed } from '#shared/query/needed-text.ts';

/** A need as text: alternatives in parentheses. */
function said(need: LiteralNeed): string {
  if (need.kind === 'anything') return '*';
  if (need.kind === 'literal') return need.text;
  if (need.kind === 'pattern') return `/${need.source}/`;
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

test.each([
  ['4711', '711'],
  ['-0047110', '711'],
  ['12345678901234567890', '234567890123456789'],
  ['4.711', '*'],
  ['4711e3', '*'],
  ['500', '*'],
  ['0', '*'],
])('every writing of the number %s holds %s', (text, wanted) => {
  expect(said(needOfNumber(text))).toBe(wanted);
});
