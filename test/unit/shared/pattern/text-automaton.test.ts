import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  boundedSearch,
  textAutomaton,
  UNTOLD_STATE,
  type TextAutomaton,
} from '#shared/pattern/index.ts';
import { expressionFlags, expressionSources } from './expressions.ts';

const line = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', '1', '1', ' ', '.', '"', '\t', '_', '-'),
  maxLength: 12,
});

function finds(automaton: TextAutomaton, text: string): boolean {
  return automaton.endsFound(automaton.over(automaton.start, text));
}

test('an automaton finds something where V8 does and nowhere else', () => {
  let read = 0;
  let found = 0;
  fc.assert(
    fc.property(
      expressionSources,
      expressionFlags,
      fc.array(line, { minLength: 1, maxLength: 6 }),
      (source, flags, lines) => {
        const automaton = textAutomaton(source, flags);
        if (automaton === null) return;
        read++;
        const search = boundedSearch(source, flags);
        for (const text of lines) {
          const expected = search.test(text);
          if (expected) found++;
          expect(finds(automaton, text), `${source} ${flags} in ${JSON.stringify(text)}`).toBe(
            expected,
          );
        }
      },
    ),
    { numRuns: 5000 },
  );
  expect(read).toBeGreaterThan(1500);
  expect(found).toBeGreaterThan(1500);
});

test.each(['(?=a)b', '(?<!a)b', '(a)\\1', '\\h', 'a{500}'])(
  'what it cannot read is not made one: %s',
  (source) => {
    expect(textAutomaton(source, '')).toBeNull();
  },
);

test('one that grows too large leaves texts to others', () => {
  const automaton = textAutomaton('a[ab]{14}c', '');
  if (automaton === null) throw new Error('it is an automaton');
  // All that is known of the last fourteen characters takes 2^14 states.
  let state = automaton.start;
  for (let n = 0; n < 2 ** 15 && state !== UNTOLD_STATE; n++) {
    const bits = n.toString(2).padStart(15, '0');
    state = automaton.over(state, bits.replaceAll('1', 'a').replaceAll('0', 'b'));
  }
  expect(state).toBe(UNTOLD_STATE);
  expect(automaton.over(state, 'aaaaaaaaaaaaaaac')).toBe(UNTOLD_STATE);
});
