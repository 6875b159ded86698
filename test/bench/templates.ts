import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSkeletonizer } from '../../main/ingest/skeleton/index.ts';
import { mineTemplates } from '../../main/iq/index.ts';

// Grouping accuracy on labelled logs: a line is right when its group is exactly its label's set of lines.
// `node test/bench/templates.ts --data DIR [--content Content] [--label EventId]` reads every
// NAME_2k.log_structured.csv of the folder; `--speed N` times N made-up skeletons instead.

const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return (at > 0 ? process.argv[at + 1] : undefined) ?? otherwise;
};

/** Rows of a CSV text with quoted cells (RFC 4180). */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\n\r]*))(,|\r?\n|$)/g,
  )) {
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}

interface Group {
  readonly name: string;
  readonly lines: number;
  readonly others: readonly string[];
}

/** Lines whose group and label name the same set, and the groups that mix labels or share one. */
function compare(
  groups: readonly string[],
  labels: readonly string[],
): { right: number; wrong: Group[] } {
  const labelsIn = new Map<string, Set<string>>();
  const groupsOf = new Map<string, Set<string>>();
  const sizes = new Map<string, number>();
  for (const [line, group] of groups.entries()) {
    const label = labels[line] ?? '';
    labelsIn.set(group, (labelsIn.get(group) ?? new Set()).add(label));
    groupsOf.set(label, (groupsOf.get(label) ?? new Set()).add(group));
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  let right = 0;
  const wrong: Group[] = [];
  for (const [name, lines] of sizes) {
    const inside = [...(labelsIn.get(name) ?? [])];
    const around = new Set(inside.flatMap((label) => [...(groupsOf.get(label) ?? [])]));
    if (inside.length === 1 && around.size === 1) right += lines;
    else
      wrong.push({
        name,
        lines,
        others: inside.length > 1 ? inside : [...around].filter((other) => other !== name),
      });
  }
  return { right, wrong };
}

function minedGroups(messages: readonly string[]): string[] {
  const skeletons = createSkeletonizer();
  const ids = messages.map((message) => skeletons.skeletonize(message));
  const counts = skeletons.table.map(() => 0);
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  const { templates, templateOf } = mineTemplates(
    rowsOf(
      skeletons.table.map(({ text }) => text),
      counts,
    ),
  );
  const texts = new Map(templates.map(({ id, text }) => [id, `${id} ${text}`]));
  return ids.map((id) => texts.get(templateOf.get(id) ?? -1) ?? '');
}

const rowsOf = (texts: readonly string[], counts: readonly number[]) =>
  texts.map((text, id) => ({
    id,
    text,
    count: counts[id] ?? 1,
    levels: [0, 0, 0, 0, 0, 0, 0, 0],
    firstUs: null,
    lastUs: null,
    trend: [],
    sources: new Map([[1, counts[id] ?? 1]]),
  }));

function measureAccuracy(folder: string): void {
  const scores: number[] = [];
  const worst: (Group & { set: string })[] = [];
  for (const file of readdirSync(folder).filter((name) =>
    name.endsWith('_2k.log_structured.csv'),
  )) {
    const [head = [], ...rows] = readCsv(readFileSync(join(folder, file), 'utf8'));
    const column = (name: string): number => head.indexOf(name);
    const message = column(option('content', 'Content'));
    const label = column(option('label', 'EventId'));
    const groups = minedGroups(rows.map((row) => row[message] ?? ''));
    const { right, wrong } = compare(
      groups,
      rows.map((row) => row[label] ?? ''),
    );
    const set = file.replace('_2k.log_structured.csv', '');
    scores.push(right / rows.length);
    worst.push(...wrong.map((group) => ({ ...group, set })));
    console.log(
      `${set.padEnd(14)} GA ${(right / rows.length).toFixed(4)}  ${new Set(groups).size} templates`,
    );
  }
  console.log(
    `${'mean'.padEnd(14)} GA ${(scores.reduce((sum, score) => sum + score, 0) / scores.length).toFixed(4)}`,
  );
  for (const { set, name, lines, others } of worst.sort((a, b) => b.lines - a.lines).slice(0, 10)) {
    console.log(`${set}: ${lines} lines, ${name}\n    against ${others.slice(0, 4).join(' | ')}`);
  }
}

/** Made-up skeletons: statements of 4 to 12 pieces, each with up to 40 different names in one place. */
function madeUpSkeletons(count: number): string[] {
  let seed = 7;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >>> 8) % below;
  };
  const word = (): string => String.fromCharCode(...Array.from({ length: 5 }, () => 97 + next(26)));
  const words = Array.from({ length: 2000 }, word);
  const texts = new Set<string>();
  while (texts.size < count) {
    const pieces = Array.from({ length: 4 + next(9) }, () =>
      next(4) === 0 ? '\u0000' : (words[next(words.length)] ?? ''),
    );
    const place = next(pieces.length);
    for (let names = next(40); names >= 0; names--) {
      texts.add(pieces.with(place, names === 0 ? (pieces[place] ?? '') : word()).join(' '));
    }
  }
  return [...texts].slice(0, count);
}

function measureSpeed(count: number): void {
  const rows = rowsOf(madeUpSkeletons(count), []);
  for (let round = 0; round < 4; round++) {
    const start = performance.now();
    const { templates } = mineTemplates(rows);
    const seconds = (performance.now() - start) / 1000;
    console.log(
      `${rows.length} skeletons to ${templates.length} templates in ${seconds.toFixed(2)} s`,
    );
  }
}

const folder = option('data', '');
if (folder !== '') measureAccuracy(folder);
else measureSpeed(Number(option('speed', '100000')));
