import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundedSearch, lineSearch } from '#shared/pattern/index.ts';
import { expressionFlags, expressionSources } from './expressions.ts';
import { draws } from '../../draws.ts';

const line = fc.string({
  unit: fc.constantFrom('a', 'B', 'b', '1', ' ', '.', '\t', 'é'),
  maxLength: 12,
});

/** Records before and behind, and the message between quotation marks or at the end of its line. */
const AROUND = [
  ['a1 b\n{"a":"b1","m":"', '"}\na b1\n'],
  ['b1\nab: ', '\nab\n'],
  ['1 a', '\r\nb'],
  ['ab ', ''],
] as const;

test('an expression over many records finds something in each whose message it matches', () => {
  let matched = 0;
  fc.assert(
    fc.property(
      expressionSources,
      expressionFlags,
      fc.array(line, { minLength: 1, maxLength: 3 }),
      (pattern, how, lines) => {
        const search = lineSearch(pattern, how);
        if (search === null) return;
        const message = lines.join('\n');
        const isMatch = boundedSearch(pattern, how).test(message);
        for (const [before, behind] of AROUND) {
          const text = before + message + behind;
          const begin = before.lastIndexOf('\n') + 1;
          search.expression.lastIndex = begin;
          const found = search.expression.exec(text);
          if (isMatch && !(search.oneLine && lines.length > 1)) {
            matched++;
            expect(found).not.toBeNull();
            expect(found?.index).toBeLessThanOrEqual(before.length + message.length);
          }
          const inside =
            found !== null &&
            found.index >= before.length &&
            found.index + found[0].length <= before.length + message.length;
          if (search.proves && inside) expect(isMatch).toBe(true);
        }
      },
    ),
    { numRuns: draws(1000) },
  );
  expect(matched).toBeGreaterThan(250);
});

test('none runs on from line to line where a line end is not asked for', () => {
  fc.assert(
    fc.property(
      expressionSources,
      expressionFlags,
      fc.array(line, { maxLength: 6 }),
      (pattern, how, lines) => {
        const search = lineSearch(pattern, how);
        if (search === null) return;
        for (const [found] of lines.join('\n').matchAll(search.expression))
          expect(found).not.toContain('\n');
      },
    ),
    { numRuns: draws(300) },
  );
});

test.each(['\\h', '\\A', '[[:alpha:]]', 'a{,3}', '[]a]', '[^]', '\\x{41}', '\\1', '\\v', '\\'])(
  'what JavaScript reads otherwise is left alone: %s',
  (pattern) => {
    expect(lineSearch(pattern, '')).toBeNull();
  },
);
