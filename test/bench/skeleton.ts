import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSkeletonizer } from '../../main/ingest/skeleton/index.ts';

// Speed of the skeletonizer on one core. `node test/bench/skeleton.ts [--data DIR]`: with a folder,
// also the number of shapes of every *.log in it, header included.

const WORDS = ['connection', 'from', 'accepted', 'worker', 'state', 'timeout', 'pool', 'closed'];

/** Lines of about 100 bytes with the usual mix of words, numbers, ids and addresses; one slice each of one long text, as the parser hands them over. */
function syntheticLines(count: number): string[] {
  let seed = 1;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >>> 8) % below;
  };
  const lines: string[] = [];
  for (let line = 0; line < count; line++) {
    const words = Array.from({ length: 7 }, (_, at) => WORDS[(line * 7 + at * 3) % WORDS.length]);
    lines.push(
      `${words.join(' ')} id=${next(1e9).toString(16)} peer 10.${next(255)}.${next(255)}.7:${next(60000)} took ${next(900)}ms`,
    );
  }
  const text = lines.join('\n');
  let at = 0;
  return lines.map(({ length }) => {
    const slice = text.slice(at, at + length);
    at += length + 1;
    return slice;
  });
}

/** Best round of several: the machine is shared, and the slower rounds measure the others. */
function measure(name: string, lines: readonly string[]): void {
  const skeletons = createSkeletonizer();
  let best = Infinity;
  for (let round = 0; round < 30; round++) {
    const start = performance.now();
    for (const line of lines) skeletons.skeletonize(line);
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  const bytes = lines.reduce((sum, line) => sum + line.length, 0);
  console.log(
    `${name.padEnd(24)} ${(lines.length / best / 1e6).toFixed(2)} M lines/s  ${(bytes / best / 1e6).toFixed(0)} MB/s  ${skeletons.table.length} shapes`,
  );
}

const flag = process.argv.indexOf('--data');
const folder = flag > 0 ? process.argv[flag + 1] : undefined;
measure('synthetic', syntheticLines(100_000));
for (const name of folder === undefined ? [] : readdirSync(folder)) {
  if (!name.endsWith('.log') || folder === undefined) continue;
  measure(name, readFileSync(join(folder, name), 'utf8').split('\n'));
}
