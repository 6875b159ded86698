import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../../../../main/ingest/sample/random.ts';
import { rateChanges } from '../../../../../main/iq/signals/rate-changes.ts';
import type { Series } from '../../../../../main/iq/signals/series.ts';

const BUCKETS = 180;
const SLICES = { fromUs: Date.UTC(2026, 2, 12) * 1000, widthUs: 120_000_000, buckets: BUCKETS };
const HOSTS = 12;
const TOLD_BELOW = Math.log(1e-6);

/** A line of one host that comes in `count` stretches of some twenty buckets. */
function stretches(random: Random, count: number): Float64Array {
  const counts = new Float64Array(BUCKETS);
  for (let i = 0; i < count; i++) {
    const begin = random.int(0, BUCKETS - 1);
    for (let at = begin; at < Math.min(BUCKETS, begin + random.int(8, 30)); at++) {
      if (random.chance(0.5)) counts[at] = (counts[at] ?? 0) + random.int(1, 4);
    }
  }
  return counts;
}

function seriesOf(hosts: readonly Float64Array[]): Series[] {
  return hosts.map((counts, at) => ({
    subject: 2,
    unit: `node-${at}`,
    units: HOSTS,
    sources: [at],
    counts,
    exposure: new Float64Array(BUCKETS).fill(1),
    total: counts.map((count) => count + 20),
    others: [],
  }));
}

const told = (hosts: readonly Float64Array[]): (string | null)[] =>
  rateChanges(seriesOf(hosts), SLICES).flatMap(({ lnP, unit }) => (lnP < TOLD_BELOW ? [unit] : []));

test('a stretch of one host is no news where the same line comes in stretches on the others', () => {
  let wrong = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const random = createRandom(seed);
    const others = Array.from({ length: HOSTS - 1 }, () => stretches(random, random.int(3, 6)));
    // On one of them all stretches lie together.
    const together = Float64Array.from({ length: BUCKETS }, (_, at) =>
      at >= 84 && at < 128 && random.chance(0.6) ? random.int(1, 4) : 0,
    );
    wrong += told([together, ...others]).length;
  }
  expect(wrong).toBeLessThanOrEqual(1);
});

test('and it is where they hardly have that line', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const random = createRandom(seed);
    const others = Array.from({ length: HOSTS - 1 }, () => {
      const counts = new Float64Array(BUCKETS);
      for (let i = random.int(0, 3); i > 0; i--) counts[random.int(0, BUCKETS - 1)] = 1;
      return counts;
    });
    const failing = Float64Array.from({ length: BUCKETS }, (_, at) =>
      at >= 100 && random.chance(0.8) ? random.int(1, 3) : 0,
    );
    expect(told([failing, ...others])).toEqual(['node-0']);
  }
});
