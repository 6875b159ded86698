/*
 * npm run test:fuzz [--seed N] [--minutes M] [--only NAME]: mutated inputs for everything that reads what people
 * bring. Every case is known by its seed; one that takes longer than ten seconds is a hang.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '2' },
    only: { type: 'string' },
  },
});
const LONGEST_MS = 10_000;

interface Said {
  readonly name: string;
  readonly seed: number;
  readonly failed?: string;
}

let cases = 0;
let slowest = { ms: 0, name: '', seed: 0 };
const failures: string[] = [];
let now: (Said & { readonly since: number }) | null = null;

const worker = new Worker(join(import.meta.dirname, 'fuzz-thread.ts'), {
  workerData: { seed: Number(values.seed), only: values.only ?? null },
});
worker.on('message', (said: Said) => {
  if (said.failed !== undefined) {
    failures.push(`${said.name} --seed ${said.seed}: ${said.failed}`);
    return;
  }
  if (now !== null) {
    const ms = performance.now() - now.since;
    if (ms > slowest.ms) slowest = { ms, name: now.name, seed: now.seed };
  }
  now = { ...said, since: performance.now() };
  cases++;
});
worker.on('error', (error) => {
  failures.push(`${now?.name} --seed ${now?.seed}: the thread ended: ${error.message}`);
  end();
});
worker.on('exit', () => end());
const watch = setInterval(() => {
  if (now === null || performance.now() - now.since < LONGEST_MS) return;
  failures.push(`${now.name} --seed ${now.seed}: takes longer than ${LONGEST_MS} ms`);
  void worker.terminate();
}, 500);
const over = setTimeout(() => worker.postMessage('end'), Number(values.minutes) * 60_000);

let isOver = false;
function end(): void {
  if (isOver) return;
  isOver = true;
  clearInterval(watch);
  clearTimeout(over);
  for (const failure of failures.slice(0, 20)) process.stderr.write(`${failure}\n\n`);
  const { ms, name, seed } = slowest;
  process.stdout.write(
    `${cases} cases from seed ${values.seed}, ${failures.length} failures; slowest ${Math.round(ms)} ms (${name} --seed ${seed})\n`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}
