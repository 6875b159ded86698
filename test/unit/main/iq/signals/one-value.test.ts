import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../../../../main/ingest/sample/random.ts';
import { findSignals, type SignalTables } from '../../../../../main/iq/signals/index.ts';
import type { ValueRow } from '../../../../../main/logstore/index.ts';
import { testCase, testFolder } from '../../case-in-folder.ts';

const BUCKETS = 180;
const SLICES = { fromUs: Date.UTC(2026, 2, 12) * 1000, widthUs: 120_000_000, buckets: BUCKETS };
const BEGIN = 100;

/** Events of one value, at random, `rate` a slice; `more` times as many from BEGIN on. */
function counts(random: Random, rate: number, more = 1): Uint32Array {
  const found = new Uint32Array(BUCKETS);
  for (let at = random.exponential(1 / rate); at < BUCKETS;) {
    const slice = Math.floor(at);
    found[slice] = (found[slice] ?? 0) + 1;
    at += random.exponential(1 / (rate * (slice >= BEGIN ? more : 1)));
  }
  return found;
}

/** Tables of one template that has these values in a field. */
function tablesOf(field: string, values: Readonly<Record<string, Uint32Array>>): SignalTables {
  const rows = Object.entries(values).map(([value, own]): ValueRow => ({
    subject: 2,
    field,
    value,
    sources: new Set([1]),
    counts: own,
    samples: new Map(),
  }));
  const total = new Uint32Array(BUCKETS);
  for (const { counts: own } of rows)
    own.forEach((count, i) => (total[i] = (total[i] ?? 0) + count));
  const subject = {
    code: 2,
    kind: 'template',
    id: '1',
    title: 'request answered',
    level: 'info',
    query: 'template:1',
    count: total.reduce((sum, count) => sum + count, 0),
    parts: [],
  } as const;
  return {
    slices: SLICES,
    rows: [{ subject: 2, sourceId: 1, counts: total }],
    values: rows,
    subjects: new Map([[2, subject]]),
    sources: [{ id: 1, path: 'gateway.jsonl' }],
    facts: [],
    complete: true,
  };
}

const statuses = (random: Random, more: number) => ({
  '200': counts(random, 25),
  '304': counts(random, 3),
  '404': counts(random, 2),
  '502': counts(random, 1.4, more),
});

test('a rate that triples within one value is told of that value, where the sum hides it', () => {
  let found = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const signals = findSignals(tablesOf('status', statuses(createRandom(seed), 3)));
    if (signals.length === 0) continue;
    found++;
    expect(signals).toHaveLength(1);
    expect(signals[0]).toMatchObject({
      kind: 'rise',
      unit: null,
      subject: {
        id: '1',
        title: 'request answered with status 502',
        query: 'template:1 AND status:502',
      },
    });
    expect(
      Math.abs((signals[0]?.sinceUs ?? 0) - SLICES.fromUs - BEGIN * SLICES.widthUs),
    ).toBeLessThan(8 * SLICES.widthUs);
  }
  expect(found).toBeGreaterThanOrEqual(18);
});

test('nothing is told where no value changed, where all did alike, or where the field is a number of a run', () => {
  let wrong = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const random = createRandom(seed);
    wrong += findSignals(tablesOf('status', statuses(random, 1))).length;
    wrong += findSignals(tablesOf('pid', statuses(random, 3))).length;
    const alike = { a: counts(random, 4, 3), b: counts(random, 5, 3), c: counts(random, 3, 3) };
    wrong += findSignals(tablesOf('zone', alike)).filter(({ subject }) =>
      subject.title.includes('zone'),
    ).length;
  }
  expect(wrong).toBeLessThanOrEqual(1);
});

test('it is found in a log as it is read, and its query finds the records that it is about', async () => {
  const random = createRandom(3);
  const folder = testFolder();
  const path = join(folder, 'gateway.jsonl');
  const lines = Object.entries(statuses(random, 3)).flatMap(([status, own]) =>
    [...own].flatMap((count, slice) =>
      Array.from({ length: count }, () => {
        const ms = Date.UTC(2026, 2, 12) + slice * 120_000 + random.int(0, 119_999);
        const message = `request answered in ${random.int(5, 400)} ms`;
        const time = new Date(ms).toISOString();
        return {
          ms,
          text: JSON.stringify({ time, level: 'info', status: Number(status), message }),
        };
      }),
    ),
  );
  lines.sort((a, b) => a.ms - b.ms);
  writeFileSync(path, lines.map(({ text }) => text).join('\n'));
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [path] });
  const { signals, hypotheses } = await open.diagnosis();
  expect(signals.map(({ subject }) => subject.title)).toEqual([
    expect.stringMatching(/^request answered in <\*> ms with status 502$/),
  ]);
  const [signal] = signals;
  const search = { query: signal?.subject.query ?? '', fromUs: null, toUs: null };
  const { viewId } = await open.store.search(search, new AbortController().signal, () => {});
  expect(open.store.total(viewId)).toBe((signal?.count ?? 0) + (signal?.countBefore ?? 0));
  // What a hypothesis cites of it has the value, and is from when it came more often.
  const refs = hypotheses[0]?.steps[0]?.refs ?? [];
  expect(refs.length).toBeGreaterThan(2);
  for (const ref of refs) {
    const { raw, row } = await open.store.record(ref);
    expect(raw).toContain('"status":502');
    expect(row.time?.us).toBeGreaterThanOrEqual(signal?.sinceUs ?? Number.POSITIVE_INFINITY);
  }
});
