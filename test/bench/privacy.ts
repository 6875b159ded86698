/*
 * How much of the personal data in labelled texts is found, how much of clean log lines is changed, and how fast:
 * `npm run bench:privacy -- --data FOLDER [--logs FOLDER] [--misses N]`. The folder holds `synth_dataset_v2.json`;
 * a peer from npm runs on the same texts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Redactor } from '@redactpii/node';
import { createFinder, loadNameLists } from '../../main/privacy/index.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    logs: { type: 'string' },
    misses: { type: 'string', default: '0' },
    extra: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
if (values.data === undefined) throw new Error('--data names the folder of the labelled texts');

interface Label {
  readonly entity_type: string;
  readonly entity_value: string;
  readonly start_position: number;
  readonly end_position: number;
}
interface Text {
  readonly full_text: string;
  readonly spans: readonly Label[];
}

const texts = JSON.parse(
  readFileSync(join(values.data, 'synth_dataset_v2.json'), 'utf8'),
) as Text[];

interface Stretch {
  readonly start: number;
  readonly end: number;
}

const lists = await loadNameLists();
const find = createFinder(lists);
const redactor = new Redactor({
  rules: { CREDIT_CARD: true, EMAIL: true, NAME: true, PHONE: true, SSN: true },
});

/** Where a redactor that only gives text back has changed it: what is left at both sides of each change is equal. */
function changedBy(text: string, masked: string): Stretch[] {
  const found: Stretch[] = [];
  let at = 0;
  let from = 0;
  const marks = [
    ...masked.matchAll(
      /\[?[A-Z_]+(?:_REDACTED)?\]?|\b(?:PERSON_NAME|CREDIT_CARD_NUMBER|EMAIL_ADDRESS|PHONE_NUMBER|US_SOCIAL_SECURITY_NUMBER|DIGITS)\b/g,
    ),
  ];
  for (const mark of marks) {
    const before = masked.slice(from, mark.index);
    if (!text.startsWith(before, at)) continue;
    const start = at + before.length;
    if (text.startsWith(mark[0], start)) continue;
    const rest = masked.slice(mark.index + mark[0].length, mark.index + mark[0].length + 12);
    const end = rest === '' ? text.length : text.indexOf(rest, start);
    if (end < 0) break;
    found.push({ start, end });
    at = end;
    from = mark.index + mark[0].length;
  }
  return found;
}

const overlap = (a: Stretch, b: Label): boolean =>
  a.start < b.end_position && b.start_position < a.end;

