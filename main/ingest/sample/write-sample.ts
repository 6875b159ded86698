import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sampleSources } from './index.ts';

// Writes the sample case's logs as files: `node main/ingest/sample/write-sample.ts [DIR]`.
const folder = process.argv[2] ?? 'sample-logs';
mkdirSync(folder, { recursive: true });
for (const source of sampleSources()) {
  const path = join(folder, source.name);
  const file = openSync(path, 'w');
  let bytes = 0;
  for (const chunk of source.text()) bytes += writeSync(file, chunk);
  closeSync(file);
  const seconds = source.mtimeUs / 1_000_000;
  utimesSync(path, seconds, seconds);
  process.stderr.write(`${path}  ${bytes} bytes\n`);
}
