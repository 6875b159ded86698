import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { randomOf } from './random.ts';
import { SHAPES } from './corpus-shapes.ts';

/*
 * Writes a corpus: `node write-corpus.ts --shape syslog --megabytes 250 --out FILE`. In a process of its own,
 * so that its memory is nobody's peak.
 */

const { values } = parseArgs({
  options: { shape: { type: 'string' }, megabytes: { type: 'string' }, out: { type: 'string' } },
});
const { shape: name = 'syslog', megabytes = '250', out = '' } = values;
const shape = SHAPES[name];
if (shape === undefined) throw new Error(`there is no shape ${name}`);
const size = Number(megabytes) * 1_000_000;
/** Records of a run stand this close together, ms: a day and a half for a gigabyte, dense as a busy fleet is. */
const STEP_MS = 24;
const LINES_A_WRITE = 5000;

const random = randomOf(7);
const file = createWriteStream(out);
let atMs = Date.UTC(2026, 2, 1);
let written = 0;
let rareIn = 0.6 * size;
while (written < size) {
  const lines: string[] = [];
  for (let i = 0; i < LINES_A_WRITE; i++) {
    atMs += random.below(STEP_MS);
    lines.push(shape.line(random, atMs));
  }
  if (written > rareIn) {
    rareIn = Number.POSITIVE_INFINITY;
    lines.push(shape.rare(atMs));
  }
  const text = `${lines.join('\n')}\n`;
  written += text.length;
  if (!file.write(text)) await once(file, 'drain');
}
file.end();
await once(file, 'finish');
