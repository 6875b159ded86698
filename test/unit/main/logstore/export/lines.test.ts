import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldColumn, fieldOfColumn, RECORD_COLUMNS } from '#shared/model/export.ts';
import type { Fields } from '#shared/model/record.ts';
import {
  csvFieldColumn,
  csvHeader,
  csvLines,
} from '../../../../../main/logstore/export/csv-lines.ts';
import type { ExportedRecord } from '../../../../../main/logstore/export/exported-record.ts';
import { jsonLines } from '../../../../../main/logstore/export/json-lines.ts';
import { timeWriter } from '../../../../../main/logstore/export/time-writer.ts';
import { timesketchLines } from '../../../../../main/logstore/export/timesketch-lines.ts';
import { readCsv } from '../../../read-csv.ts';

interface Facts {
  readonly message: string;
  readonly fields: Fields;
  readonly time: ExportedRecord['time'];
}

function recordOf({ message, fields, time }: Facts): ExportedRecord {
  return {
    source: 'a,b.log',
    line: 7,
    time,
    placeUs: time?.us ?? null,
    level: 'error',
    template: 'said "<*>"',
    message: () => message,
    fields: () => fields,
    text: () => `${message}\n`,
  };
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a,b', '"', 'x\r\ny', '', '=1+1', '-5'),
);
const name = fc.oneof(text, fc.constantFrom(...RECORD_COLUMNS, 'field.time', 'field.field.time'));
const facts: fc.Arbitrary<Facts> = fc.record({
  message: text,
  fields: fc.dictionary(
    name.filter((key) => key !== '__proto__'),
    fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
  ),
  time: fc.option(
    fc.record({
      us: fc.integer({ min: -2_000_000_000_000_000, max: 4_000_000_000_000_000 }),
      ns: fc.integer({ min: 0, max: 999 }),
      digits: fc.integer({ min: 0, max: 9 }),
    }),
    { nil: null },
  ),
});

describe('records read back are the records that were written', () => {
  test('CSV, with columns for all fields', () => {
    fc.assert(
      fc.property(fc.array(facts, { minLength: 1 }), (all) => {
        const fields = [...new Set(all.flatMap((one) => Object.keys(one.fields)))];
        const columns = [...RECORD_COLUMNS, ...fields.map(csvFieldColumn)];
        expect(new Set(columns).size).toBe(columns.length);
        const write = csvLines(columns, false, timeWriter('UTC'));
        const [head, ...rows] = readCsv(
          csvHeader(columns, false) + all.map((one) => write(recordOf(one))).join(''),
        );
        expect(head).toEqual(columns);
        expect(rows.length).toBe(all.length);
        for (const [at, one] of all.entries()) {
          const row = rows[at] ?? [];
          expect(row.length).toBe(columns.length);
          expect(row.slice(1, 6)).toEqual(['error', 'a,b.log', '7', one.message, 'said "<*>"']);
          for (const [column, cell] of row.entries()) {
            if (column < RECORD_COLUMNS.length) continue;
            const field = fieldOfColumn(columns[column] ?? '');
            const value = Object.hasOwn(one.fields, field) ? (one.fields[field] ?? null) : null;
            expect(cell).toBe(value === null ? '' : String(value));
          }
        }
      }),
    );
  });

  test('JSON lines', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const line = jsonLines(timeWriter('UTC'))(recordOf(one));
        expect(line.indexOf('\n')).toBe(line.length - 1);
        const { message, fields, source, line: number } = JSON.parse(line);
        expect({ message, fields, source, number }).toEqual({
          message: one.message,
          fields: { ...one.fields },
          source: 'a,b.log',
          number: 7,
        });
      }),
    );
  });

  test('Timesketch: nothing of a field is lost to an attribute of its own', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const { message, datetime, timestamp, timestamp_desc, untimed, ...rest } = JSON.parse(
          timesketchLines()(recordOf(one)),
        );
        expect(message).toBe(one.message);
        expect(timestamp).toBe(one.time?.us ?? 0);
        expect(datetime).toMatch(/^[-+\d]+-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
        expect(timestamp_desc).toBe(one.time === null ? 'Not a time' : 'Recorded Time');
        expect(untimed).toBe(one.time === null ? true : undefined);
        expect(Object.keys(rest).length).toBe(4 + Object.keys(one.fields).length);
      }),
    );
  });
});

test('names of fields and of columns go back and forth', () => {
  fc.assert(
    fc.property(name, fc.array(name), (field, taken) => {
      expect(fieldOfColumn(fieldColumn(field, new Set(taken)))).toBe(field);
    }),
  );
});

test('no cell is a formula when that is asked for, and numbers stay numbers', () => {
  const write = csvLines(['message'], true, timeWriter('UTC'));
  const cell = (message: string): string =>
    readCsv(write(recordOf({ message, fields: {}, time: null })))[0]?.[0] ?? '';
  expect(['=cmd()', '+1+1', '-1-1', '@SUM(A1)', '\tx'].map(cell)).toEqual([
    "'=cmd()",
    "'+1+1",
    "'-1-1",
    "'@SUM(A1)",
    "'\tx",
  ]);
  expect(['-5', '+4.5e3', 'plain'].map(cell)).toEqual(['-5', '+4.5e3', 'plain']);
});

test.each([
  ['UTC', 1_773_324_425_500_000, '2026-03-12T14:07:05.5Z'],
  ['Europe/Berlin', 1_773_324_425_500_000, '2026-03-12T15:07:05.5+01:00'],
  ['Europe/Berlin', 1_774_746_000_000_000, '2026-03-29T03:00:00.0+02:00'],
  ['Europe/Berlin', 1_774_745_999_000_000, '2026-03-29T01:59:59.0+01:00'],
  ['Asia/Kathmandu', 1_773_324_425_500_000, '2026-03-12T19:52:05.5+05:45'],
  ['-03:30', 1_773_324_425_500_000, '2026-03-12T10:37:05.5-03:30'],
])('times in %s', (zone, us, written) => {
  expect(timeWriter(zone)({ us, ns: 0, digits: 1 })).toBe(written);
});