function judge(name: string, run: (text: string) => Stretch[]): void {
  const kinds = new Map<string, { labels: number; found: number }>();
  let right = 0;
  let reported = 0;
  let characters = { right: 0, reported: 0, labels: 0 };
  const misses: string[] = [];
  const wrongs: string[] = [];
  for (const { full_text: text, spans } of texts) {
    const stretches = run(text);
    reported += stretches.length;
    const wanted = new Uint8Array(text.length);
    for (const span of spans) wanted.fill(1, span.start_position, span.end_position);
    const got = new Uint8Array(text.length);
    for (const { start, end } of stretches) got.fill(1, start, end);
    for (let at = 0; at < text.length; at++) {
      if (/\s/.test(text[at] ?? '')) continue;
      characters = {
        right: characters.right + ((wanted[at] ?? 0) & (got[at] ?? 0)),
        reported: characters.reported + (got[at] ?? 0),
        labels: characters.labels + (wanted[at] ?? 0),
      };
    }
    for (const stretch of stretches) {
      if (spans.some((span) => overlap(stretch, span))) right++;
      else
        wrongs.push(
          `${text.slice(stretch.start, stretch.end)} << ${text.slice(Math.max(0, stretch.start - 40), stretch.end + 20)}`,
        );
    }
    for (const span of spans) {
      const kind = kinds.get(span.entity_type) ?? { labels: 0, found: 0 };
      kind.labels++;
      const covered = got
        .subarray(span.start_position, span.end_position)
        .reduce((sum, one) => sum + one, 0);
      if (covered * 2 >= span.end_position - span.start_position) kind.found++;
      else
        misses.push(
          `${span.entity_type}: ${span.entity_value} << ${text.slice(Math.max(0, span.start_position - 30), span.end_position + 20)}`,
        );
      kinds.set(span.entity_type, kind);
    }
  }
  const labels = [...kinds.values()].reduce((sum, kind) => sum + kind.labels, 0);
  const found = [...kinds.values()].reduce((sum, kind) => sum + kind.found, 0);
  const shown = (r: number, p: number): string => {
    const f1 = (2 * p * r) / (p + r || 1);
    const f2 = (5 * p * r) / (4 * p + r || 1);
    return `precision ${p.toFixed(3)}  recall ${r.toFixed(3)}  F1 ${f1.toFixed(3)}  F2 ${f2.toFixed(3)}`;
  };
  console.log(name);
  console.log(`  spans       ${shown(found / labels, right / (reported || 1))}`);
  console.log(
    `  characters  ${shown(characters.right / characters.labels, characters.right / (characters.reported || 1))}`,
  );
  for (const [kind, { labels: all, found: ours }] of [...kinds].sort(
    (a, b) => b[1].labels - a[1].labels,
  )) {
    console.log(
      `  ${kind.padEnd(18)} ${String(ours).padStart(4)} of ${String(all).padStart(4)}  ${((100 * ours) / all).toFixed(1).padStart(5)} %`,
    );
  }
  const count = Number(values.misses);
  const chosen = (lines: string[]): string[] =>
    lines
      .filter((line) => values.only === undefined || line.startsWith(values.only))
      .slice(0, count);
  if (count > 0 && name === 'Error-IQ') {
    for (const miss of chosen(misses)) console.log(`  missed ${JSON.stringify(miss)}`);
    if (values.only === undefined)
      for (const wrong of wrongs.slice(0, count)) console.log(`  wrong  ${JSON.stringify(wrong)}`);
  }
}

judge('Error-IQ', find);
judge('@redactpii/node', (text) => changedBy(text, redactor.redact(text)));

/** Runs of each measurement of speed; the first is one of them. */
const RUNS = 5;

const speed = (name: string, text: string, pieces: string[], run: (text: string) => unknown) => {
  const size = Buffer.byteLength(text) / 1048576;
  const rates = Array.from({ length: RUNS }, () => {
    const begin = performance.now();
    for (const piece of pieces) run(piece);
    return size / ((performance.now() - begin) / 1000);
  }).sort((a, b) => a - b);
  const [least, median, most] = [0, Math.floor(RUNS / 2), RUNS - 1].map((at) =>
    rates[at]?.toFixed(1).padStart(5),
  );
  console.log(`  ${name.padEnd(18)} ${median} MiB/s (${least} to ${most})`);
};

if (values.logs !== undefined) {
  for (const file of readdirSync(values.logs).filter((entry) => entry.endsWith('.log'))) {
    const text = readFileSync(join(values.logs, file), 'utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    const kinds = new Map<string, number>();
    const examples = new Map<string, string[]>();
    let changed = 0;
    for (const line of lines) {
      const spans = find(line).filter(({ kind }) => kind !== 'ip');
      if (spans.length > 0) changed++;
      for (const { kind, start, end } of spans) {
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        const list = examples.get(kind) ?? [];
        if (list.length < 4 && !list.includes(line.slice(start, end)))
          list.push(line.slice(start, end));
        examples.set(kind, list);
      }
    }
    console.log(
      file,
      `lines with more than addresses: ${changed} of ${lines.length}`,
      [...kinds]
        .map(([kind, count]) => `${kind} ${count} ${JSON.stringify(examples.get(kind))}`)
        .join('; '),
    );
    const repeated = text.repeat(Math.ceil(4_000_000 / text.length));
    speed('Error-IQ', repeated, repeated.split('\n'), find);
    speed('@redactpii/node', text, text.split('\n'), (line) => redactor.redact(line));
    speed('in one piece', repeated, [repeated], find);
  }
}
