import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toldApart } from '../../../../main/iq/tell-apart.ts';

test('what says something else has another headline, and what was alone keeps its own', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 });
  const headed = fc.record({ title: fc.constantFrom('x', 'y', 'z'), words });
  fc.assert(
    fc.property(
      fc.uniqueArray(headed, { selector: ({ title, words }) => `${title} ${words.join(' ')}` }),
      (all) => {
        const apart = toldApart(all);
        expect(new Set(all.map(({ title }, at) => `${title}: ${apart[at]}`)).size).toBe(all.length);
        for (const [at, { title }] of all.entries()) {
          if (all.filter((other) => other.title === title).length === 1) expect(apart[at]).toBe('');
        }
      },
    ),
    { seed: 3 },
  );
});

test('words are told as they are read where that is enough, and as they stand where it is not', () => {
  const headed = (...lines: string[]) =>
    toldApart(lines.map((line) => ({ title: 'GET', words: line.split(' ') })));
  expect(headed('"GET <*> HTTP/2.0" <*> "https:<*>"', '"GET <*>" <*> "-"')).toEqual([
    'HTTP/2.0 https',
    '',
  ]);
  expect(headed('"GET <*>" <*> "-"', '"GET <*>" "-"')).toEqual(['<*>', '']);
});
