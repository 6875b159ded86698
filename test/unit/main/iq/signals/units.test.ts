import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../../../../main/ingest/sample/random.ts';
import { withUnits } from '../../../../../main/iq/signals/one-of-many.ts';
import { rateChanges } from '../../../../../main/iq/signals/rate-changes.ts';
import type { Series } from '../../../../../main/iq/signals/series.ts';
import type { SignalTables } from '../../../../../main/iq/signals/signal-tables.ts';
import { subjectSeries } from '../../../../../main/iq/signals/subject-series.ts';

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

test('what one host shows clearly by itself is told, though the sum of all hosts shows it less clearly', () => {
  const random = createRandom(3);
  const paths = Array.from({ length: HOSTS }, (_, at) => `node-${at}/app.log`);
  const rows = paths.flatMap((_, at) => {
    const failing = Uint32Array.from({ length: BUCKETS }, (__, bucket) =>
      at === 0 && bucket >= 98 && bucket < 136 && random.chance(0.6) ? random.int(1, 3) : 0,
    );
    // The others have it now and then.
    if (at > 0) for (let i = 0; i < 2; i++) failing[random.int(0, BUCKETS - 1)] = 1;
    const busy = Uint32Array.from({ length: BUCKETS }, () => random.int(3, 6));
    return [
      { subject: 2, sourceId: at, counts: failing },
      { subject: 4, sourceId: at, counts: busy },
    ];
  });
  const sources = paths.map((path, id) => ({ id, path }));
  const tables = {
    slices: SLICES,
    rows,
    sources,
    facts: [],
    complete: false,
  } as unknown as SignalTables;
  const changes = withUnits(tables, rateChanges(subjectSeries(tables), SLICES));
  const told = changes.filter(({ lnP }) => lnP < Math.log(1e-5));
  expect(told).toMatchObject([{ subject: 2, kind: 'burst', unit: 'node-0/app.log', units: HOSTS }]);
});
