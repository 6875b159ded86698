import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withLooksForEnds } from '../../../../../main/ingest/formats/end-looks.ts';
import { parsePattern, printPortable } from '../../../../../shared/pattern/index.ts';

const looked = (source: string): string => printPortable(withLooksForEnds(parsePattern(source)));

test('ends of lines and of words become looks ahead', () => {
  expect(looked('a(?: |$)')).toBe('a(?: |(?!.))');
  expect(looked('(?:ab|\\w+)\\b')).toBe('(?:ab|\\w+)(?!\\w)');
  // What is behind may be no word: only both sides tell.
  expect(looked('a?\\b')).toBe('a?\\b');
  expect(looked('(?:a|-)\\bx')).toBe('(?:a|-)\\bx');
});

test('they match what the expression matched', () => {
  const piece = fc.constantFrom(
    'a',
    '\\d',
    '-',
    ' ',
    '.',
    '(?:a1|-)',
    '(?:a|\\w)',
    '\\b',
    '$',
    '[a-]',
  );
  const times = fc.constantFrom('', '', '?', '*', '+', '{2}');
  const source = fc
    .array(fc.tuple(piece, times), { minLength: 1, maxLength: 6 })
    .map((parts) =>
      parts.map(([what, often]) => (/^(?:\\b|\$)$/.test(what) ? what : what + often)).join(''),
    );
  const text = fc.array(fc.constantFrom('a', '1', '-', ' ', 'é'), { maxLength: 8 });
  fc.assert(
    fc.property(source, text, (expression, characters) => {
      const line = characters.join('');
      const found = new RegExp(expression, 'sy').exec(line);
      expect(new RegExp(looked(expression), 'sy').exec(line)).toEqual(found);
    }),
    { numRuns: 3000 },
  );
});
