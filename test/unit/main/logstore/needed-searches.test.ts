import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { networkOf } from '#shared/query/network.ts';
import { openCase } from '../../../../main/open-case.ts';
import { testCase, testFolder } from '../case-in-folder.ts';
import { NeededSearches } from '../../../../main/logstore/needed-searches.ts';

/** One line of a log, and what its record holds. */
interface Line {
  readonly text: string;
  readonly client: string;
  readonly bytes: number;
}

const LINES = 400;
const MONTHS = ['Mar', 'Apr'];

/** Numbers that repeat nowhere near (Knuth's multiplicative hash). */
const drawn = (n: number, below: number): number =>
  ((Math.imul(n + 1, 0x9e3779b1) >>> 0) >>> 4) % below;

function addressOf(n: number): string {
  const [a, b, c, d] = [drawn(n, 5), drawn(n * 3, 40), drawn(n * 7, 251), drawn(n * 11, 251)];
  const quad = `${[10, 110, 172, 203, 192][a]}.${b}.${c}.${d}`;
  return n % 41 === 0 ? `::ffff:${quad}` : n % 43 === 0 ? `fe80::${c.toString(16)}:${d}` : quad;
}

function accessLine(n: number): Line {
  const [client, bytes] = [addressOf(n), drawn(n * 13, 100_000)];
  const stamp = `${10 + (n % 9)}/${MONTHS[n % 2]}/2026:10:0${n % 10}:11 +0000`;
  const path = `/orders/${drawn(n * 17, 100_000)}?page=${n % 12}`;
  const text = `${client} - - [${stamp}] "GET ${path} HTTP/1.1" 200 ${bytes} "-" "curl/8.5"`;
  return { text, client, bytes };
}

const WRITINGS = [
  (bytes: number) => String(bytes),
  (bytes: number) => `${bytes}.0`,
  (bytes: number) => bytes.toExponential(),
  (bytes: number) => `"${bytes}"`,
];

function jsonLine(n: number): Line {
  const [client, bytes] = [addressOf(n), drawn(n * 13, 100_000)];
  const head = JSON.stringify({ time: `2026-03-01T10:00:0${n % 10}Z`, msg: `order ${n}`, client });
  return { text: `${head.slice(0, -1)},"bytes":${WRITINGS[n % 4]?.(bytes)}}`, client, bytes };
}

/** As many files that each has blocks of its own, more than are looked at before columns are searched. */
const FILES = Array.from({ length: 14 }, (_, file) => {
  const lineOf = file % 3 === 2 ? jsonLine : accessLine;
  return Array.from({ length: LINES }, (__, n) => lineOf(file * LINES + n));
});

const inNetwork = (text: string) => {
  const network = networkOf(text);
  return ({ client }: Line): boolean => network?.holds(client) === true;
};

const known = accessLine(7);
const QUERIES: readonly [query: string, wanted: (line: Line) => boolean][] = [
  [`client:${known.client}`, ({ client }) => client === known.client],
  ['client:10.7.*', ({ client }) => client.startsWith('10.7.')],
  ['client:10.0.0.0/8', inNetwork('10.0.0.0/8')],
  ['client:172.16.0.0/12', inNetwork('172.16.0.0/12')],
  ['client:203.7.0.0/16', inNetwork('203.7.0.0/16')],
  ['client:fe80::/10', inNetwork('fe80::/10')],
  ['bytes:>89990', ({ bytes }) => bytes > 89_990],
  ['bytes:>=99', ({ bytes }) => bytes >= 99],
  ['bytes:[50000 TO 50500]', ({ bytes }) => bytes >= 50_000 && bytes <= 50_500],
  ['bytes:<120', ({ bytes }) => bytes < 120],
  [
    'bytes:>98000 AND client:10.0.0.0/8',
    (line) => line.bytes > 98_000 && inNetwork('10.0.0.0/8')(line),
  ],
  ['NOT bytes:>1000', ({ bytes }) => bytes <= 1000],
];

test('ranges of numbers and networks find what records hold, in any number of blocks', async () => {
  const folder = testFolder();
  const paths = FILES.map((lines, at) => {
    const path = join(folder, `part-${at}.log`);
    writeFileSync(path, lines.map(({ text }) => `${text}\n`).join(''));
    return path;
  });
  const { open: reading, key } = await testCase(folder);
  await reading.read({ kind: 'paths', paths });
  await reading.close();
  const lines = FILES.flat();
  for (const [query, wanted] of QUERIES) {
    // What was put together for a query is at hand for the next, and is looked through.
    const open = await openCase({ path: reading.path, key, signer: null, created: null }, () => {});
    const { total } = await open.store.search(
      { query, fromUs: null, toUs: null },
      new AbortController().signal,
      () => {},
    );
    await open.close();
    expect({ query, total }).toEqual({ query, total: lines.filter(wanted).length });
  }
});

test('a search that closes little is left out after some blocks', () => {
  const need = { kind: 'pattern', source: '\\d{3}' } as const;
  const searchedOf = (closed: number): number => {
    const needed = new NeededSearches();
    let searched = 0;
    for (let block = 0; block < 20; block++) {
      needed.close(
        need,
        () => 100,
        () => {
          searched++;
          return new Uint8Array(100).fill(2, closed);
        },
      );
    }
    return searched;
  };
  expect(searchedOf(90)).toBe(20);
  expect(searchedOf(5)).toBe(4);
});
