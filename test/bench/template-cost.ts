/*
 * What folding lines into templates costs, `npm run bench:template-cost -- [--skeletons N] [--megabytes N] [--data DIR]`:
 * merging made-up skeletons; lines a second from raw file to templates on one core and on all, whose templates must be the
 * same for every line; and, with the labelled logs of DIR, how far grouping accuracy moves when their lines are shuffled.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mineTemplates } from '../../main/iq/index.ts';
import { compareGroups } from './accuracy/grouping.ts';
import { assignedTemplates, labelsOf } from './accuracy/labelled-log.ts';
import { randomOf, type Random } from './engine/random.ts';

const { values } = parseArgs({
  options: {
    skeletons: { type: 'string', default: '100000' },
    megabytes: { type: 'string', default: '100' },
    data: { type: 'string' },
  },
});
const LAUNCHER = resolve(import.meta.dirname, '../../main/shells/cli/error-iq.mjs');
const CORPUS = resolve(import.meta.dirname, 'engine/write-corpus.ts');
/** Of the issue on Error-IQ: seconds, lines a second on one worker, and one point of grouping accuracy. */
const TARGETS = { mergeSeconds: 1, linesASecond: 300_000, shuffled: 0.01 };
const ROUNDS = 3;

const verdict = (isMet: boolean, target: string): string =>
  `${isMet ? 'met' : 'MISSED'} (${target})`;
const medianOf = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

/** Made-up skeletons: statements of 4 to 12 pieces, each with up to 40 different names in one place. */
function madeUpSkeletons(count: number): string[] {
  const { below, pick } = randomOf(7);
  const word = (): string =>
    String.fromCharCode(...Array.from({ length: 5 }, () => 97 + below(26)));
  const words = Array.from({ length: 2000 }, word);
  const texts = new Set<string>();
  while (texts.size < count) {
    const pieces = Array.from({ length: 4 + below(9) }, () =>
      below(4) === 0 ? '\u0000' : pick(words),
    );
    const place = below(pieces.length);
    for (let names = below(40); names >= 0; names--) {
      texts.add(pieces.with(place, names === 0 ? (pieces[place] ?? '') : word()).join(' '));
    }
  }
  return [...texts].slice(0, count);
}

function measureMerging(count: number): void {
  const rows = madeUpSkeletons(count).map((text, id) => ({
    id,
    text,
    count: 1,
    levels: [0, 0, 0, 0, 0, 0, 0, 0],
    firstUs: null,
    lastUs: null,
    trend: [],
    sources: new Map([[1, 1]]),
  }));
  let templates = 0;
  const seconds = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    templates = mineTemplates(rows).templates.length;
    return (performance.now() - started) / 1000;
  });
  console.log(
    `merging ${rows.length} skeletons to ${templates} templates: ${medianOf(seconds).toFixed(2)} s, median of ${ROUNDS}` +
      `   ${verdict(medianOf(seconds) <= TARGETS.mergeSeconds, '1 s')}`,
  );
}

/** Runs the command line on these processors, as `taskset` names them; null: on all. */
function runOn(processors: string | null, args: readonly string[]): string {
  const command = [process.execPath, LAUNCHER, ...args];
  const [program = '', ...rest] =
    processors === null ? command : ['taskset', '-c', processors, ...command];
  return execFileSync(program, rest, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function linesASecond(processors: string | null, file: string): number {
  const [source] = (
    JSON.parse(runOn(processors, ['analyze', file, '--json'])) as {
      sources: { lines: number }[];
    }
  ).sources;
  const rates = Array.from({ length: ROUNDS }, () => {
    const { seconds } = JSON.parse(runOn(processors, ['analyze', file, '--json'])) as {
      seconds: number;
    };
    return (source?.lines ?? 0) / seconds;
  });
  return medianOf(rates);
}

/** SHA-256 of which template every line has, with its number and text. */
function assignmentsOn(processors: string | null, file: string, folder: string): string {
  const out = join(folder, 'assignments.csv');
  runOn(processors, ['templates', file, '--assignments', out, '--json']);
  return createHash('sha256').update(readFileSync(out)).digest('hex');
}

function measureEndToEnd(shape: string, folder: string): void {
  const file = join(folder, `${shape}.log`);
  const corpus = ['--shape', shape, '--megabytes', values.megabytes, '--out', file];
  execFileSync(process.execPath, [CORPUS, ...corpus]);
  const one = linesASecond('0', file);
  const all = linesASecond(null, file);
  const isSame = assignmentsOn('0', file, folder) === assignmentsOn(null, file, folder);
  console.log(
    `${shape.padEnd(8)} one core ${one.toFixed(0).padStart(8)} lines a second   ${verdict(one >= TARGETS.linesASecond, '300,000')}` +
      `   all cores ${all.toFixed(0).padStart(8)}, x${(all / one).toFixed(2)}   templates of every line ${isSame ? 'the same' : 'DIFFERENT'}`,
  );
  rmSync(file);
}

/** The same numbers in another order (Fisher and Yates). */
function shuffled(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

/** Grouping accuracy of a labelled log as it is, and with its lines in an order that nobody wrote. */
function measureShuffled(folder: string, data: string): void {
  const random = randomOf(11);
  for (const name of readdirSync(data).filter((each) => each.endsWith('_2k.log'))) {
    const lines = readFileSync(join(data, name), 'latin1').split('\n').slice(0, 2000);
    const labels = labelsOf(join(data, `${name}_structured.csv`), 'EventId', null);
    const order = shuffled(lines.length, random);
    const file = join(folder, name);
    writeFileSync(file, `${order.map((at) => lines[at]).join('\n')}\n`, 'latin1');
    const inOrder = compareGroups(assignedTemplates(join(data, name)), labels);
    const groups = order.map((at) => labels.groups[at] ?? '');
    const inDisorder = compareGroups(assignedTemplates(file), { ...labels, groups });
    const before = inOrder.accuracy.groupingAccuracy;
    const after = inDisorder.accuracy.groupingAccuracy;
    console.log(
      `${name.replace('_2k.log', '').padEnd(12)} GA ${before.toFixed(4)}, shuffled ${after.toFixed(4)}   ${verdict(Math.abs(after - before) <= TARGETS.shuffled, '0.01')}`,
    );
  }
}

const folder = mkdtempSync(join(tmpdir(), 'error-iq-cost-'));
try {
  measureMerging(Number(values.skeletons));
  for (const shape of ['syslog', 'json', 'java']) measureEndToEnd(shape, folder);
  if (values.data !== undefined) measureShuffled(folder, values.data);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
