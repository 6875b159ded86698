/*
 * npm run test:crash [--kills N] [--seed N] [--lines N] [--small N]: kills a reading process at random moments, at least so
 * many times, and holds what is left against a run that was not disturbed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { randomOf } from '../bench/engine/random.ts';
import { writeCrashCorpus } from './crash-corpus.ts';
import { runKilled, runUndisturbed } from './kill-run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    lines: { type: 'string', default: '30000' },
    small: { type: 'string', default: '150' },
  },
});
const wanted = Number(values.kills);
const seed = Number(values.seed);
await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'error' });
const child = join(import.meta.dirname, '../../node_modules/.cache/error-iq-crash/crash-child.js');
const folder = mkdtempSync(join(tmpdir(), 'error-iq-crash-'));
try {
  const logs = join(folder, 'logs');
  await writeCrashCorpus(logs, seed, Number(values.lines), Number(values.small));
  const undisturbed = await runUndisturbed({ child, folder: join(folder, 'undisturbed'), logs });
  const random = randomOf(seed);
  let kills = 0;
  let runs = 0;
  while (kills < wanted) {
    // Some are killed over and over, some only once or twice.
    const most = Math.min(wanted - kills, 1 + random.below(30));
    kills += await runKilled(
      { child, folder: join(folder, 'killed'), logs },
      random,
      undisturbed,
      most,
    );
    runs++;
    process.stderr.write(`${kills} kills in ${runs} runs, all as undisturbed\n`);
  }
  process.stdout.write(`${kills} kills, seed ${seed}: every run ended as the undisturbed one\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
