import { expect, test } from 'vitest';
import { ColumnsWriter, readColumns, streamsOf } from '../../../../main/logstore/block-columns.ts';
import {
  GOES_ON,
  LATER,
  recordLines,
  toldOfRecords,
} from '../../../../main/logstore/record-lines.ts';
import { placeLines } from '../../../../main/logstore/line-passes.ts';
import { ASK, HIT, MISS } from '../../../../main/logstore/template-course.ts';

/** Records of so many lines, of twenty characters each with their ends, whose messages begin there. */
function columnsOf(records: readonly { lines: number; messageAt: number }[]) {
  const writer = new ColumnsWriter();
  for (const { lines, messageAt } of records) {
    const length = 20 * lines - 1;
    const times = { timeUs: Number.NaN, timeNs: 0, timeDigits: 0 };
    writer.add({ length, gap: 1, lines, kind: 0, messageAt, ...times });
  }
  return readColumns(streamsOf(writer.finish()));
}

const THREE = [
  { lines: 1, messageAt: 4 },
  { lines: 3, messageAt: 4 },
  { lines: 2, messageAt: -1 },
];

/** What is told of three records, when of the six lines this is told. */
function told(ofLines: readonly number[], longest = 1000, isIn = true): number[] {
  const columns = columnsOf(THREE);
  const lines = recordLines(columns, 6);
  if (lines === null) throw new Error('these are its lines');
  const placed = placeLines(lines, Uint32Array.of(0, 1, 2, 3, 4, 5));
  expect([...placed.parts]).toEqual([0, GOES_ON, LATER | GOES_ON, LATER, GOES_ON, LATER]);
  const limits = { longestLine: 19, longest, isIn: () => isIn };
  return [...toldOfRecords(Uint8Array.from(ofLines), placed, columns, limits)];
}

test('what is found in a line is found in its record, and records of which nothing is known are asked for', () => {
  expect(told([MISS, MISS, MISS, MISS, MISS, MISS])).toEqual([MISS, MISS, ASK]);
  expect(told([HIT, MISS, MISS, HIT, HIT, HIT])).toEqual([HIT, HIT, ASK]);
  expect(told([ASK, MISS, ASK, HIT, MISS, MISS])).toEqual([ASK, HIT, ASK]);
  expect(told([MISS, ASK, HIT, HIT, MISS, MISS])).toEqual([MISS, ASK, ASK]);
});

test('a message of several lines that is longer than what is told of is asked for, whatever is told of them', () => {
  expect(told([HIT, MISS, HIT, MISS, MISS, MISS], 59)).toEqual([HIT, HIT, ASK]);
  expect(told([HIT, MISS, HIT, MISS, MISS, MISS], 58)).toEqual([HIT, ASK, ASK]);
  expect(told([HIT, MISS, MISS, MISS, MISS, MISS], 58)).toEqual([HIT, ASK, ASK]);
  expect(told([HIT, MISS, MISS, MISS, MISS, MISS], 10)).toEqual([HIT, ASK, ASK]);
});

test('what is found behind the first line is asked for where the message may begin further on', () => {
  expect(told([HIT, MISS, MISS, HIT, MISS, MISS], 1000, false)).toEqual([HIT, ASK, ASK]);
  expect(told([HIT, MISS, MISS, MISS, MISS, MISS], 1000, false)).toEqual([HIT, MISS, ASK]);
});

test('a text with other lines than its records tells nothing of them', () => {
  expect(recordLines(columnsOf(THREE), 5)).toBeNull();
  expect(recordLines(columnsOf([{ lines: 1, messageAt: 4 }]), 2)).toBeNull();
  expect(recordLines(columnsOf([{ lines: 300, messageAt: 4 }]), 300)).not.toBeNull();
});
