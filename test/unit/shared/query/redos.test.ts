import { describe, expect, test } from 'vitest';
import { boundedSearch } from '#shared/pattern/index.ts';
import { compileMatcher, parseQuery, type Subject } from '#shared/query/index.ts';

/** What makes a backtracking engine take for ever, each with a text that does it. */
const ATTACKS: readonly (readonly [string, string])[] = [
  ['a*b', 'a'],
  ['a*a*a*a*b', 'a'],
  ['.*a.*b.*c.*d', 'ab'],
  ['(?:a?){30}b', 'a'],
  ['(a{1,50}){1,50}b', 'a'],
  ['(.{0,90}){0,90}x', 'a'],
  ['^(a?){25}a{25}$', 'a'],
  ['(a|b)*c', 'ab'],
  ['(a|a)*b', 'a'],
  ['(a+)+b', 'a'],
  ['(a|aa)+b', 'a'],
  ['(\\w+\\s?)*x', 'a '],
  ['\\d*\\d*\\d*x', '1'],
  ['[ab]*[bc]*[ab]*x', 'b'],
  ['(?=a*a*a*b)x', 'a'],
  ['(?<!a*a*b)x', 'a'],
  ['(?:(?:a*)*)*b', 'a'],
  ['a{0,100}a{0,100}a{0,100}b', 'a'],
  ['([^"]*"[^"]*)*x', '"'],
  ['\\s+$', ' '],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
  ['(x+x+)+y', 'x'],
];

/** Of the processor: other work on the machine does not count. */
const MOST_MS = 4000;

function subjectOf(message: string): Subject {
  const none = { level: 0, timeUs: Number.NaN, source: '', templateId: 0, issue: null };
  return {
    ...none,
    detected: () => [],
    message: () => message,
    field: () => message,
    values: () => [message],
  };
}

describe('no expression of a query takes long, or it is refused', () => {
  test.each(ATTACKS)('/%s/', (source, unit) => {
    const parsed = parseQuery(`/${source}/`);
    if (!parsed.ok) {
      expect(parsed.error.message).toContain('refused');
      return;
    }
    const matcher = compileMatcher(parsed.query, { zone: 'UTC' });
    for (const length of [30, 2000, 64 * 1024]) {
      const before = process.cpuUsage().user;
      matcher.matches(subjectOf(`${unit.repeat(length / unit.length)}!`));
      const ms = (process.cpuUsage().user - before) / 1000;
      expect(ms, `${length} characters`).toBeLessThan(MOST_MS);
    }
  });
});

test('long texts are searched as short ones are', () => {
  const cases: readonly (readonly [string, string, string, boolean])[] = [
    ['a*a*b', '', `${'a'.repeat(30_000)}b`, true],
    ['a*a*b', '', 'a'.repeat(30_000), false],
    ['A*A*B', 'i', `${'a'.repeat(30_000)}b`, true],
    ['x.*y.*z', '', `x${'-'.repeat(30_000)}yz`, true],
    ['x.*y.*z', '', `x${'-'.repeat(30_000)}y\nz`, false],
    ['x.*y.*z', 's', `x${'-'.repeat(30_000)}y\nz`, true],
    ['^b.*c.*d$', '', `${'a'.repeat(30_000)}\nbcd`, false],
    ['^b.*c.*d$', 'm', `${'a'.repeat(30_000)}\nbcd\n`, true],
    ['\\bword\\s+\\w+\\s+end', '', `${'- '.repeat(15_000)}word of end`, true],
  ];
  for (const [source, flags, text, expected] of cases) {
    expect(boundedSearch(source, flags).test(text), `/${source}/${flags}`).toBe(expected);
  }
});
