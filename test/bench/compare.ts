/*
 * How long comparing takes: `npm run bench:compare -- [--records 10000000]`. Writes an access log of so many records in
 * which the last tenth differs, reads it into a case, and compares a window, two queries, and before with after, three times
 * each; the first finds nothing kept. Budget: a second.
 */
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createRandom } from '../../main/ingest/sample/random.ts';
import { temporaryCase } from '../../main/shells/cli/command-case.ts';

const BUDGET_MS = 1000;
const TIMES = 3;
const { values } = parseArgs({ options: { records: { type: 'string', default: '10000000' } } });
const records = Number(values.records);
const START_MS = Date.UTC(2026, 2, 1);
const STEP_MS = 7;
const folder = mkdtempSync(join(tmpdir(), 'error-iq-compare-'));

/** `write` gives false when it wants to be waited for. */
async function writeLog(path: string): Promise<void> {
  const random = createRandom(1);
  const out = createWriteStream(path);
  let lines: string[] = [];
  for (let at = 0; at < records; at++) {
    const isLate = at > 0.9 * records;
    const time = new Date(START_MS + at * STEP_MS).toISOString();
    const host = `web-${random.int(1, 12)}`;
    const failed = random.chance(isLate ? 0.03 : 0.001);
    lines.push(
      failed
        ? `${time} ERROR [${host}] order ${random.int(1, 1e6)} failed after ${random.int(10, 900)} ms: pool ${isLate ? 'exhausted' : 'busy'}`
        : `${time} INFO [${host}] request ${random.hex(12)} to /api/${random.pick(['cart', 'items', 'login', 'orders'])} took ${random.int(1, 90)} ms`,
    );
    if (lines.length < 20_000) continue;
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
    lines = [];
  }
  out.end(lines.length > 0 ? `${lines.join('\n')}\n` : '');
  await once(out, 'close');
}

const { open, finish } = await temporaryCase({
  dataFolder: folder,
  formatsFolder: join(folder, 'none'),
  passphraseFile: undefined,
  zone: 'UTC',
});
try {
  const log = join(folder, 'shop.log');
  await writeLog(log);
  await open.read({ kind: 'paths', paths: [log] });
  const endUs = (START_MS + records * STEP_MS) * 1000;
  const splitUs = START_MS * 1000 + 0.9 * records * STEP_MS * 1000;
  const window = { query: '', fromUs: splitUs, toUs: splitUs + 60_000_000 };
  const asked = {
    'a minute against the rest': [window, { query: '', fromUs: null, toUs: splitUs - 1 }],
    'before against after': [
      { query: '', fromUs: null, toUs: splitUs - 1 },
      { query: '', fromUs: splitUs, toUs: endUs },
    ],
    'errors against all else': [
      { query: 'level:error', fromUs: null, toUs: null },
      { query: 'NOT level:error', fromUs: null, toUs: null },
    ],
    'a word against the rest': [
      { query: 'exhausted', fromUs: null, toUs: null },
      { query: 'NOT exhausted', fromUs: null, toUs: null },
    ],
  } as const;
  console.log(`${open.store.timeRange().records.toLocaleString('en')} records`);
  for (const [name, [a, b]] of Object.entries(asked)) {
    for (let time = 1; time <= TIMES; time++) {
      const began = performance.now();
      const { differences } = await open.compare(a, b, new AbortController().signal);
      const ms = performance.now() - began;
      console.log(
        `${name.padEnd(28)}${String(time).padStart(2)}${ms.toFixed(0).padStart(8)} ms  ${ms <= BUDGET_MS ? 'met' : 'MISSED'} (${BUDGET_MS})  ${differences.length} differences`,
      );
    }
  }
} finally {
  await finish();
  rmSync(folder, { recursive: true, force: true });
}
