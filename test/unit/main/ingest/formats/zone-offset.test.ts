import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '#shared/model/failure.ts';
import { zoneOffset } from '../../../../../main/ingest/formats/zone-offset.ts';

const HOUR = 3_600_000;
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Asia/Tehran',
];

/** What a clock on the wall of that zone shows at an instant, by Intl alone. */
function wallClock(utcMs: number, zone: string): number {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(utcMs);
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

function utcOf(local: string, zone: string): string {
  const localMs = Date.parse(`${local}Z`);
  return new Date(localMs - zoneOffset(zone)(localMs)).toISOString().slice(0, 19);
}

describe('a zone by name', () => {
  test('a local time that a clock change skips moves forward', () => {
    expect(utcOf('2024-03-31T01:59:59', 'Europe/Berlin')).toBe('2024-03-31T00:59:59');
    expect(utcOf('2024-03-31T02:30:00', 'Europe/Berlin')).toBe('2024-03-31T01:30:00');
    expect(utcOf('2024-03-31T03:00:00', 'Europe/Berlin')).toBe('2024-03-31T01:00:00');
  });

  test('a local time that happens twice is the first', () => {
    expect(utcOf('2024-10-27T02:30:00', 'Europe/Berlin')).toBe('2024-10-27T00:30:00');
    expect(utcOf('2024-10-27T03:00:00', 'Europe/Berlin')).toBe('2024-10-27T02:00:00');
    expect(utcOf('2024-11-03T01:30:00', 'America/New_York')).toBe('2024-11-03T05:30:00');
  });

  test('a change in the middle of an hour is met to the minute', () => {
    // Newfoundland changed at 00:01 until 2011; Lord Howe moves by half an hour.
    expect(utcOf('2010-03-14T00:00:59', 'America/St_Johns')).toBe('2010-03-14T03:30:59');
    expect(utcOf('2010-03-14T01:01:00', 'America/St_Johns')).toBe('2010-03-14T03:31:00');
    expect(utcOf('2024-10-06T02:30:00', 'Australia/Lord_Howe')).toBe('2024-10-05T15:30:00');
  });

  test('gives back the instant that a wall clock shows, the first of two when it shows it twice', () => {
    const offsets = new Map(ZONES.map((zone) => [zone, zoneOffset(zone)]));
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: Date.UTC(1995, 0) / 1000, max: Date.UTC(2035, 0) / 1000 }),
        (zone, seconds) => {
          const local = wallClock(seconds * 1000, zone);
          const found = local - (offsets.get(zone)?.(local) ?? Number.NaN);
          expect(wallClock(found, zone)).toBe(local);
          expect(found).toBeLessThanOrEqual(seconds * 1000);
          expect(seconds * 1000 - found).toBeLessThanOrEqual(HOUR);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

test('fixed offsets', () => {
  expect(zoneOffset('+05:30')(0)).toBe(5.5 * HOUR);
  expect(zoneOffset('-08')(0)).toBe(-8 * HOUR);
  expect(zoneOffset('UTC')(0)).toBe(0);
});

test('an unknown zone is named', () => {
  expect(() => zoneOffset('Mars/Olympus')).toThrow(Failure);
  expect(() => zoneOffset('Mars/Olympus')).toThrow(
    expect.objectContaining({ code: 'ZONE_UNKNOWN' }),
  );
});
