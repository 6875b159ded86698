import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTimeUtc } from '#shared/model/record.ts';
import { RecordTimes, type TimeTarget } from '../../../../../main/ingest/formats/record-time.ts';
import { compileLayout } from '../../../../../main/ingest/formats/time-layout.ts';

const MID_2024 = Date.UTC(2024, 5, 30) * 1000;

function times(layouts: readonly string[], zone = 'Z'): RecordTimes {
  return new RecordTimes(layouts.map(compileLayout), { zone, year: null, referenceUs: MID_2024 });
}

function read(layout: string, text: string, zone = 'Z'): string | null {
  const target: TimeTarget = { timeUs: Number.NaN, timeNs: 0, timeDigits: 0 };
  if (!times([layout], zone).read(text, target)) return null;
  return formatTimeUtc({ us: target.timeUs, ns: target.timeNs, digits: target.timeDigits });
}

describe('the layout language', () => {
  test.each([
    ['yyyy-MM-dd HH:mm:ss', '2024-05-01 10:00:00', '2024-05-01T10:00:00Z'],
    ['yyyy-MM-dd HH:mm:ss[.S][,S]', '2024-05-01 10:00:00,12', '2024-05-01T10:00:00.12Z'],
    ['yyyy-MM-dd HH:mm:ss.S', '2024-05-01 10:00:00.1234567899', '2024-05-01T10:00:00.123456789Z'],
    ['dd/MMM/yyyy:HH:mm:ss Z', '01/May/2024:10:00:00 -0730', '2024-05-01T17:30:00Z'],
    ['EEE MMM d HH:mm:ss yyyy', 'Wed May  1 10:00:00 2024', '2024-05-01T10:00:00Z'],
    ['MMM d, yyyy h:mm:ss a', 'September 9, 2023 12:04:05 AM', '2023-09-09T00:04:05Z'],
    ['MMM d, yyyy h:mm:ss a', 'Sep 9, 2023 12:04:05 pm', '2023-09-09T12:04:05Z'],
    ['LLL d, yyyy h:mm:ss a', 'sept. 09, 2023 12:04:05 PM', '2023-09-09T12:04:05Z'],
    ['LLL d, yyyy h:mm:ss a', 'août 09, 2023 1:04:05 AM', '2023-08-09T01:04:05Z'],
    ['LLL d, yyyy h:mm:ss a', 'März 09, 2023 1:04:05 AM', '2023-03-09T01:04:05Z'],
    ['LLL d, yyyy h:mm:ss a', 'Dez 09, 2023 1:04:05 AM', '2023-12-09T01:04:05Z'],
    ['LLL d, yyyy h:mm:ss a', 'ene 09, 2023 1:04:05 P.\u00a0M.', '2023-01-09T13:04:05Z'],
    ['LLL d, yyyy h:mm:ss a', 'giu 09, 2023 1:04:05 AM', '2023-06-09T01:04:05Z'],
    ['LLL d, yyyy h:mm:ss a', 'out. 09, 2023 1:04:05 AM', '2023-10-09T01:04:05Z'],
    ['LLL d, yyyy h:mm:ss a', 'Sep 09, 2023 1:04:05 AM', '2023-09-09T01:04:05Z'],
    [
      "yyyy-MM-dd'T'HH:mm:ss[.#]Z…' at 'HH:mm:ss",
      '2024-05-01T12:00:07.5+02:00 x at 12:00:05',
      '2024-05-01T10:00:05Z',
    ],
    ['yyMMdd HHmmss', '081109 203615', '2008-11-09T20:36:15Z'],
    ['yyyyD HH:mm', '2024366 10:00', '2024-12-31T10:00:00Z'],
    ["yyyy'year'", '1999year', '1999-01-01T00:00:00Z'],
    ['EEE, dd MMM yyyy HH:mm:ss z', 'Wed, 01 May 2024 10:00:00 PDT', '2024-05-01T17:00:00Z'],
    ['yyyy-MM-dd HH:mm:ssZ', '2024-05-01 23:59:60+02', '2024-05-01T22:00:00Z'],
    ['yyyyMMdd-H:m:s:ms', '20240501-9:5:7:84', '2024-05-01T09:05:07.084Z'],
    ['yyyyMMdd-H:m:s:ms', '20240501-19:15:27:840', '2024-05-01T19:15:27.840Z'],
    ['epoch', '1714557600', '2024-05-01T10:00:00Z'],
    ['epoch', '1714557600.5234', '2024-05-01T10:00:00.5234Z'],
    ['epoch', '1714557600123', '2024-05-01T10:00:00.123Z'],
    ['epoch', '1714557600123.25', '2024-05-01T10:00:00.12325Z'],
    ['epoch', '1714557600123456', '2024-05-01T10:00:00.123456Z'],
    ['epoch-ns', '1714557600123456789', '2024-05-01T10:00:00.123456789Z'],
    ['MMM d HH:mm:ss', 'Jun 14 15:16:01', '2024-06-14T15:16:01Z'],
    ['tai64n', '@400000006632122a075bcd15', '2024-05-01T09:57:52.123456789Z'],
    ['tai64n', '@400000006632122a', '2024-05-01T09:57:52Z'],
    ['yyyy-MM-dd HH:mm:ss VV', '2024-05-01 10:00:00 Europe/Berlin', '2024-05-01T08:00:00Z'],
    ['yyyy-MM-dd HH:mm:ss VV', '2024-05-01 10:00:00 Nowhere/Else', '2024-05-01T10:00:00Z'],
    ["yyyy-MM-dd HH:mm:ss…' tz='Z", '2024-05-01 10:00:00 a=b tz=+0200', '2024-05-01T08:00:00Z'],
  ])('%s reads %s', (layout, text, expected) => {
    expect(read(layout, text)).toBe(expected);
  });

  test.each([
    ['epoch', '0000248509'],
    ['yyyy-MM-dd', '2024-13-01'],
    ['yyyy-MM-dd', '2024-00-10'],
    ['yyyy-MM-dd', '2024-01-32'],
    ['yyyy-MM-dd', '2024-01-1'],
    ['yyyy-MM-dd', '2024-01-011'],
    ['HH:mm:ss', '24:00:00'],
    ['MMM d', 'Foo 1'],
    ['MMM d', 'Mayor 1'],
    ['MMM d', 'sept. 1'],
    ['LLL d', 'Mayor 1'],
    ['LLL d', 'septembre 1'],
    ['LLL d', '1 1'],
    ['ss.#', '10.'],
    ['h a', '1 A. M.'],
    ['h a', '1 A.\u00a0Mo'],
    ['ss.S', '10.'],
    ['s:ms', '1:1234'],
    ['s:ms', '1:'],
    ['epoch-ms', '12'],
    ['epoch', '1500'],
    ['epoch', ''],
    ['HH:mm Z', '10:00 Europe'],
    ['tai64n', '@400000006632122'],
    ["HH:mm…' tz='Z", '10:00 a=b'],
  ])('%s refuses %s', (layout, text) => {
    expect(read(layout, text)).toBeNull();
  });

  test.each(['yyyy[-MM', 'yyyy]'])('%s is not a layout', (layout) => {
    expect(() => compileLayout(layout)).toThrow(SyntaxError);
  });
});

