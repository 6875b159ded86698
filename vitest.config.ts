import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Threads and processes that tests start read the sources, without their types: kept, that and what V8 makes of them takes
// a third less processor time (two files that open cases 31 to 21 s). Read from here by every process that vitest starts.
process.env['NODE_COMPILE_CACHE'] ??= join(
  import.meta.dirname,
  'node_modules/.cache/error-iq-tests',
);

const TENANT = 'test/unit/tenant/**/*.test.ts';
const ELECTRON = 'test/unit/main/shells/electron/*.test.ts';
const RENDERER = 'test/unit/renderer/**/*.test.ts';

/** Modules are imported by Node itself, as the product is from its sources: nothing has to be transformed for it first. */
const NATIVE = {
  experimental: { viteModuleRunner: false, nodeLoader: false },
  execArgv: ['--import', join(import.meta.dirname, 'test/unit/stand-ins.mjs')],
};

export default defineConfig({
  test: {
    // A worker loads the modules of the product once for all its test files. Anew for each of 250 they took 0.6 s of processor
    // time a file: what a file sets outside itself (an environment variable, a mock, a folder) it takes back.
    isolate: false,
    // Tests start worker threads and SQLite connections of their own: two files at a time is what two cores bear (346 s; three: 363).
    maxWorkers: 2,
    testTimeout: 60_000,
    // Whole servers and profiles are made in hooks.
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'app',
          include: ['test/unit/**/*.test.ts'],
          exclude: [TENANT, ELECTRON, RENDERER],
          ...NATIVE,
          globalSetup: ['test/unit/build-threads.mjs', 'test/unit/lasting-folder.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'renderer',
          // What imports styles and components.
          include: [RENDERER],
        },
      },
      {
        extends: true,
        test: {
          name: 'electron',
          include: [ELECTRON],
          ...NATIVE,
          // Starts a whole app in its process, which nothing ends.
          isolate: true,
          globalSetup: ['test/unit/build-threads.mjs'],
        },
      },
      {
        extends: true,
        test: {
          name: 'tenant',
          include: [TENANT],
          ...NATIVE,
          // One PostgreSQL for all of them, in which each has databases of its own.
          globalSetup: ['test/unit/build-threads.mjs', 'test/unit/tenant/cluster.ts'],
        },
      },
    ],
  },
});
