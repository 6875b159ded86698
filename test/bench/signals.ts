import { parseArgs } from 'node:util';
import { readSets, sampleSets } from './signals/background.ts';
import { FAULTS, makeBundle, type Fault } from './signals/bundle.ts';
import { judge, type Verdict } from './signals/judge.ts';

/*
 * Whether changes and their causes are found: `node test/bench/signals.ts [--data DIR] [--seeds N] [--first SEED]
 * [--set NAME] [--fault NAME] [--verbose]`. Background is drawn from the labelled logs of DIR (NAME_2k.log), or from
 * the quiet part of our own sample; each set gets each fault, and none, with N seeds. Calibrated on seeds below 100;
 * those from 100 on, which are the default, were not looked at for it.
 */

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    seeds: { type: 'string' },
    first: { type: 'string' },
    set: { type: 'string' },
    fault: { type: 'string' },
    verbose: { type: 'boolean' },
  },
});
const sets = values.data === undefined ? sampleSets() : readSets(values.data);
const seeds = Number(values.seeds ?? 3);
const first = Number(values.first ?? 100);
const runs: { set: string; fault: Fault; seed: number; verdict: Verdict }[] = [];

for (const [at, set] of sets.entries()) {
  if (values.set !== undefined && set.name !== values.set) continue;
  for (const fault of FAULTS) {
    if (values.fault !== undefined && fault !== values.fault) continue;
    for (let seed = first; seed < first + seeds; seed++) {
      const verdict = await judge(makeBundle(sets, at, fault, seed));
      runs.push({ set: set.name, fault, seed, verdict });
      if (values.verbose === true) tell(set.name, fault, seed, verdict);
    }
  }
  process.stderr.write(`${set.name} done\n`);
}

function tell(set: string, fault: Fault, seed: number, verdict: Verdict): void {
  const { place, missed, wrong, diagnosis, seconds } = verdict;
  const good = fault === 'none' ? diagnosis.hypotheses.length === 0 : place === 1;
  if (good && missed.length === 0 && wrong.length === 0) return;
  console.log(
    `${set} / ${fault} / ${seed}: place ${place ?? '-'} of ${diagnosis.hypotheses.length}, missed [${missed.join(', ')}], ${seconds.toFixed(1)} s`,
  );
  for (const { score, kind, sentence, pValue } of wrong) {
    console.log(`    wrong: ${score.toFixed(3)} ${pValue.toExponential(1)} ${kind} ${sentence}`);
  }
  for (const [rank, hypothesis] of diagnosis.hypotheses.slice(0, 3).entries()) {
    console.log(`    ${rank + 1}. ${hypothesis.score.toFixed(2)} ${hypothesis.title}`);
  }
}

const sum = (list: typeof runs, value: (verdict: Verdict) => number): number =>
  list.reduce((total, { verdict }) => total + value(verdict), 0);
const share = (part: number, of: number): string => (of === 0 ? '-' : (part / of).toFixed(3));

function row(name: string, list: typeof runs): string {
  const faulty = list.filter(({ fault }) => fault !== 'none');
  const none = list.filter(({ fault }) => fault === 'none');
  const right = sum(list, ({ right: count }) => count);
  const wrong = sum(list, ({ wrong: signals }) => signals.length);
  const at = (most: number): number =>
    faulty.filter(({ verdict: { place } }) => place !== null && place <= most).length;
  const quiet = none.filter(({ verdict }) => verdict.diagnosis.hypotheses.length === 0).length;
  const silent = none.filter(({ verdict }) => verdict.wrong.length === 0).length;
  const cells = [
    String(list.length),
    share(
      sum(list, ({ found }) => found),
      sum(list, ({ changes }) => changes),
    ),
    share(right, right + wrong),
    share(at(1), faulty.length),
    share(at(3), faulty.length),
    share(quiet, none.length),
    share(silent, none.length),
  ];
  return `${name.padEnd(22)}${cells.map((cell) => cell.padStart(11)).join('')}`;
}

const heads = ['bundles', 'recall', 'precision', 'first', 'top three', 'no cause', 'no signal'];
console.log(`${' '.repeat(22)}${heads.map((head) => head.padStart(11)).join('')}`);
for (const fault of FAULTS) {
  const list = runs.filter((run) => run.fault === fault);
  if (list.length > 0) console.log(row(fault, list));
}
console.log('');
for (const { name } of sets) {
  const list = runs.filter(({ set }) => set === name);
  if (list.length > 0) console.log(row(name, list));
}
console.log('');
console.log(row('all', runs));
console.log(
  `${'wanted'.padEnd(33)}${['0.950', '0.900', '0.700', '0.900', '1.000', '0.950'].map((cell) => cell.padStart(11)).join('')}`,
);
const slowest = Math.max(...runs.map(({ verdict }) => verdict.seconds));
console.log(
  `\nslowest analysis ${slowest.toFixed(1)} s; background ${values.data ?? 'of the sample'}, seeds ${first} to ${first + seeds - 1}`,
);
