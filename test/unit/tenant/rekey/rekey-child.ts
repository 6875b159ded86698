/*
 * A process that says rekey and stops before one of its steps, until it is killed: the test's victim.
 */
import { writeSync } from 'node:fs';
import { changeMaster } from '../../../../tenant/operate-keys.ts';
import type { Configuration } from '../../../../tenant/platform/index.ts';

const [configuration = '', last] = process.argv.slice(2);
await changeMaster(
  JSON.parse(configuration) as Configuration,
  { nextKey: undefined, nextKeyCommand: undefined },
  (step) => {
    if (step !== last) return;
    writeSync(1, 'here\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
);
