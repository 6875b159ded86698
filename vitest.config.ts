import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    // Tests start worker threads and SQLite connections of their own: two files at a time is what two cores bear.
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
