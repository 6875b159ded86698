/**
 * How many lines a second one thread reads, per format: its first sample, over and over, with the time
 * of day moving on as it does in a log. `npx node test/bench/formats.ts [format id]`
 */
import { createReader, emptyHeader, loadFormats } from '../../main/ingest/formats/index.ts';
import { loadDefinitions } from '../../main/ingest/formats/format-files.ts';

const LINES = 200_000;
const DIGITS = 12;

const only = process.argv[2];
const header = emptyHeader();

/** Slices of one long text, as the lines of a chunk are. Minutes and seconds count up. */
function linesLike(sample: string): string[] {
  const all: string[] = [];
  for (let index = 0; index < LINES; index++) {
    const second = String(Math.floor(index / 40) % 60).padStart(2, '0');
    const minute = String(Math.floor(index / 2400) % 60).padStart(2, '0');
    all.push(sample.replace(/(\d\d:)\d\d:\d\d/, `$1${minute}:${second}`));
  }
  const text = all.join('\n');
  const lines: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    lines.push(text.slice(at, end < 0 ? text.length : end));
    at = end < 0 ? text.length : end + 1;
  }
  return lines;
}

for (const format of loadFormats()) {
  if (only !== undefined && only !== format.id) continue;
  const definition = loadDefinitions().find(({ id }) => id === format.id);
  const lines = linesLike(definition?.samples[0]?.text.split('\n')[0] ?? '');
  const options = { zone: 'Europe/Berlin', year: null, referenceUs: Date.now() * 1000 };
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4; round++) {
    const reader = createReader(format, options);
    const started = performance.now();
    for (const line of lines) reader.read(line, header);
    best = Math.min(best, performance.now() - started);
  }
  const bytes = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;
  const rate = Math.round((lines.length / best) * 1000).toLocaleString('en');
  console.log(
    `${format.id.padEnd(14)} ${rate.padStart(DIGITS)} lines/s of ${bytes.toFixed(0)} bytes`,
  );
}
