import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Electron's runtime is not there on build machines, and importing the package without it fails.
    alias: {
      electron: join(import.meta.dirname, 'test/unit/main/shells/electron/electron-stand-in.ts'),
    },
  },
  test: {
    include: ['test/unit/**/*.test.ts'],
    // Tests start worker threads and SQLite connections of their own: two files at a time is what two cores bear.
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
