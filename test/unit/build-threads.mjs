import { buildIfStale } from '../../main/shells/cli/build.mjs';

/** Makes the bundle that the threads of tests are started from, see `built-thread-file.ts`. */
export const setup = () => buildIfStale(['main']);
