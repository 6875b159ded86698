import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  askElsewhere,
  countLines,
  groupLines,
  joinTold,
  largestOf,
  placeLines,
  type RecordColumn,
} from '../../../../main/logstore/line-passes.ts';
import { decodeNumbers } from '../../../../main/logstore/record-passes.ts';
import { CUT, GOES_ON, LATER } from '../../../../main/logstore/record-lines.ts';
import { ASK, HIT, MISS } from '../../../../main/logstore/template-course.ts';
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

/** Records of one to four lines, each with the place of its message and what follows it; some of more than a byte. */
const records = fc.array(
  fc.record({
    lines: fc.integer({ min: 1, max: 4 }),
    place: fc.oneof({ weight: 9, arbitrary: fc.nat(100) }, fc.nat(70_000)),
    gap: fc.nat(2),
    told: fc.array(fc.constantFrom(MISS, MISS, HIT, ASK), { minLength: 4, maxLength: 4 }),
    isAsked: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 90 },
);

/** As the columns of a block are read. */
function columnOf(values: readonly number[]): RecordColumn {
  return values.every((value) => value < 128) ? Uint8Array.from(values) : Uint32Array.from(values);
}

test('lines know their records, what they are of them and where the message begins, and records what is told of their lines', () => {
  fc.assert(
    fc.property(records, fc.boolean(), fc.boolean(), (all, areLines, isSameGap) => {
      const given = areLines ? all.map((record) => ({ ...record, lines: 1 })) : all;
      const lines = given.flatMap((record, number) =>
        Array.from({ length: record.lines }, (_, at) => ({ record, number, at })),
      );
      const numbers = lines.flatMap(({ record, at }, line) =>
        record.isAsked[at] === true ? [line] : [],
      );
      const asked = numbers.toReversed();
      const gapOf = ({ gap }: { gap: number }): number => (isSameGap ? 2 : gap);
      const placed = placeLines(
        {
          counts: areLines ? null : columnOf(given.map((record) => record.lines)),
          lines: lines.length,
          places: columnOf(given.map(({ place }) => place)),
          least: -2,
          gaps: isSameGap ? 2 : columnOf(given.map(gapOf)),
        },
        Uint32Array.from(asked),
      );
      const expected = asked.map((line) => {
        const { record, number, at } = lines[line] as (typeof lines)[number];
        const isLast = at + 1 === record.lines;
        const part = (at > 0 ? LATER : 0) | (isLast ? (gapOf(record) === 2 ? CUT : 0) : GOES_ON);
        return {
          number,
          part,
          place: at === 0 ? record.place - 2 : -1,
          told: record.told[at] ?? 0,
        };
      });
      expect([...placed.records]).toEqual(expected.map(({ number }) => number));
      expect([...placed.parts]).toEqual(expected.map(({ part }) => part));
      expect([...placed.messageAt]).toEqual(expected.map(({ place }) => place));
      const told = joinTold(
        Uint8Array.from(expected, (line) => line.told),
        placed,
        given.length,
      );
      const ofRecords = given.map((record) => {
        const own = record.told.slice(0, record.lines).filter((_, at) => record.isAsked[at]);
        if (record.isAsked[0] === true && record.told[0] === ASK) return ASK;
        return own.includes(HIT) ? HIT : own.includes(ASK) ? ASK : MISS;
      });
      expect([...told]).toEqual(ofRecords);
    }),
    { numRuns: 300 },
  );
});

test('lines are asked for whose message begins elsewhere than behind its columns', () => {
  const line = fc.record({
    lengths: fc.array(fc.nat(255), { minLength: 6, maxLength: 6 }),
    off: fc.constantFrom(0, 0, 0, 1, -1, 65_536, -70_000),
    told: fc.constantFrom(MISS, HIT, ASK),
  });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 60 }),
      fc.nat(6),
      fc.nat(500),
      (lines, columns, constant) => {
        const own = lines.map(({ lengths }) => lengths.slice(0, columns));
        const lengths = Array.from({ length: columns }, (_, column) =>
          own.map((of) => of[column] ?? 0),
        ).flat();
        const places = lines.map(
          ({ off }, at) => (own[at] ?? []).reduce((sum, length) => sum + length, constant) + off,
        );
        const told = Uint8Array.from(lines, (each) => each.told);
        askElsewhere(Uint8Array.from(lengths), columns, constant, Int32Array.from(places), told);
        expect([...told]).toEqual(lines.map((each) => (each.off === 0 ? each.told : ASK)));
      },
    ),
  );
});

test('the largest of bytes is found, and nothing behind them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      largestOf(new Uint8Array(200).fill(255));
      expect(largestOf(bytes)).toBe(Math.max(0, ...bytes));
    }),
  );
});
