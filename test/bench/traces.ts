import { labelledTraces } from '../fixtures/traces/labelled-traces.ts';
import { pairCounts, precision, recall, traceGroups } from './trace-accuracy.ts';

// Pairwise precision and recall of grouping the labelled stack traces, per language. `--seed N` makes the noise
// anew, `--wrong` names the bugs that were split or mixed, and how.

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : (process.argv[at + 1] ?? '');
};

const traces = labelledTraces(Number(option('seed') ?? 1));
const started = performance.now();
const groups = traceGroups(traces);
const milliseconds = performance.now() - started;
const languages = [...new Set(traces.map(({ language }) => language))];
console.log(
  `${'language'.padEnd(12)} ${'traces'.padStart(6)} ${'bugs'.padStart(5)} ${'precision'.padStart(10)} ${'recall'.padStart(8)}`,
);
for (const language of [...languages, undefined]) {
  const counts = pairCounts(traces, groups, language);
  const bugs = new Set(
    traces
      .filter((one) => language === undefined || one.language === language)
      .map(({ bug }) => bug),
  );
  console.log(
    `${(language ?? 'all').padEnd(12)} ${String(counts.traces).padStart(6)} ${String(bugs.size).padStart(5)} ${precision(counts).toFixed(4).padStart(10)} ${recall(counts).toFixed(4).padStart(8)}`,
  );
}
const characters = traces.reduce((sum, { text }) => sum + text.length, 0);
console.log(
  `${traces.length} traces, ${(characters / 1024).toFixed(0)} KiB, in ${milliseconds.toFixed(0)} ms`,
);
if (process.argv.includes('--wrong')) tellWrong();

function tellWrong(): void {
  for (const bug of new Set(traces.map((one) => one.bug))) {
    const parts = new Map<string, string[]>();
    for (const [at, one] of traces.entries()) {
      if (one.bug !== bug) continue;
      const group = groups[at] ?? '';
      parts.set(group, [...(parts.get(group) ?? []), one.noise]);
    }
    const strangers = traces.filter((one, at) => one.bug !== bug && parts.has(groups[at] ?? ''));
    if (parts.size === 1 && strangers.length === 0) continue;
    console.log(
      `\n${bug}${strangers.length > 0 ? `, mixed with ${[...new Set(strangers.map((one) => one.bug))].join(', ')}` : ''}`,
    );
    for (const [group, noises] of parts)
      console.log(`  ${noises.join(', ')}: ${group.split('\n').join(' | ')}`);
  }
}
