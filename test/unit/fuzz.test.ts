import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { randomOf } from '../bench/engine/random.ts';
import { FUZZ_TARGETS } from '../fuzz/fuzz-targets.ts';

/** Cases of each; `npm run test:fuzz` runs for as long as it is told. */
const CASES: Readonly<Record<string, number>> = {
  containers: 40,
  logs: 25,
  formats: 60,
  rules: 150,
  queries: 2000,
};

// No case may throw: what is wrong with an input is told in words, and what is read of it is whole.
test.each(FUZZ_TARGETS)('mutated $name', async ({ name, run }) => {
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-fuzz-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const failed: string[] = [];
  for (let seed = 1; seed <= (CASES[name] ?? 10); seed++) {
    try {
      await run(randomOf(seed), folder);
    } catch (error) {
      failed.push(`--only ${name} --seed ${seed}: ${String(error)}`);
    }
  }
  expect(failed).toEqual([]);
});

test.each([
  // Found by longer runs: colons in an expression, and names that only an escape makes one.
  ['queries', 24_604],
  ['queries', 87_181],
  ['queries', 181_607],
])('%s --seed %i', async (name, seed) => {
  await FUZZ_TARGETS.find((target) => target.name === name)?.run(randomOf(seed), tmpdir());
});