const LAYOUTS: Readonly<Record<string, (iso: string) => string>> = {
  "yyyy-MM-dd'T'HH:mm:ss[.S]Z": (iso) => iso,
  'yyyy/MM/dd HH:mm:ss,S': (iso) =>
    iso.replace(/^(\d+)-(\d+)-(\d+)T(.*)\.(\d+)Z$/, '$1/$2/$3 $4,$5'),
  'dd.MM.yyyy H:mm:ss.S': (iso) =>
    iso.replace(/^(\d+)-(\d+)-(\d+)T0?(\d+)(:.*)Z$/, '$3.$2.$1 $4$5'),
  'epoch-us': (iso) => String(Date.parse(iso) * 1000 + Number(iso.slice(23, 26))),
};

const MICROS_OF_40_YEARS = 1_300_000_000_000_000;

test('layouts give back random instants to the microsecond, whatever was read before', () => {
  const readers = Object.entries(LAYOUTS).map(
    ([layout, write]) => [times([layout]), write] as const,
  );
  const target: TimeTarget = { timeUs: 0, timeNs: 0, timeDigits: 0 };
  const instant = fc.integer({ min: 1, max: MICROS_OF_40_YEARS });
  const near = fc.tuple(instant, fc.integer({ min: 0, max: 3_000_000 }));
  fc.assert(
    fc.property(near, fc.constantFrom(...readers), ([first, step], [reader, write]) => {
      for (const us of [first, first + step, first]) {
        const iso = formatTimeUtc({ us: us + 1e15 - 1e14, ns: 0, digits: 6 });
        expect(reader.read(write(iso), target)).toBe(true);
        expect(target.timeUs).toBe(us + 1e15 - 1e14);
        expect(target.timeDigits).toBe(6);
      }
    }),
    { numRuns: 2000 },
  );
});

