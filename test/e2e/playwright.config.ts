import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  timeout: 90_000,
  // Explore sometimes does not come back from an issue under load: the cause is not found yet, and a retry says so in its output.
  retries: 2,
  expect: { timeout: 15_000 },
  // Every test starts an app of its own with its threads: on two cores one at a time is fastest.
  workers: 1,
  reporter: [['list']],
  outputDir: '../../test-results',
});
