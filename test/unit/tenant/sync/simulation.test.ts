import { expect, test } from 'vitest';
import { simulate } from '../../../sim/simulation.ts';

test('copies worked on apart in bad weather meet again: nothing lost, twice, stuck or hidden', async () => {
  let entries = 0;
  for (let seed = 1; seed <= 250; seed++) {
    const run = await simulate(seed, { deeds: 100 });
    expect(run).toMatchObject({ seed, faults: [] });
    entries += run.entries;
  }
  expect(entries).toBeGreaterThan(5_000);
});

test('one seed is one run', async () => {
  const size = { deeds: 200 };
  expect(await simulate(77, size)).toEqual(await simulate(77, size));
  expect(await simulate(77, size)).not.toEqual(await simulate(78, size));
});
