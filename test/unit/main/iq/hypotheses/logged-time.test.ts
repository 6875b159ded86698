import { expect, test } from 'vitest';
import { loggedTimeUs } from '../../../../../main/iq/hypotheses/logged-time.ts';
import type { SignalTables } from '../../../../../main/iq/signals/index.ts';

const BUCKETS = 200;
const WIDTH_US = 1000;

/** Tables in which these buckets, from and to (exclusive), have records. */
function tablesOf(...busy: readonly (readonly [from: number, to: number])[]) {
  const rows = busy.map(([from, to], at) => {
    const counts = new Uint32Array(BUCKETS).fill(1, from, to);
    return { sourceId: at, counts };
  });
  const slices = { fromUs: 0, widthUs: WIDTH_US, buckets: BUCKETS };
  return { slices, rows } as unknown as Pick<SignalTables, 'slices' | 'rows'>;
}

test('months between two logs are no time in which anything was logged, a pause of one is', () => {
  expect(loggedTimeUs(tablesOf([0, BUCKETS]))).toBe(BUCKETS * WIDTH_US);
  expect(loggedTimeUs(tablesOf([0, 20], [180, BUCKETS]))).toBe(40 * WIDTH_US);
  expect(loggedTimeUs(tablesOf([0, 100], [109, BUCKETS]))).toBe(BUCKETS * WIDTH_US);
  // Where one source is silent another may not be.
  expect(loggedTimeUs(tablesOf([0, 20], [10, 190], [180, BUCKETS]))).toBe(BUCKETS * WIDTH_US);
});
