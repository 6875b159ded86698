/* Runs cases until it is told to end, saying before each which it is, so that a hang is known by its case. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { randomOf } from '../bench/engine/random.ts';
import { FUZZ_TARGETS } from './fuzz-targets.ts';

const { seed, only }: { seed: number; only: string | null } = workerData;
const folder = mkdtempSync(join(tmpdir(), 'error-iq-fuzz-'));
const targets = FUZZ_TARGETS.filter(({ name }) => only === null || name === only);
let isEnding = false;
parentPort?.on('message', () => {
  isEnding = true;
});
for (let at = seed; !isEnding; at++) {
  for (const { name, run } of targets) {
    parentPort?.postMessage({ name, seed: at });
    try {
      await run(randomOf(at), folder);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      parentPort?.postMessage({ name, seed: at, failed: text });
    }
  }
  await new Promise(setImmediate);
}
rmSync(folder, { recursive: true, force: true });
parentPort?.close();
