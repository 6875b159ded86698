import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textAutomaton } from '#shared/pattern/index.ts';
import { HeldTokens } from '../../../../main/logstore/held-tokens.ts';
import { sumColumns } from '../../../../main/logstore/line-passes.ts';
import type { TemplateColumns } from '../../../../main/logstore/template-columns.ts';
import { ALPHANUMERIC, DIGITS, HEXADECIMAL } from '../../../../main/logstore/template-course.ts';

/** Columns as they are stored, behind some bytes of other templates. */
function columnsOf(tokens: readonly (readonly string[])[]): TemplateColumns {
  const before = Uint8Array.of(7, 7, 7);
  const lengths = tokens.flatMap((column) => column.map(({ length }) => length));
  const texts = tokens.map((column) => column.join(''));
  const bytes = Buffer.concat([before, Uint8Array.from(lengths), Buffer.from(texts.join(''))]);
  const lengthsAt = before.length;
  const starts = new Uint32Array(tokens.length + 1).fill(lengthsAt + lengths.length);
  for (const [column, { length }] of texts.entries()) {
    starts[column + 1] = (starts[column] ?? 0) + length;
  }
  return { bytes, lengthsAt, starts };
}

const token = fc.oneof(
  fc.stringMatching(/^[0-9]{1,20}$/),
  fc.stringMatching(/^[0-9a-f]{1,20}$/),
  fc.stringMatching(/^[0-9A-Za-z]{1,40}$/),
);
/** As many tokens in each column. */
const columns = fc
  .tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 4 }))
  .chain(([lines, count]) => {
    const column = fc.array(token, { minLength: lines, maxLength: lines });
    return fc.array(column, { minLength: count, maxLength: count });
  });
const constant = fc.constantFrom('', ' ', 'a', '.1', ' of ab ', '-');
const source = fc.constantFrom(
  '\\d{3}',
  'a.?b',
  '[a-f]+\\d of',
  '^1',
  '\\b0+\\b',
  '(?:1|aa)\\S*b$',
);

test('a line is told by the state in which its tokens and what stands between leave it', () => {
  const agrees = fc.property(
    columns,
    source,
    fc.array(constant, { minLength: 4, maxLength: 4 }),
    fc.nat(3),
    (tokens, expression, constants, skipped) => {
      // None of its steps is made before.
      const automaton = textAutomaton(expression, 'i');
      if (automaton === null) throw new Error('it can be read so');
      const first = Math.min(skipped, tokens.length - 1);
      const last = tokens.length - 1;
      const lines = tokens[0]?.length ?? 0;
      const held = new HeldTokens(columnsOf(tokens), lines, first, last);
      const told = new Uint8Array(lines);
      const course = {
        found: 'some',
        column: first,
        lastColumn: last,
        state: automaton.start,
        toEnd: true,
      } as const;
      const verdictOf = (state: number): number => state % 251;
      // What another left behind must not be read.
      const before = textAutomaton('(?:[a-z0-9][ .-]?){9}', '');
      if (before !== null) held.tell(before, course, () => ' ', verdictOf, told);
      held.tell(automaton, course, (column) => constants[column] ?? '', verdictOf, told);
      const said = Array.from({ length: lines }, (_, line) =>
        tokens
          .slice(first)
          .map(
            (column, at) => (column[line] ?? '') + (first + at < last ? constants[first + at] : ''),
          )
          .join(''),
      );
      expect([...told]).toEqual(
        said.map((text) => verdictOf(automaton.over(automaton.start, text))),
      );
    },
  );
  fc.assert(agrees);
});

test('what stands in the tokens of a column is told', () => {
  fc.assert(
    fc.property(columns, (tokens) => {
      const lines = tokens[0]?.length ?? 0;
      const held = new HeldTokens(columnsOf(tokens), lines, 0, tokens.length - 1);
      const sorts = tokens.map((column) => {
        if (/^\d*$/.test(column.join(''))) return DIGITS;
        return /^[\da-f]*$/i.test(column.join('')) ? HEXADECIMAL : ALPHANUMERIC;
      });
      expect(held.sorts).toEqual(sorts);
    }),
  );
});

test('lengths are summed column by column', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 3, maxLength: 600 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 3 }), (values, wide) => {
      const shapes = [
        { lines: Math.floor(values.length / (wide + 1)), columns: wide },
        { lines: values.length % (wide + 1), columns: 1 },
      ];
      const used = shapes.reduce((sum, shape) => sum + shape.lines * shape.columns, 0);
      let at = 0;
      const expected = shapes.flatMap(({ lines, columns: count }) =>
        Array.from({ length: count }, () => {
          at += lines;
          return values.slice(at - lines, at).reduce((sum, each) => sum + each, 0);
        }),
      );
      expect([...sumColumns(Uint8Array.from(values.slice(0, used)), shapes)]).toEqual(expected);
    }),
  );
});
