import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEVELS } from '#shared/model/level.ts';
import { ColumnsWriter, readColumns, streamsOf } from '../../../../main/logstore/block-columns.ts';
import { readKinds, writeKinds } from '../../../../main/logstore/block-header.ts';
import { foundTimes } from '../../../../main/logstore/found-times.ts';
import { roundSlices } from '../../../../main/logstore/slices.ts';
import { addFromIndex, TimeIndexWriter } from '../../../../main/logstore/time-index.ts';

const KINDS = 5;
const SHIFT_US = 3_600_000_000;

/** Records in order of time, some without one. */
const records = fc.array(
  fc.record({
    step: fc.oneof(fc.nat(50), fc.nat(90_000_000), fc.nat(86_400_000_000)),
    timed: fc.nat(9).map((one) => one > 0),
    kind: fc.nat(KINDS - 1),
    found: fc.boolean(),
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

test('found records are in the cells of their block in which their times are', () => {
  let told = 0;
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 300 }), (given, buckets) => {
      const columnsWriter = new ColumnsWriter();
      const writer = new TimeIndexWriter();
      let us = 1.7e15;
      for (const { step, timed, kind } of given) {
        us += step;
        const timeUs = timed ? us : Number.NaN;
        writer.add(timeUs, kind);
        const rest = { length: 9, gap: 1, lines: 1, timeNs: 0, timeDigits: 6, messageAt: 0 };
        columnsWriter.add({ ...rest, timeUs, kind });
      }
      const whole = writer.finish(KINDS);
      if (whole === null) return;
      const known = { shiftUs: SHIFT_US, inOrder: true };
      const columns = readColumns(streamsOf(columnsWriter.finish()), known);
      const indices = Uint32Array.from(given.flatMap(({ found }, index) => (found ? [index] : [])));
      const times = [...columns.timeUs];
      const slices = roundSlices(Math.min(...times), Math.max(...times), buckets);
      const naive = new Float64Array(slices.buckets * LEVELS.length);
      for (const index of indices) {
        const bucket = Math.floor(((times[index] ?? 0) - slices.fromUs) / slices.widthUs);
        const at = bucket * LEVELS.length + (given[index]?.kind ?? 0) + 1;
        naive[at] = (naive[at] ?? 0) + 1;
      }
      for (const index of [whole, null]) {
        const made = foundTimes(indices, columns, SHIFT_US, index, KINDS);
        const counts = new Float64Array(naive.length);
        if (made === null || !addFromIndex(made, SHIFT_US, null, table, slices, counts)) continue;
        told++;
        expect([...counts]).toEqual([...naive]);
      }
    }),
    { numRuns: 500 },
  );
  // It must be of use: most histograms are told.
  expect(told).toBeGreaterThan(500);
});
