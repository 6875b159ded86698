/*
 * Runs inside the bundle, one process a measurement, so that peak memory is that of the measurement
 * alone. Prints one line of JSON. The key comes from the bench: it must open the case again.
 */
import { readFileSync, statSync } from 'node:fs';
import { createCaseFile, makeHeader } from '../../../main/cases/index.ts';
import { openCase, type OpenCase } from '../../../main/open-case.ts';

const KEY = Buffer.alloc(32, 7);
const [operation = '', path = '', ...rest] = process.argv.slice(2);

/** Peak resident memory of this process with all its threads, MB. */
function peakMegabytes(): number {
  const found = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  return Math.round(Number(found?.[1] ?? 0) / 1024);
}

function open(created: { name: string; zone: string } | null): Promise<OpenCase> {
  return openCase({ path, key: KEY, signer: null, created }, () => {});
}

async function ingest(files: readonly string[]): Promise<object> {
  createCaseFile(path, KEY, makeHeader('vault'));
  const started = performance.now();
  const opened = await open({ name: 'bench', zone: 'UTC' });
  const ready = performance.now();
  await opened.read({ kind: 'paths', paths: files });
  const analysed = performance.now();
  const sources = opened.sources();
  await opened.close();
  return {
    readSeconds: sources.reduce((sum, { seconds }) => sum + seconds, 0),
    openSeconds: (ready - started) / 1000,
    wholeSeconds: (analysed - started) / 1000,
    records: sources.reduce((sum, { records }) => sum + records, 0),
    formats: sources.map(({ format }) => format),
    peakMegabytes: peakMegabytes(),
    storedBytes: statSync(path).size,
  };
}

interface Timed {
  readonly ms: number[];
  readonly firstMs: number[];
  readonly total: number;
}

/** Count, histogram and first page, as a person sees them after Enter; asked once, so nothing is remembered. */
async function timeQuery(opened: OpenCase, query: string): Promise<Timed> {
  const asked = performance.now();
  let first: number | null = null;
  const found = await opened.store.search(
    { query, fromUs: null, toUs: null },
    new AbortController().signal,
    () => {
      first ??= performance.now() - asked;
    },
  );
  await opened.store.rows(found.viewId, 'asc', 0, 50);
  await opened.store.histogram(found.viewId, null, null, 100);
  const ms = performance.now() - asked;
  return { ms: [ms], firstMs: [first ?? ms], total: found.total };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

async function search(queries: readonly string[]): Promise<object> {
  const started = performance.now();
  const opened = await open(null);
  const everything = await opened.store.search(
    { query: '', fromUs: null, toUs: null },
    new AbortController().signal,
    () => {},
  );
  await opened.store.rows(everything.viewId, 'asc', 0, 50);
  const openMs = performance.now() - started;
  await opened.templates();
  const { viewId } = everything;
  const histogramMs = await timed(() => opened.store.histogram(viewId, null, null, 100));
  const facetMs = await timed(() => opened.store.facet(viewId, 'level', 20, false, ''));
  const results: Record<string, Timed> = {};
  for (const query of queries) results[query] = await timeQuery(opened, query);
  const jumps: number[] = [];
  for (let turn = 0; turn < 20; turn++) {
    const at = performance.now();
    await opened.store.rows(
      everything.viewId,
      'asc',
      Math.floor((everything.total * ((turn * 7) % 20)) / 20),
      50,
    );
    jumps.push(performance.now() - at);
  }
  await opened.close();
  return {
    openMs,
    total: everything.total,
    results,
    histogramMs,
    facetMs,
    jumps,
    peakMegabytes: peakMegabytes(),
  };
}

const answer = operation === 'ingest' ? await ingest(rest) : await search(rest);
process.stdout.write(`${JSON.stringify(answer)}\n`);
