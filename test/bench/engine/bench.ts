/*
 * The engine against its peers: `npm run bench -- --sizes 250,1000 --shapes syslog,json --runs 5`. Builds the
 * corpora, runs Error-IQ (the product's own bundle, a process a measurement) and every peer found in turn,
 * and prints minimum, median and maximum with ratios. `--json FILE` keeps the figures, `--profile` says
 * where the time of reading goes, `--quick` leaves out what takes minutes (zstd -19, FTS5), `--alone` the peers.
 * Of several sizes it says how the speed of reading grows with them.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { benchOptions } from './bench-options.ts';
import { EXACT_ID, NO_FIELD, RARE_WORD, SHAPES, type Shape } from './corpus-shapes.ts';
import {
  duckdb,
  findDuckDb,
  findPeers,
  fts5,
  grepLiteral,
  lnavIndex,
  packedSize,
  rgLiteral,
  rgRegex,
  zstdCopy,
  type IndexFigures,
} from './peers.ts';
import { printProfile } from './profile.ts';
import { runMeasured } from './run-measured.ts';
import { Table } from './table.ts';

const options = benchOptions(process.argv.slice(2));
const ROOT = join(import.meta.dirname, '../../..');
const CHILD = join(ROOT, 'node_modules/.cache/error-iq-bench/engine-child.js');

interface Ingested {
  readSeconds: number;
  wholeSeconds: number;
  records: number;
  peakMegabytes: number;
  storedBytes: number;
}

interface Searched {
  openMs: number;
  results: Record<string, { ms: number[]; firstMs: number[]; total: number }>;
  histogramMs: number;
  facetMs: number;
  jumps: number[];
  peakMegabytes: number;
}

function shapeOf(name: string): Shape {
  const shape = SHAPES[name];
  if (shape === undefined) throw new Error(`there is no shape ${name}`);
  return shape;
}

async function child<T>(args: readonly string[]): Promise<T> {
  const run = await runMeasured(process.execPath, [CHILD, ...args]);
  if (run.exitCode !== 0) throw new Error(`the engine ended with ${run.exitCode}`);
  return JSON.parse(run.output) as T;
}

async function repeated<T>(measure: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let run = 0; run < options.runs; run++) all.push(await measure());
  return all;
}

async function benchIngest(table: Table, log: string, folder: string, name: string, has: Has) {
  const shape = shapeOf(name);
  const megabytes = statSync(log).size / 1e6;
  const path = join(folder, 'bench.eiq');
  const ours: Ingested[] = [];
  const lnav: number[] = [];
  const copy: number[] = [];
  const lnavPeaks: number[] = [];
  for (let run = 0; run < options.runs; run++) {
    rmSync(path, { force: true });
    ours.push(await child<Ingested>(['ingest', path, log]));
    if (shape.lnav && has('lnav')) {
      const indexed = await lnavIndex(log);
      lnav.push(megabytes / (indexed.ms / 1000));
      lnavPeaks.push(indexed.peakMegabytes);
    }
    if (has('zstd')) {
      const copied = await zstdCopy(log, join(folder, 'copy.zst'));
      copy.push(megabytes / (copied.ms / 1000));
    }
  }
  const speed = ours.map(({ readSeconds }) => megabytes / readSeconds);
  table.add('ingest', speed, 'MB/s', { atLeast: 120 });
  addGrowth(table, name, speed);
  if (lnav.length > 0) {
    table.add('  lnav, time to indexed', lnav, 'MB/s', { ratioOf: speed, ratioAtLeast: 4 });
    table.add('  lnav, peak memory', lnavPeaks, 'MB', {});
  }
  if (copy.length > 0) {
    table.add('  zstd -3 -T0 copy', copy, 'MB/s', { ratioOf: speed, ratioAtLeast: 0.8 });
  }
  table.add(
    'peak memory, all threads',
    ours.map((run) => run.peakMegabytes),
    'MB',
    {
      atMost: megabytes > 4000 ? 600 : 500,
    },
  );
  const stored = [(ours[0]?.storedBytes ?? 0) / 1e6];
  table.add('stored', stored, 'MB', {});
  const packed = join(folder, 'packed');
  if (has('gzip')) {
    const size = (await packedSize('gzip', ['-6'], log, packed)) / 1e6;
    table.add('  gzip -6', [size], 'MB', { ratioOf: stored, ratioAtMost: 1 });
  }
  if (has('zstd') && !options.quick) {
    const args = ['-19', '--long=27', '-T0', '-q'];
    const size = (await packedSize('zstd', args, log, packed)) / 1e6;
    table.add('  zstd -19 --long', [size], 'MB', { ratioOf: stored });
  }
  return path;
}

/** Speeds of reading at the first size asked for, by shape. */
const firstSpeeds = new Map<string, number[]>();

/** How fast a larger log is read against the first size. */
function addGrowth(table: Table, shape: string, speed: number[]): void {
  const first = firstSpeeds.get(shape);
  if (first === undefined) firstSpeeds.set(shape, speed);
  else {
    const title = `  at ${options.sizes[0]} MB`;
    table.add(title, first, 'MB/s', { ratioOf: speed, ratioAtLeast: 0.85 });
  }
}

type Has = (name: string) => boolean;

