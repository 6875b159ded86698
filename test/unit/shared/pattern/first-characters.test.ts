import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstCharacters } from '../../../../shared/pattern/index.ts';

const allows = (places: readonly bigint[], text: string): boolean =>
  text.length >= places.length &&
  places.every((set, at) => {
    const code = text.charCodeAt(at);
    return code > 127 || ((set >> BigInt(code)) & 1n) === 1n;
  });

const shown = (source: string): string[] =>
  firstCharacters(source, 8).map((set) =>
    Array.from({ length: 95 }, (_, index) => String.fromCharCode(index + 32))
      .filter((_, index) => ((set >> BigInt(index + 32)) & 1n) === 1n)
      .join(''),
  );

test('each place has the characters of all ways that lead there', () => {
  expect(shown('ab[cd]')).toEqual(['a', 'b', 'cd']);
  expect(shown('(?:ab|c)d')).toEqual(['ac', 'bd']);
  expect(shown('a?b+c')).toEqual(['ab', 'bc']);
  expect(shown('(?=x)a(?!y)\\bb')).toEqual(['a', 'b']);
  expect(shown('(?i)k')).toEqual(['Kk']);
  expect(shown('a*')).toEqual([]);
});

test('where an expression matches at the beginning, its first characters are allowed', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '[ab]',
    '\\d',
    '.',
    '(?:ab|c)',
    '(?:a|b1)',
    '[^a]',
    '\\s',
  );
  const times = fc.constantFrom('', '?', '*', '+', '{2}', '{1,3}', '*?');
  const source = fc
    .array(fc.tuple(piece, times), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.map(([what, often]) => what + often).join(''));
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '1', '2', ' ', 'é'), { maxLength: 10 });
  fc.assert(
    fc.property(source, text, (expression, characters) => {
      const line = characters.join('');
      if (!new RegExp(expression, 'sy').test(line)) return;
      expect(allows(firstCharacters(expression, 6), line)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
