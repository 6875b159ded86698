import { parseArgs } from 'node:util';
import { simulate } from './simulation.ts';

/** `npm run test:sim [-- --seeds 10000 --from 1 --deeds 300]`: runs of one seed each; fails with the seeds that went wrong. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    deeds: { type: 'string', default: '300' },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
const began = performance.now();
let entries = 0;
let wrong = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const run = await simulate(seed, { deeds: Number(values.deeds) });
  entries += run.entries;
  if (run.faults.length === 0) continue;
  wrong++;
  console.error(`seed ${seed}, ${run.clients} clients: ${run.faults.slice(0, 5).join('; ')}`);
  if (wrong >= 20) break;
}
const seconds = ((performance.now() - began) / 1000).toFixed(1);
console.log(`${seeds} seeds, ${entries} entries synced in ${seconds} s, ${wrong} went wrong`);
if (wrong > 0) process.exitCode = 1;
