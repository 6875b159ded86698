import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// The team server runs from its sources: what V8 makes of them is kept, as for the unit tests (1.1 to 0.6 s a start).
process.env['NODE_COMPILE_CACHE'] ??= join(
  import.meta.dirname,
  '../../node_modules/.cache/error-iq-tests',
);

const LONGEST = 'team.spec.ts';

export default defineConfig({
  testDir: '.',
  timeout: 90_000,
  // Build machines that are shared stall for seconds. What needs its second try is named as flaky in the output.
  retries: 1,
  expect: { timeout: 15_000 },
  // Every test starts an app of its own, and much of one is waiting for the page: two at a time take 297 s of two cores, one at a
  // time some 400.
  workers: 2,
  // Each is independent of the others of its file.
  fullyParallel: true,
  // The longest, over a minute, begins first, so that the other worker is not left waiting for it at the end.
  projects: [
    { name: 'longest', testMatch: LONGEST },
    { name: 'all others', testMatch: '*.spec.ts', testIgnore: LONGEST },
  ],
  reporter: [['list']],
  outputDir: '../../test-results',
});