test('what was read before changes nothing: times that differ in a part only', () => {
  const layout = 'yyyy-MM-dd HH:mm:ss[.S][Z]';
  const zones = fc.constantFrom('', 'Z', '+02:00', '-02:00', '.5', 'x');
  const fractions = fc.constantFrom('', '.', '.1', '.12', '.123456789', '.1x');
  const seconds = fc.constantFrom('10:00:00', '10:00:01');
  const text = fc.tuple(seconds, fractions, zones).map((parts) => `2024-05-01 ${parts.join('')}`);
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (texts) => {
      const reader = times([layout]);
      for (const each of texts) {
        const target: TimeTarget = { timeUs: Number.NaN, timeNs: 0, timeDigits: 0 };
        const fresh: TimeTarget = { timeUs: Number.NaN, timeNs: 0, timeDigits: 0 };
        expect(reader.reads(each)).toBe(times([layout]).reads(each));
        expect(reader.read(each, target)).toBe(times([layout]).read(each, fresh));
        expect(target).toEqual(fresh);
      }
    }),
    { numRuns: 500 },
  );
});

test('an offset in the line wins over the zone', () => {
  const layout = 'yyyy-MM-dd HH:mm:ss[ Z]';
  expect(read(layout, '2024-05-01 10:00:00', 'Europe/Berlin')).toBe('2024-05-01T08:00:00Z');
  expect(read(layout, '2024-05-01 10:00:00 +0100', 'Europe/Berlin')).toBe('2024-05-01T09:00:00Z');
});

test('names of zones that mean one offset are that, and minutes are too', () => {
  const named = (zone: string) =>
    read('yyyy-MM-dd HH:mm:ss[ z][ *]', `2024-05-01 10:00:00 ${zone}`, 'Asia/Tokyo');
  expect(named('CEST')).toBe('2024-05-01T08:00:00Z');
  expect(named('ACST')).toBe('2024-05-01T00:30:00Z');
  expect(named('Z')).toBe('2024-05-01T10:00:00Z');
  for (const zone of ['IST', 'CESTX', 'XYZ']) expect(named(zone)).toBe('2024-05-01T01:00:00Z');
  const minutes = 'yyyy-MM-dd-HH.mm.ss[.S]Zm';
  expect(read(minutes, '2024-05-01-10.00.00.5-330')).toBe('2024-05-01T15:30:00.5Z');
});

test('asking whether a text is a time changes no year', () => {
  const reader = times(['MMM d HH:mm:ss']);
  expect(reader.reads('Dec 31 23:59:59')).toBe(true);
  expect(reader.year).toBeNull();
  const target: TimeTarget = { timeUs: 0, timeNs: 0, timeDigits: 0 };
  reader.read('Dec 31 23:59:59', target);
  expect(reader.reads('Jan  1 00:00:00')).toBe(true);
  expect(reader.year).toBe(2023);
  reader.read('Jan  1 00:00:00', target);
  expect(reader.year).toBe(2024);
});

test.each([
  '0001-01-01 00:00:00',
  '0000-12-30 00:00:00',
  '1601-01-01 00:00:00',
  '1900-01-01 00:00:00',
  '9999-12-31 23:59:59',
])('what a program writes for no time or for never is none: %s', (text) => {
  const reader = times(['yyyy-MM-dd HH:mm:ss', 'MMM d HH:mm:ss']);
  const target: TimeTarget = { timeUs: 0, timeNs: 0, timeDigits: 0 };
  expect(reader.reads(text)).toBe(true);
  expect(reader.read(text, target)).toBe(false);
  expect(reader.read(text, target)).toBe(false);
  // Nor does it tell the year of the dates below.
  expect(reader.read('Jun 29 10:00:00', target)).toBe(true);
  expect(new Date(target.timeUs / 1000).getUTCFullYear()).toBe(2024);
});

test('any text is refused or read, never thrown at', () => {
  const reader = times(Object.keys(LAYOUTS));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d:.,TZ+ -]{0,40}$/)), (text) => {
      const target: TimeTarget = { timeUs: 0, timeNs: 0, timeDigits: 0 };
      if (reader.read(text, target)) expect(Number.isFinite(target.timeUs)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
