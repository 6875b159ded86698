import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PrefixAutomaton } from '#shared/pattern/index.ts';
import { draws } from '../../draws.ts';
import { expressionSources } from './expressions.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'A', '1', '11', ' ', '.', '"', '_', 'é', '\t', '[', '-'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

test('a pattern that matches at the beginning of a text is told of, whatever others there are', () => {
  fc.assert(
    fc.property(
      fc.array(expressionSources, { minLength: 1, maxLength: 6 }),
      fc.array(text, { minLength: 1, maxLength: 6 }),
      (sources, texts) => {
        const automaton = new PrefixAutomaton(sources);
        for (const each of texts) {
          const may = automaton.of(each);
          sources.forEach((source, at) => {
            if (!new RegExp(source, 'sy').test(each)) return;
            expect(may, `${source} in ${JSON.stringify(each)}`).toContain(at);
          });
        }
      },
    ),
    { numRuns: draws(1000) },
  );
});

test('patterns are told apart by what stands far in a text', () => {
  const automaton = new PrefixAutomaton([
    '(?<client>\\S+) - - \\[(?<time>[^\\]]{20,40})\\] "(?<message>.*)',
    '(?<time>\\d{4}-\\d\\d-\\d\\d) (?<level>[A-Z]+) (?<message>.*)',
    '(?<time>\\S{3,40}) (?<level>INFO|WARN): (?<message>.*)',
    '(?<unread>a)\\k<unread>',
  ]);
  // What cannot be read may match anything.
  expect(automaton.of('10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET /"')).toEqual([0, 3]);
  expect(automaton.of('2026-01-02 INFO: started')).toEqual([2, 3]);
  expect(automaton.of('2026-01-02 INFO started')).toEqual([1, 3]);
  expect(automaton.of('2026-01-02')).toEqual([3]);
  // Nothing beyond ASCII is told apart.
  expect(automaton.of('2026-01-02 é')).toEqual([0, 1, 2, 3]);
});
