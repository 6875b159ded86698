import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logText } from './pile.ts';

const FOLDER = join(import.meta.dirname, '../../../../fixtures/containers');

/** What every fixture in `test/fixtures/containers` unpacks to: a log, noise, a long run, a log again. */
export function packedText(): Buffer {
  const noise = Buffer.alloc(4000);
  let seed = 1;
  for (let i = 0; i < noise.length; i += 1) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    noise[i] = seed >>> 24;
  }
  return Buffer.concat([logText(130_000), noise, Buffer.alloc(9000, 'a'), logText(20_000)]);
}

export function readFixture(name: string): Buffer {
  return readFileSync(join(FOLDER, name));
}
