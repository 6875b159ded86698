import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';
import type { OpenCase } from '../../../../main/open-case.ts';

/** One line of a log, and what its record holds. */
interface Line {
  readonly text: string;
  readonly level: 'info' | 'error';
  readonly fields: Readonly<Record<string, number | string>>;
}

const LINES = 2400;
const iso = (n: number): string => new Date(1.7e12 + n * 1000).toISOString();
const levelOf = (n: number) => (n % 5 === 0 ? 'error' : 'info');
const hex = (n: number): string => (0x3e32_0000 + n * 7919).toString(16);

/** Lines of text, of which every `jsonEvery`th is one of JSON: what another program wrote into the file. */
function javaLines(jsonEvery: number): Line[] {
  return Array.from({ length: LINES }, (_, n) => {
    const level = levelOf(n);
    if (n % jsonEvery === jsonEvery - 1) return jsonLine(n);
    const at = iso(n).replace('T', ' ').slice(0, 23);
    const thread = `worker-${n % 7}`;
    const text = `${at} ${level.toUpperCase()} [${thread}] com.shop.Orders - status of order ${n} from 10.0.0.${n % 250}`;
    return { text, level, fields: { thread } };
  });
}

function jsonLine(n: number): Line {
  const level = levelOf(n);
  const fields = { status: n % 3 === 0 ? 500 : 200, trace: hex(n), order: 100_000 + n };
  const written =
    n % 4 === 0 ? JSON.stringify(fields) : JSON.stringify(fields).replace(/(\d)\}$/, '$1.0}');
  const head = JSON.stringify({ time: iso(n), level, msg: `order ${n} answered` });
  return { text: `${head.slice(0, -1)},${written.slice(1)}`, level, fields };
}

function accessLine(n: number): Line {
  const stamp = new Date(1.7e12 + n * 1000)
    .toUTCString()
    .replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000');
  const status = n % 5 === 0 ? 500 : 200;
  const fields = {
    client: `10.1.${n % 7}.${n % 251}`,
    status,
    bytes: n * 37,
    path: `/orders/${n}`,
  };
  const text = `${fields.client} - - [${stamp}] "GET ${fields.path} HTTP/1.1" ${status} ${fields.bytes} "-" "curl/8"`;
  return { text, level: status === 500 ? 'error' : 'info', fields };
}

const SOURCES: Readonly<Record<string, readonly Line[]>> = {
  'java.log': javaLines(LINES + 2),
  'mixed.log': javaLines(40),
  'events.json': Array.from({ length: LINES }, (_, n) => jsonLine(n)),
  'access.log': Array.from({ length: LINES }, (_, n) => accessLine(n)),
};

type Wanted = (line: Line) => boolean;

const QUERIES: readonly [query: string, wanted: Wanted][] = [
  ['status:500', ({ fields }) => fields['status'] === 500],
  ['status:[500 TO 599]', ({ fields }) => fields['status'] === 500],
  ['NOT status:500', ({ fields }) => fields['status'] !== 500],
  ['status:* AND level:error', ({ level, fields }) => 'status' in fields && level === 'error'],
  ['NOT status:* AND NOT thread:*', () => false],
  [
    'thread:worker-3 OR order:100201',
    ({ fields }) => fields['thread'] === 'worker-3' || fields['order'] === 100_201,
  ],
  [`trace:${hex(41)}`, ({ fields }) => fields['trace'] === hex(41)],
  [
    `trace:${hex(41).slice(0, 5)}*`,
    ({ fields }) => String(fields['trace'] ?? '').startsWith(hex(41).slice(0, 5)),
  ],
  ['order:100041', ({ fields }) => fields['order'] === 100_041],
  ['order:>102300', ({ fields }) => Number(fields['order'] ?? 0) > 102_300],
  ['client:10.1.3.17', ({ fields }) => fields['client'] === '10.1.3.17'],
  [
    'client:10.1.3.0/24 AND bytes:>40000',
    ({ fields }) =>
      String(fields['client'] ?? '').startsWith('10.1.3.') && Number(fields['bytes']) > 40_000,
  ],
  ['bytes:74', ({ fields }) => fields['bytes'] === 74],
  ['bytes:44363', ({ fields }) => fields['bytes'] === 44_363],
  ['path:/orders/1199', ({ fields }) => fields['path'] === '/orders/1199'],
  ['nothing:1', () => false],
  ['NOT nothing:1 AND level:error', ({ level }) => level === 'error'],
  ['nothing:1 OR client:10.1.3.17', ({ fields }) => fields['client'] === '10.1.3.17'],
];

async function openSources(): Promise<OpenCase> {
  const folder = testFolder();
  const paths = Object.entries(SOURCES).map(([name, lines]) => {
    writeFileSync(join(folder, name), lines.map(({ text }) => `${text}\n`).join(''));
    return join(folder, name);
  });
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths });
  return open;
}

test('a query on fields finds what the lines of all sources hold, whichever can have them', async () => {
  const open = await openSources();
  for (const [query, wanted] of QUERIES) {
    for (const [name, lines] of Object.entries(SOURCES)) {
      const rows = await rowsOf(open, `source:${name} AND (${query})`);
      const found = rows.map(({ line }) => line).sort((a, b) => a - b);
      const expected = lines.flatMap((line, at) => (wanted(line) ? [at + 1] : []));
      expect([query, name, found]).toEqual([query, name, expected]);
    }
    const expected = Object.values(SOURCES).flat().filter(wanted);
    expect([query, (await rowsOf(open, query)).length]).toEqual([query, expected.length]);
  }
  // Of records that cannot have the field none is looked at.
  const search = { query: 'source:java.log AND status:500', fromUs: null, toUs: null };
  const { steps } = await open.store.search(search, new AbortController().signal, () => {});
  expect(steps.map(({ by }) => by)).not.toContain('opened and looked at record by record');
});
