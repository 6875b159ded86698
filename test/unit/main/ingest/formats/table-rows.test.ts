import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOf, RowEnds } from '../../../../../main/ingest/formats/table-rows.ts';

const cell = fc.string({ unit: fc.constantFrom(...'ab ,;"\n\r\t|1'.split('')), maxLength: 8 });
const separator = fc.constantFrom(',', ';', '\t', '|');

/** RFC 4180, every cell in quotation marks. */
const quoted = (cells: readonly string[], between: string): string =>
  cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(between);

test('rows written as RFC 4180 says are read back, and end where they end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
      separator,
      fc.constantFrom('\n', '\r\n'),
      (rows, between, lineEnd) => {
        // Inside a quotation `"` before a separator is doubled, which is no end of it.
        const style = { separator: between, quotes: true };
        const text = rows.map((row) => quoted(row, between)).join(lineEnd);
        const ends = new RowEnds();
        let at = 0;
        for (const row of rows) {
          const end = ends.find(text, at, style);
          expect(cellsOf(text.slice(at, end).replace(/\r$/, ''), style)).toEqual(row);
          at = end + 1;
        }
        expect(at).toBe(text.length + 1);
      },
    ),
    { numRuns: 500 },
  );
});

const CSV = { separator: ',', quotes: true };

test.each([
  ['5" disk,x', ['5" disk', 'x']],
  ['"a" b,c', ['"a" b', 'c']],
  ['"a", "b,c", d', ['a', 'b,c', ' d']],
  ['"never closed,b', ['"never closed', 'b']],
  ['a,,', ['a', '', '']],
  ['"",x', ['', 'x']],
])('%s', (row, cells) => {
  expect(cellsOf(row, CSV)).toEqual(cells);
});

test('a mark that opens nothing does not swallow the rows after it', () => {
  const text = '1,"never closed\n2,b\n3,c\n';
  expect(new RowEnds().find(text, 0, CSV)).toBe(text.indexOf('\n'));
});

test('W3C rows stand between tabs when they have one, else between blanks', () => {
  const style = { separator: null, quotes: true };
  expect(cellsOf('a b\tc', style)).toEqual(['a b', 'c']);
  expect(cellsOf('a "b c" -', style)).toEqual(['a', 'b c', '-']);
});

test('rows made to be slow are read in linear time', () => {
  const started = performance.now();
  const parts = ['"', ',"a', '""', '",', 'a"', '\n"a', '\n1,"x'].map((part) =>
    part.repeat(200_000),
  );
  // Without a mark, and with one behind all rows.
  const rows = 'a,b\n'.repeat(400_000);
  for (const text of [...parts, rows, `${rows}"`]) {
    const ends = new RowEnds();
    for (let at = 0; at < text.length;) at = ends.find(text, at, CSV) + 1;
    cellsOf(text.replaceAll('\n', ' '), CSV);
  }
  expect(performance.now() - started).toBeLessThan(10_000);
});
