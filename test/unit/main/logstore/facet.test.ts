import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testCase, testFolder } from '../case-in-folder.ts';

const SERVICES = ['web', 'pay', 'mail'];
const RECORDS = 6_000;

/** Some have no service, some one of their own that no column has room for. */
function serviceOf(i: number): string | undefined {
  if (i % 7 === 0) return undefined;
  return i < 400 ? `job-${i}` : SERVICES[i % 3];
}

test('a facet counts what the records have, whether columns tell it or only their text', async () => {
  const folder = testFolder();
  const file = join(folder, 'app.jsonl');
  const line = (i: number): string =>
    JSON.stringify({
      time: new Date(Date.UTC(2026, 2, 12) + i * 1000).toISOString(),
      level: i % 5 === 0 ? 'error' : 'info',
      service: serviceOf(i),
      request: `r-${i}`,
      msg:
        i % 2 === 0
          ? `request ${i} served`
          : `request ${i} failed: ${i % 11 === 0 ? 'late' : 'lost'}`,
    });
  writeFileSync(file, Array.from({ length: RECORDS }, (_, i) => line(i)).join('\n'));
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [file] });
  await open.settled();
  const facet = async (query: string, field: string, exact: boolean) => {
    const input = { query, fromUs: null, toUs: null };
    const { viewId } = await open.store.search(input, new AbortController().signal, () => {});
    return open.store.facet(viewId, field, 1000, exact, '');
  };
  const counted = (holds: (i: number) => boolean): Map<string, number> => {
    const counts = new Map<string, number>();
    for (let i = 0; i < RECORDS; i++) {
      const service = serviceOf(i);
      if (service !== undefined && holds(i)) counts.set(service, (counts.get(service) ?? 0) + 1);
    }
    return counts;
  };
  const found = ({ values }: Awaited<ReturnType<typeof facet>>): Map<unknown, number> =>
    new Map(values.map(({ value, count }) => [value, count]));

  const views: [string, (i: number) => boolean][] = [
    ['', () => true],
    ['level:error', (i) => i % 5 === 0],
    ['late', (i) => i % 2 === 1 && i % 11 === 0],
  ];
  for (const [query, holds] of views) {
    expect(found(await facet(query, 'service', true)), query).toEqual(counted(holds));
  }
  // A field that has no column, from a sample: each value that was met stands for those around it.
  const { values, looked, of } = await facet('level:info', 'request', false);
  expect(of).toBe(RECORDS - RECORDS / 5);
  expect(looked).toBeLessThanOrEqual(of);
  const sum = values.reduce((all, { count }) => all + count, 0);
  expect(sum).toBeGreaterThan(0);

  // Asked for at once, in one look at each text, they are what each is alone: with a column, without, unknown, and of all.
  const names = ['request', 'service', 'nothing', 'level'];
  const input = { query: 'late', fromUs: null, toUs: null };
  const { viewId } = await open.store.search(input, new AbortController().signal, () => {});
  const alone = await Promise.all(names.map((name) => facet('late', name, true)));
  expect(await open.store.facets(viewId, names, 1000, true)).toEqual(alone);
  expect(alone.map(({ distinct }) => distinct > 0)).toEqual([true, true, false, true]);
});
