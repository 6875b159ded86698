import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  boundedSearch,
  textAutomaton,
  UNTOLD_STATE,
  type TextAutomaton,
} from '#shared/pattern/index.ts';
import { expressionFlags, expressionSources } from './expressions.ts';
import { draws } from '../../draws.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', '1', '1', ' ', '.', '"', '\t', '_', '-', '\n', '\r\n'),
  maxLength: 12,
});
const BEYOND = ['é', '\u00a0', '\u2028', '→', '\ud83d'];

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
      fc.array(text, { minLength: 1, maxLength: 6 }),
      (source, flags, texts) => {
        const automaton = textAutomaton(source, flags);
        if (automaton === null) return;
        read++;
        const search = boundedSearch(source, flags);
        for (const each of texts) {
          const expected = search.test(each);
          if (expected) found++;
          expect(finds(automaton, each), `${source} ${flags} in ${JSON.stringify(each)}`).toBe(
            expected,
          );
        }
      },
    ),
    { numRuns: draws(1250) },
  );
  expect(read).toBeGreaterThan(300);
  expect(found).toBeGreaterThan(300);
});

test('what a character beyond ASCII leads to is bounded on both sides', () => {
  const seen = { found: 0, missed: 0, untold: 0 };
  fc.assert(
    fc.property(
      expressionSources,
      expressionFlags,
      fc.array(fc.tuple(text, fc.constantFrom(...BEYOND), text), { minLength: 1, maxLength: 6 }),
      (source, flags, texts) => {
        const automaton = textAutomaton(source, flags);
        if (automaton === null) return;
        const search = boundedSearch(source, flags);
        for (const [before, char, behind] of texts) {
          const states = automaton.beyond(automaton.over(automaton.start, before));
          if (states.includes(UNTOLD_STATE)) continue;
          const [fewest, most] = states.map((state) =>
            automaton.endsFound(automaton.over(state, behind)),
          );
          const says = `${source} ${flags} in ${JSON.stringify(before + char + behind)}`;
          const expected = search.test(before + char + behind);
          if (fewest === true) expect(expected, says).toBe(true);
          if (most === false) expect(expected, says).toBe(false);
          seen[fewest === true ? 'found' : most === false ? 'missed' : 'untold']++;
        }
      },
    ),
    { numRuns: draws(750) },
  );
  expect(seen.untold).toBeLessThan(Math.min(seen.found, seen.missed));
});

test('lines of a text are read one by one where nothing goes on from one to the next', () => {
  const automaton = textAutomaton('^a|b\\d+$', 'm');
  if (automaton === null) throw new Error('it is an automaton');
  const behind = (line: string): number =>
    automaton.behindLine(automaton.over(automaton.lineStart, line));
  expect(behind('xa b')).toBe(automaton.lineStart);
  expect(automaton.endsFound(behind('xb12'))).toBe(true);
  const spanning = textAutomaton('b\\s+c', '');
  if (spanning === null) throw new Error('it is an automaton');
  expect(spanning.behindLine(spanning.over(spanning.start, 'ab'))).not.toBe(spanning.lineStart);
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
