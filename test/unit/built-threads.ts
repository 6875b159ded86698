import { join } from 'node:path';

/** Options of Node with which a process that a test starts has its threads from the bundle, as the tests themselves have. */
export const BUILT_THREADS: readonly string[] = [
  '--import',
  join(import.meta.dirname, 'stand-ins.mjs'),
];
