/*
 * Accuracy of templates on labelled logs. `npm run bench:templates` makes logs of eight programs and reads them, raw and with no
 * configuration; `-- --data DIR` reads every NAME_2k.log of the folder
 * as the product does, raw and with no configuration, and compares line by line with NAME_2k.log_structured.csv (groups) and
 * NAME_2k.log_structured_corrected.csv (groups and texts). `--show N` prints the N worst groups of each set.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareGroups, type Accuracy } from './accuracy/grouping.ts';
import { assignedTemplates, labelsOf } from './accuracy/labelled-log.ts';
import { linesOf } from './accuracy/own/own-log.ts';
import { OWN_LOGS } from './accuracy/own/own-logs.ts';
import { SERVER_LOGS } from './accuracy/own/server-logs.ts';
import { randomOf } from './engine/random.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    show: { type: 'string', default: '10' },
    seed: { type: 'string', default: '5' },
  },
});

/**
 * Grouping accuracy that Drain reaches with a header format and expressions written for each set (Zhu et al., "Tools and
 * Benchmarks for Automated Log Parsing", ICSE-SEIP 2019, table 3). Of Brain (Yu et al., 2023) the mean of all sixteen is known: 0.98.
 */
const DRAIN: Readonly<Record<string, number>> = {
  HDFS: 0.998,
  Hadoop: 0.948,
  Spark: 0.92,
  Zookeeper: 0.967,
  OpenStack: 0.733,
  BGL: 0.963,
  HPC: 0.887,
  Thunderbird: 0.955,
  Windows: 0.997,
  Linux: 0.69,
  Mac: 0.787,
  Android: 0.911,
  HealthApp: 0.78,
  Apache: 1,
  OpenSSH: 0.788,
  Proxifier: 0.527,
};

const percent = (value: number): string => value.toFixed(4);

function tell(set: string, ga: number, corrected: Accuracy | null, templates: string): void {
  const rest =
    corrected === null
      ? ''
      : `${percent(corrected.groupingAccuracy)}  ${percent(corrected.groupF1)}  ${percent(corrected.parsingAccuracy)}  ${percent(corrected.templateF1)}`;
  const drain = DRAIN[set]?.toFixed(3) ?? '';
  console.log(
    `${set.padEnd(12)} ${percent(ga)}  ${drain.padEnd(5)}  |  ${rest}  ${templates.padStart(5)}`,
  );
}

function measureAccuracy(folder: string): void {
  const show = Number(values.show);
  const sets = readdirSync(folder).filter((name) => name.endsWith('_2k.log'));
  const scores: { ga: number; corrected: Accuracy | null }[] = [];
  const worst: string[] = [];
  console.log('set          GA      Drain  |  corrected labels:');
  console.log('                            |  GA      FGA     PA      FTA     templates');
  for (const file of sets) {
    const set = file.replace('_2k.log', '');
    const found = assignedTemplates(join(folder, file));
    const original = labelsOf(join(folder, `${file}_structured.csv`), 'EventId', null);
    const { accuracy, wrong } = compareGroups(found, original);
    const correctedFile = join(folder, `${file}_structured_corrected.csv`);
    const corrected = existsSync(correctedFile)
      ? compareGroups(found, labelsOf(correctedFile, 'EventTemplate', 'EventTemplate'))
      : null;
    scores.push({ ga: accuracy.groupingAccuracy, corrected: corrected?.accuracy ?? null });
    const count = String(new Set(found.groups).size);
    tell(set, accuracy.groupingAccuracy, corrected?.accuracy ?? null, count);
    for (const [name, groups] of [
      ['groups', wrong],
      ['corrected', corrected?.wrong ?? []],
    ] as const) {
      for (const { template, lines, against } of groups.slice(0, show)) {
        worst.push(
          `${set}, ${name}: ${lines} lines\n    ${template}\n    ${against.slice(0, 3).join('\n    ')}`,
        );
      }
    }
  }
  const mean = (of: (score: (typeof scores)[number]) => number): number =>
    scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  const meanOf = (key: keyof Accuracy): number => mean(({ corrected }) => corrected?.[key] ?? 0);
  tell(
    'mean',
    mean(({ ga }) => ga),
    {
      groupingAccuracy: meanOf('groupingAccuracy'),
      groupF1: meanOf('groupF1'),
      parsingAccuracy: meanOf('parsingAccuracy'),
      templateF1: meanOf('templateF1'),
    },
    '',
  );
  console.log('published, mean of all sixteen: Drain GA 0.86, Brain GA 0.98, each tuned a set;');
  console.log('on corrected labels: Drain GA 0.840, PA 0.544; Brain GA 0.883, PA 0.440');
  if (show > 0) console.log(worst.join('\n'));
}

const OWN_LINES = 2000;

/** The logs of the bench itself: each line's label is the statement that wrote it. */
function measureOwnLogs(): void {
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-own-'));
  const scores: number[] = [];
  const worst: string[] = [];
  console.log(
    'set          GA             |  GA      FGA     PA      FTA     templates (of statements)',
  );
  try {
    for (const log of [...OWN_LOGS, ...SERVER_LOGS]) {
      const written = linesOf(log, OWN_LINES, randomOf(Number(values.seed)));
      const file = join(folder, `${log.name}.log`);
      writeFileSync(file, written.map(({ line }) => `${line}\n`).join(''));
      const found = assignedTemplates(file);
      const groups = written.map(({ template }) => template);
      const texts = new Map(groups.map((text): [string, string] => [text, text]));
      const { accuracy, wrong } = compareGroups(found, { groups, texts });
      scores.push(accuracy.groupingAccuracy);
      const count = `${new Set(found.groups).size} (${log.statements.length})`;
      tell(log.name, accuracy.groupingAccuracy, accuracy, count);
      for (const { template, lines, against } of wrong.slice(0, Number(values.show))) {
        worst.push(
          `${log.name}: ${lines} lines\n    ${template}\n    ${against.slice(0, 3).join('\n    ')}`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  console.log(`mean         ${percent(mean)}   lowest ${percent(Math.min(...scores))}`);
  if (worst.length > 0) console.log(worst.join('\n'));
}

if (values.data === undefined) measureOwnLogs();
else measureAccuracy(values.data);
