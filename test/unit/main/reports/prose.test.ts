import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from '../../../../main/reports/document/document.ts';
import { proseBlocks, proseLines } from '../../../../main/reports/document/prose.ts';

test('what people write in Markdown is a list, a table, code or a quotation, as they meant it', () => {
  const blocks = proseBlocks(
    '# Events\nSaw it\nat **once**, [here](https://a.example/x).\n\n3. First\n   - inner\n     goes on\n4. Second\n\n| Time | Event |\n|---|--:|\n| 14:07 | a \\| b |\n\n> they\n> said\n\n```\na  =  1;\n```\n2 * 3 * 4 and snake_case_name',
  );
  expect(blocks).toEqual([
    { kind: 'paragraph', line: [{ strong: 'Events' }] },
    {
      kind: 'paragraph',
      line: [
        { text: 'Saw it at ' },
        { strong: 'once' },
        { text: ', ' },
        { text: 'here (https://a.example/x)' },
        { text: '.' },
      ],
    },
    {
      kind: 'list',
      items: [
        {
          line: [{ text: 'First' }],
          number: 3,
          inner: [{ line: [{ text: 'inner goes on' }], number: null, inner: [] }],
        },
        { line: [{ text: 'Second' }], number: 4, inner: [] },
      ],
    },
    {
      kind: 'table',
      id: 'written-table',
      caption: 'Time, Event',
      style: 'list',
      columns: [
        { title: 'Time', share: 10 },
        { title: 'Event', share: 10, align: 'end' },
      ],
      rows: [{ cells: [[[{ text: '14:07' }]], [[{ text: 'a | b' }]]] }],
    },
    { kind: 'paragraph', line: [{ text: '“they said”' }] },
    { kind: 'paragraph', line: [{ mono: 'a  =  1;' }] },
    { kind: 'paragraph', line: [{ text: '2 * 3 * 4 and snake_case_name' }] },
  ]);
});

test('in a cell the rows of a table are items that name their columns', () => {
  const lines = proseLines('1. one\n2. two\n\n| A | B |\n|---|---|\n| x | y |');
  expect(lines.map((line) => plainText(line))).toEqual(['1.  one', '2.  two', '•  A: x · B: y']);
});

test('no word is lost, whatever marks stand around it', () => {
  const piece = fc.constantFrom(
    '- ',
    '1. ',
    '> ',
    '|',
    '---',
    '```',
    '**',
    '`',
    '\n',
    '  ',
    '# ',
    ' ',
  );
  const word = fc.stringMatching(/^[a-z]{3,8}$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, word), { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const kept = proseLines(text)
        .map((line) => plainText(line))
        .join(' ');
      const missing = (text.match(/[a-z]{3,}/g) ?? []).filter((each) => !kept.includes(each));
      expect(missing).toEqual([]);
    }),
    { seed: 5, numRuns: 500 },
  );
});
