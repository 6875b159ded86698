import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  timeout: 90_000,
  // Build machines that are shared stall for seconds. What needs its second try is named as flaky in the output.
  retries: 1,
  expect: { timeout: 15_000 },
  // Every test starts an app of its own with its threads: on two cores one at a time is fastest.
  workers: 1,
  reporter: [['list']],
  outputDir: '../../test-results',
});
