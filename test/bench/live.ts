/**
 * A log of ten lines a second that is followed for a day, without waiting for it: `npx node test/bench/live.ts
 * [HOURS]`. Every second is a step of its own, as a person who watches sees it. Prints what a step costs at the
 * beginning and at the end, blocks, memory, and the case's size beside that of the same text read at once.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCaseFile, makeHeader, openCaseFile } from '../../main/cases/index.ts';
import { TailText } from '../../main/ingest/follow/tail-text.ts';
import { createFormatShelf } from '../../main/ingest/format-shelf.ts';
import { createCaseSink, SkeletonNumbers } from '../../main/ingest/index.ts';
import { createParsePool } from '../../main/ingest/parse-pool.ts';
import { createJournal } from '../../main/journal/index.ts';
import { loadSigner, makeSigningKey } from '../../main/vault/index.ts';

const hours = Number(process.argv[2] ?? 2);
const LINES_A_SECOND = 10;
const folder = mkdtempSync(join(tmpdir(), 'live-bench-'));
const path = join(folder, 'live.eiq');
const key = randomBytes(32);

function line(n: number): string {
  const at = new Date(Date.UTC(2026, 3, 1) + n * 100)
    .toISOString()
    .replace('T', ' ')
    .replace('.', ',');
  const order = ((n * 2_654_435_761) % 1_000_003).toString(16);
  return `${at.slice(0, 23)} ${n % 50 === 0 ? 'ERROR' : 'INFO'} [w${n % 7}] shop.Api: order ${order} of customer ${(n * 7919) % 9973} took ${n % 977} ms\n`;
}

try {
  createCaseFile(path, key, makeHeader('vault'));
  const database = openCaseFile({ path, key, readonly: false });
  const copy = { device: 'bench', host: 'bench', tool: 'bench', toolVersion: '0' };
  const journal = createJournal(database, loadSigner('bench', makeSigningKey()), copy);
  journal.append('case.created', { name: 'bench', zone: 'UTC' });
  const operations = createCaseSink(database, journal, new SkeletonNumbers(database));
  const sink = {
    call: async (operation: string, input: unknown) =>
      (operations as unknown as Record<string, (input: unknown) => unknown>)[operation]?.(input),
    abandon: () => {},
  } as never;
  const origin = { kind: 'stream', command: null } as const;
  const sourceId = operations.addSource({
    askedId: null,
    path: 'live',
    origin,
    size: null,
    mtimeUs: 0,
  });
  const facts = {
    format: 'log4j',
    definition: null,
    formatScore: 1,
    encoding: 'utf-8',
    zone: 'UTC',
    yearHint: null,
    overlap: null,
  } as const;
  operations.beginRead({ sourceId, staged: false, facts });
  const pool = createParsePool(1);
  const format = createFormatShelf().get('log4j', null);
  const tail = new TailText(sourceId, { sink, pool, format, facts }, null);
  await tail.load(0);

  const steps = hours * 3600;
  const costs: number[] = [];
  let text = 0;
  let peak = 0;
  for (let step = 0; step < steps; step++) {
    let lines = '';
    for (let i = 0; i < LINES_A_SECOND; i++) lines += line(step * LINES_A_SECOND + i);
    text += lines.length;
    const started = performance.now();
    await tail.add(Buffer.from(lines), null);
    await tail.flush(null);
    costs.push(performance.now() - started);
    if (step % 600 === 0) peak = Math.max(peak, process.memoryUsage().rss);
  }
  const mean = (part: readonly number[]): string =>
    (part.reduce((sum, ms) => sum + ms, 0) / part.length).toFixed(2);
  const tenth = Math.ceil(steps / 10);
  const count = (staged: number): unknown =>
    database.prepare('SELECT COUNT(*) AS n FROM block WHERE staged = ?').pluck().get(staged);
  const records = database.prepare('SELECT SUM(records) FROM block WHERE staged = 0').pluck().get();
  console.log(
    `${hours} h, ${steps * LINES_A_SECOND} lines, ${(text / 1e6).toFixed(0)} MB of text, ${String(records)} records`,
  );
  console.log(
    `a step: ${mean(costs.slice(0, tenth))} ms in the first tenth, ${mean(costs.slice(-tenth))} ms in the last, ${Math.max(...costs).toFixed(0)} ms at most`,
  );
  console.log(
    `blocks: ${String(count(0))}, kept for searches: ${String(count(2))}; memory ${(peak / 1e6).toFixed(0)} MB`,
  );
  database.pragma('wal_checkpoint(TRUNCATE)');
  console.log(`case: ${(statSync(path).size / 1e6).toFixed(1)} MB`);
  await pool.close();
  database.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
