import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../../../../main/ingest/sample/random.ts';
import { rateChanges } from '../../../../../main/iq/signals/rate-changes.ts';
import { seasonOf } from '../../../../../main/iq/signals/season.ts';

const WIDTH_US = 1_800_000_000;
const A_DAY = 48;
const slices = { fromUs: Date.UTC(2026, 2, 2) * 1000, widthUs: WIDTH_US, buckets: 0 };

function poisson(random: Random, rate: number): number {
  let events = 0;
  for (let at = random.exponential(1); at < rate; at += random.exponential(1)) events++;
  return events;
}

/** Busy by day, quiet by night: 2 to 38 a slice; some days busier than others. */
function wave(random: Random, days: number, times: (at: number) => number = () => 1): Float64Array {
  const busy = Array.from({ length: days }, () => 0.8 + 0.4 * random.next());
  return Float64Array.from({ length: days * A_DAY }, (_, at) => {
    const hour = (at % A_DAY) / 2;
    const usual = 20 - 18 * Math.cos(((hour - 3) / 24) * 2 * Math.PI);
    return poisson(random, usual * (busy[Math.floor(at / A_DAY)] ?? 1) * times(at));
  });
}

function changesIn(counts: Float64Array) {
  const clock = new Float64Array(counts.length).fill(1);
  const series = {
    subject: 1,
    unit: null,
    units: 0,
    sources: [1],
    counts,
    exposure: clock,
    total: counts,
    others: [],
  };
  return rateChanges([series], { ...slices, buckets: counts.length }).filter(
    ({ lnP }) => lnP < Math.log(1e-4),
  );
}

describe('what repeats by the day', () => {
  test('is known from three days on, and is none of what does not repeat', () => {
    const random = createRandom(5);
    const clock = (counts: Float64Array) => new Float64Array(counts.length).fill(1);
    const found = (counts: Float64Array) => seasonOf(counts, clock(counts), slices)?.period ?? null;
    for (let i = 0; i < 20; i++) {
      expect(found(wave(random, 5))).toBe('day');
      expect(found(wave(random, 2))).toBeNull();
      expect(found(Float64Array.from({ length: 5 * A_DAY }, () => poisson(random, 20)))).toBeNull();
      // One burst is no season.
      const once = (at: number): number => (at > 100 && at < 110 ? 12 : 1);
      const flat = Float64Array.from({ length: 5 * A_DAY }, (_, at) =>
        poisson(random, 20 * once(at)),
      );
      expect(found(flat)).toBeNull();
    }
  });

  test('makes of a busy day no change, and lets what is unusual for the hour be seen', () => {
    const random = createRandom(6);
    let quiet = 0;
    let nights = 0;
    let noons = 0;
    const RUNS = 60;
    for (let i = 0; i < RUNS; i++) {
      if (changesIn(wave(random, 6)).length === 0) quiet++;
      // Four times as much in the third night, which is less than any noon.
      const night = changesIn(wave(random, 6, (at) => (at >= 100 && at < 108 ? 4 : 1)));
      if (night.some(({ kind, season }) => kind === 'burst' && season === 'day')) nights++;
      // A noon that did not come.
      const noon = changesIn(wave(random, 6, (at) => (at >= 164 && at < 172 ? 0.2 : 1)));
      if (noon.some(({ kind }) => kind === 'dip')) noons++;
    }
    expect(quiet).toBe(RUNS);
    expect(nights).toBeGreaterThanOrEqual(RUNS * 0.95);
    expect(noons).toBeGreaterThanOrEqual(RUNS * 0.95);
  });

  test('takes no weekend for a change, seen for the first time or at the end', () => {
    const random = createRandom(8);
    for (let i = 0; i < 40; i++) {
      for (const days of [7, 10]) {
        const weekend = (at: number): number => (Math.floor(at / A_DAY) % 7 >= 5 ? 0.3 : 1);
        expect(changesIn(wave(random, days, weekend))).toEqual([]);
      }
    }
  });

  test('is left out of a change that lasts', () => {
    const random = createRandom(7);
    for (let i = 0; i < 20; i++) {
      const [rise] = changesIn(wave(random, 6, (at) => (at >= 3.5 * A_DAY ? 2.5 : 1)));
      expect(rise?.kind).toBe('rise');
      expect(Math.abs((rise?.sinceUs ?? 0) - slices.fromUs - 3.5 * A_DAY * WIDTH_US)).toBeLessThan(
        3 * WIDTH_US,
      );
      expect((rise?.after ?? 0) / (rise?.before ?? 1)).toBeGreaterThan(1.9);
      expect((rise?.after ?? 0) / (rise?.before ?? 1)).toBeLessThan(3.2);
    }
  });
});
