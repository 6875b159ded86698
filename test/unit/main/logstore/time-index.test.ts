import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEVELS } from '#shared/model/level.ts';
import { readKinds, writeKinds } from '../../../../main/logstore/block-header.ts';
import { roundSlices } from '../../../../main/logstore/slices.ts';
import { addFromIndex, TimeIndexWriter } from '../../../../main/logstore/time-index.ts';

const KINDS = 5;

/** Records in the order of a source: seldom without a time, mostly going forward. */
const records = fc.array(
  fc.record({
    step: fc.oneof(
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: -3_000_000, max: 90_000_000 }),
      fc.integer({ min: 0, max: 40 * 86_400_000_000 }),
    ),
    timed: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
    kind: fc.nat(KINDS - 1),
  }),
  { minLength: 1, maxLength: 200 },
);

/** Kind k has level k + 1. */
const table = readKinds(
  writeKinds(
    Array.from({ length: KINDS }, (_, kind) => ({
      skeletonId: kind + 1,
      level: kind + 1,
      count: 1,
      firstUs: null,
      lastUs: null,
    })),
  ),
);

function placed(given: readonly { step: number; timed: boolean; kind: number }[], startUs: number) {
  let us = startUs;
  const own = given.map(({ step, timed, kind }) => {
    us += step;
    return { us: timed ? us : Number.NaN, kind };
  });
  let last = own.find((one) => !Number.isNaN(one.us))?.us ?? Number.NaN;
  const effective = own.map((one) => {
    if (!Number.isNaN(one.us)) last = one.us;
    return { us: last, kind: one.kind };
  });
  return { own, effective };
}

test('a histogram from the index is that of the records, or the index says that it cannot tell', () => {
  let told = 0;
  fc.assert(
    fc.property(
      records,
      fc.integer({ min: 0, max: 2e15 }),
      fc.constantFrom(0, 3_600_000_000, -90_000_000, 1),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 0, max: 2 ** KINDS - 1 }),
      (given, startUs, shiftUs, buckets, mask) => {
        const { own, effective } = placed(given, startUs);
        const writer = new TimeIndexWriter();
        for (const { us, kind } of own) writer.add(us, kind);
        const index = writer.finish(KINDS);
        if (index === null) {
          expect(effective.every(({ us }) => Number.isNaN(us))).toBe(true);
          return;
        }
        const times = effective.map(({ us }) => us + shiftUs);
        // As a whole case is cut, of which this block is a part.
        const [min, max] = [Math.min(...times), Math.max(...times)];
        const slices = roundSlices(min - (max - min), max + 3 * (max - min), buckets);
        const accepted = Uint8Array.from({ length: KINDS }, (_, kind) => (mask >> kind) & 1);
        const counts = new Float64Array(slices.buckets * LEVELS.length);
        if (!addFromIndex(index, shiftUs, mask === 0 ? null : accepted, table, slices, counts)) {
          expect(counts.every((count) => count === 0)).toBe(true);
          return;
        }
        told++;
        const naive = new Float64Array(counts.length);
        for (const [i, { kind }] of effective.entries()) {
          if (mask !== 0 && accepted[kind] !== 1) continue;
          const bucket = Math.floor(((times[i] ?? 0) - slices.fromUs) / slices.widthUs);
          const at = bucket * LEVELS.length + kind + 1;
          if (bucket >= 0 && bucket < slices.buckets) naive[at] = (naive[at] ?? 0) + 1;
        }
        expect([...counts]).toEqual([...naive]);
      },
    ),
    { numRuns: 2000 },
  );
  // It must be of use: most histograms of whole cases are told.
  expect(told).toBeGreaterThan(500);
});

test('a writer is empty again after it has given its index', () => {
  const writer = new TimeIndexWriter();
  writer.add(5, 0);
  writer.finish(1);
  writer.add(Number.NaN, 0);
  expect(writer.finish(1)).toBeNull();
});
