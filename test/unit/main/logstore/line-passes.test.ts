import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countLines,
  decodeNumbers,
  groupLines,
  recordsOfLines,
} from '../../../../main/logstore/record-passes.ts';
import { VarintWriter } from '../../../../main/logstore/varint.ts';

const numbers = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.nat(127) },
    fc.nat(400),
    fc.nat(0xffffffff),
    fc.constant(0xffffffff),
  ),
  { maxLength: 120 },
);

test('numbers come back as they were written, and are missed where they end early', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const writer = new VarintWriter();
      for (const value of values) writer.unsigned(value);
      const bytes = writer.written().slice();
      expect([...decodeNumbers(bytes, values.length)]).toEqual(values);
      expect([...decodeNumbers(bytes, values.length >> 1)]).toEqual(
        values.slice(0, values.length >> 1),
      );
      expect(() => decodeNumbers(bytes, values.length + 1)).toThrow(RangeError);
      if (values.length === 0) return;
      expect(() => decodeNumbers(bytes.subarray(0, -1), values.length)).toThrow(RangeError);
    }),
  );
});

test.each([3, 256, 300])('lines are counted and grouped by %d templates', (templates) => {
  const of = fc.array(fc.nat(templates - 1), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(of, fc.array(fc.boolean(), { minLength: 300, maxLength: 300 }), (lines, wanted) => {
      const high = templates > 256 ? lines.map((number) => number >> 8) : [];
      const stored = Uint8Array.from([...lines.map((number) => number & 255), ...high]);
      const given = { numbers: stored, lines: lines.length, templates };
      const counts = countLines(given);
      const linesOf = (template: number): number[] =>
        lines.flatMap((number, line) => (number === template ? [line] : []));
      const all = Array.from({ length: templates }, (_, template) => linesOf(template));
      expect([...counts]).toEqual(all.map(({ length }) => length));
      let count = 0;
      const starts = Int32Array.from(all, ({ length }, template) => {
        if (wanted[template] !== true) return -1;
        count += length;
        return count - length;
      });
      const grouped = all.filter((_, template) => wanted[template] === true).flat();
      expect([...groupLines(given, starts, count)]).toEqual(grouped);
    }),
  );
});

test('a line of a template that is not there is damage', () => {
  const given = { numbers: Uint8Array.of(0, 1, 2), lines: 3, templates: 2 };
  expect(() => countLines(given)).toThrow(RangeError);
  expect(() => countLines({ ...given, lines: 4 })).toThrow(RangeError);
});

test('each line knows its record', () => {
  expect([...recordsOfLines(Uint32Array.of(0, 1, 4, 4, 5))]).toEqual([0, 1, 1, 1, 3]);
});
