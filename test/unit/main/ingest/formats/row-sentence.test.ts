import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sayKeys, sentenceOf } from '../../../../../main/ingest/formats/key-sentence.ts';
import { RowSentence } from '../../../../../main/ingest/formats/row-sentence.ts';
import type { TableShape } from '../../../../../main/ingest/formats/table-shape.ts';
import { draws } from '../../../draws.ts';

const SENTENCES = [
  '{a} {b}[ on {id.orig_h}:{a}][ ({c})]',
  '[{a}][{b}]said[ of {c}]',
  '{nowhere}[ {a}]',
  'nothing[ at all]',
  '{a}',
];
const cell = fc.constantFrom('', '-', '(empty)', '7', 'a b', 'x'.repeat(500), '{b}');
const columns = fc.array(fc.constantFrom('a', 'b', 'c', 'id.orig_h', 'id'), { maxLength: 7 });

test('a row says what its cells by their names would say', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SENTENCES),
      columns,
      fc.array(cell, { maxLength: 8 }),
      fc.subarray(['-', '(empty)', '']),
      (source, names, cells, absent) => {
        const sentence = sentenceOf(source);
        const shape = { columns: names, absent } as unknown as TableShape;
        const keys = names.flatMap((name, at): [string, string][] => {
          const held = cells[at] ?? '';
          return absent.includes(held) ? [] : [[name, held]];
        });
        const said = sayKeys(sentence, Object.fromEntries(keys));
        expect(new RowSentence(sentence, shape).say(cells)).toBe(said);
      },
    ),
    { seed: 31, numRuns: draws(300) },
  );
});
