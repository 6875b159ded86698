import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  timeout: 90_000,
  // Build machines that are shared stall for seconds. What needs its second try is named as flaky in the output.
  retries: 1,
  expect: { timeout: 15_000 },
  // Every test starts an app of its own, and much of one is waiting for the page: two at a time take 297 s of two cores, one at a
  // time some 400.
  workers: 2,
  reporter: [['list']],
  outputDir: '../../test-results',
});
