import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recogniseJson } from '../../../../../main/ingest/intake/recognise-json.ts';
import { written } from './written.ts';

/** The lines of a text; null when it is left as it is. */
function linesOf(text: string, sizes: readonly number[] = [7, 1, 64]): string[] | null {
  const writer = recogniseJson(text)?.();
  if (writer === undefined) return null;
  const lines = written(writer, Buffer.from(text), sizes).split('\n');
  expect(lines.pop()).toBe('');
  return lines;
}

const record = fc
  .dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })
  .filter((value) => !Object.values(value).some(Array.isArray));
const sizes = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 });
const indent = fc.constantFrom(0, 1, 4, '\t', '\r\n ');

describe('every record becomes a line with the same content, however it is printed and cut', () => {
  const check = (print: (records: unknown[], space: number | string) => string): void =>
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 6 }),
        sizes,
        indent,
        (records, pieces, space) => {
          const lines = linesOf(print(records, space), pieces);
          expect(lines?.map((line) => JSON.parse(line))).toEqual(
            JSON.parse(JSON.stringify(records)),
          );
        },
      ),
    );

  test('a list', () => check((records, space) => JSON.stringify(records, null, space)));
  test('a document around a list', () =>
    check((records, space) =>
      JSON.stringify({ kind: 'x', Records: records, next: 'a]}"', more: [1] }, null, space),
    ));
  test('a document with an object before its list, as Kubernetes writes them', () =>
    check((records, space) =>
      JSON.stringify({ kind: 'EventList', metadata: { note: 'a}"' }, items: records }, null, space),
    ));
  test('one document after the other', () =>
    check((records) => records.map((one) => JSON.stringify({ records: [one] })).join('\n')));
  test('an object that holds them by name, as Plaso writes them', () =>
    check((records, space) =>
      JSON.stringify(
        Object.fromEntries(records.map((one, at) => [`event_${at}`, one])),
        null,
        space,
      ),
    ));
  test('a text sequence, each behind a record separator', () =>
    check((records) => records.map((one) => `\u001E${JSON.stringify(one)}\n`).join('')));
  test('objects printed over many lines', () =>
    check((records) => records.map((one) => JSON.stringify(one, null, 2)).join('\n')));
});

test('numbers keep all their digits', () => {
  expect(linesOf('[{"a": 12345678901234567890, "b": 1.10, "c": 1e400}]')).toEqual([
    '{"a":12345678901234567890,"b":1.10,"c":1e400}',
  ]);
});

test.each([
  ['objects one a line', '{"a":1}\n{"a":2}\n'],
  ['a record with a list of its own', '{"time":"x","events":[{"a":1}]}\n'],
  ['a record with an event of its own', '{"event_0":"x","event_1":{"a":1}}\n'],
  ['a log', '[main] started\n{ not json\n'],
  ['a brace that is no JSON', '{\n  this is a dump\n}\n'],
  ['a list of numbers', '[1, 2, 3]\n'],
])('%s: left as it is', (_, text) => {
  expect(linesOf(text)).toBeNull();
});

test('what stands between objects is kept, but for captions', () => {
  const text = 'Record 1\n{\n "a": 1\n}\nwarning: odd\nRecord 2\n{\n "a": 2\n}\n';
  expect(linesOf(text)).toEqual(['{"a":1}', 'warning: odd', '{"a":2}']);
});

test('a document that breaks off keeps its last record as it is', () => {
  expect(linesOf('{"Records": [{"a": 1}, {"a": "cut o')).toEqual(['{"a":1}', '{"a":"cut o']);
});

test('records of OTLP have their resource and scope beside them', () => {
  const text = `{"resourceLogs": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
    "scopeLogs": [{"scope": {"name": "app"}, "logRecords": [
      {"timeUnixNano": 1714557600123456789, "severityNumber": 9, "body": {"stringValue": "a"}},
      {"timeUnixNano": "0", "observedTimeUnixNano": "1714557600000000001",
       "body": {"kvlistValue": {"values": [{"key": "k", "value": {"arrayValue": {"values": [{"intValue": "7"}]}}}]}}}]}]}]}`;
  expect(linesOf(text)?.map((line) => JSON.parse(line))).toMatchObject([
    {
      timeUnixNano: '1714557600123456789',
      body: 'a',
      resource: { 'service.name': 'shop' },
      scope: 'app',
    },
    { timeUnixNano: '1714557600000000001', body: { k: ['7'] } },
  ]);
});

test('any bytes at all are read to the end', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'[]{}",:\\ \n\r1a'.split('')) }),
      sizes,
      (tail, pieces) => {
        linesOf(`[{"a":1},${tail}`, pieces);
        linesOf(`{"Records":[{"a":1}${tail}`, pieces);
      },
    ),
    { seed: 7, numRuns: 2000 },
  );
});