/** Every run asks in a new process, so that nothing of the run before is remembered. */
async function benchSearch(table: Table, path: string, log: string, shape: Shape, has: Has) {
  const [literalRegex, bareRegex] = shape.regexes;
  const literals = [RARE_WORD, EXACT_ID, 'nosuchwordatall', shape.common];
  const queries = [...literals, literalRegex, bareRegex, shape.fields, shape.value.query, NO_FIELD];
  const runs = await repeated(() => child<Searched>(['search', path, ...queries]));
  const first = (query: string): number[] => runs.map(({ results }) => results[query]?.ms[0] ?? 0);
  table.add(
    'open to the first rows',
    runs.map((run) => run.openMs),
    'ms',
    { atMost: 300 },
  );
  for (const [index, query] of literals.entries()) {
    const name = ['rare word', 'exact id', 'absent word', `common word (${query})`][index] ?? '';
    const ours = first(query);
    table.add(name, ours, 'ms', index === 3 ? { atMost: 150 } : {});
    await addPeers(table, ours, query, log, has);
  }
  const firsts = runs.map(({ results }) => results[shape.common]?.firstMs[0] ?? 0);
  table.add('  its first rows', firsts, 'ms', { atMost: 50 });
  for (const [query, limit] of [[literalRegex, 1] as const, [bareRegex, 2] as const]) {
    const ours = first(query);
    table.add(`regex ${query}`, ours, 'ms', {});
    if (!has('rg')) continue;
    const rg = await repeated(() => rgRegex(query.slice(1, -1), log));
    table.add(
      '  rg -j2',
      rg.map((run) => run.ms),
      'ms',
      { ratioOf: ours, ratioAtMost: limit },
    );
  }
  table.add(shape.fields, first(shape.fields), 'ms', { atMost: 50 });
  table.add(`a field's value (${shape.value.query})`, first(shape.value.query), 'ms', {});
  await addPeers(table, first(shape.value.query), shape.value.text, log, has);
  table.add('a field that no record has', first(NO_FIELD), 'ms', { atMost: 150 });
  table.add(
    'histogram, no query',
    runs.map((run) => run.histogramMs),
    'ms',
    { atMost: 30 },
  );
  table.add(
    'facet, no query',
    runs.map((run) => run.facetMs),
    'ms',
    { atMost: 30 },
  );
  table.add(
    'jump to any record',
    runs.flatMap((run) => run.jumps),
    'ms',
    { atMost: 20 },
  );
  table.add(
    'peak memory of searching',
    runs.map((run) => run.peakMegabytes),
    'MB',
    {},
  );
}

async function addPeers(table: Table, ours: number[], text: string, log: string, has: Has) {
  if (has('rg')) {
    const rg = await repeated(() => rgLiteral(text, log));
    table.add(
      '  rg -j2 -i',
      rg.map((run) => run.ms),
      'ms',
      { ratioOf: ours, ratioAtMost: 1 },
    );
  }
  if (has('grep')) {
    const grep = await repeated(() => grepLiteral(text, log));
    table.add(
      '  grep -i',
      grep.map((run) => run.ms),
      'ms',
      { ratioOf: ours },
    );
  }
}

async function benchDatabases(table: Table, log: string, folder: string, shape: Shape) {
  if (options.alone) return;
  const module = await findDuckDb();
  if (module !== null) {
    const figures = await duckdb(module, log, folder, shape.common);
    addDatabase(table, `DuckDB ${module.version()}`, figures, shape);
  }
  if (!options.quick) {
    addDatabase(table, 'SQLite FTS5, first 64 MB', await fts5(log, folder, shape.common), shape);
  }
}

function addDatabase(table: Table, name: string, figures: IndexFigures, shape: Shape): void {
  const speed = figures.megabytesRead / (figures.ingestMs / 1000);
  table.add(`  ${name}: ingest`, [speed], 'MB/s', {});
  table.add(`  ${name}: count of ${shape.common}`, [figures.countMs], 'ms', {});
  table.add(
    `  ${name}: stored a MB of log`,
    [figures.bytes / 1e6 / figures.megabytesRead],
    'MB',
    {},
  );
}

await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'error' });
const peers = await findPeers();
const has: Has = (name) =>
  !options.alone && peers.some((peer) => peer.name === name && peer.version !== null);
console.log(
  `${cpus().length} cores (${cpus()[0]?.model ?? ''}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
);
const found = peers.map(({ name, version }) => `${name} ${version ?? 'not found'}`).join(', ');
console.log(options.alone ? 'no peers' : found);
const folder = mkdtempSync(join(tmpdir(), 'error-iq-bench-'));
const kept: object[] = [];
try {
  for (const megabytes of options.sizes) {
    for (const name of options.shapes) {
      const shape = shapeOf(name);
      const log = join(folder, `${name}.log`);
      const args = ['--shape', name, '--megabytes', String(megabytes), '--out', log];
      execFileSync(process.execPath, [join(import.meta.dirname, 'write-corpus.ts'), ...args]);
      // Once through, so that every run of everybody finds it in the page cache. In pieces: no file over 2 GiB is read whole.
      await once(createReadStream(log, { highWaterMark: 2 ** 20 }).resume(), 'close');
      const table = new Table(`${name}, ${megabytes} MB, ${options.runs} runs: min / median / max`);
      if (options.profile) await printProfile(log);
      const path = await benchIngest(table, log, folder, name, has);
      await benchSearch(table, path, log, shape, has);
      await benchDatabases(table, log, folder, shape);
      table.print();
      kept.push({ shape: name, megabytes, rows: table.rows });
      rmSync(log);
      rmSync(path, { force: true });
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (options.json !== null) writeFileSync(options.json, JSON.stringify({ peers, kept }, null, 2));
