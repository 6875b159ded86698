import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEEP_PACKAGE, rowsOf, testCase, testFolder } from '../case-in-folder.ts';

interface Event {
  readonly level: string;
  readonly service?: string;
  readonly status: number | string;
  readonly user: string;
  readonly ok: boolean | null;
  readonly msg: string;
}

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

/** Deterministic events whose fields vary independently; some lines are such that only the whole reader reads them. */
const EVENTS: readonly Event[] = Array.from({ length: 6003 }, (_, n) => ({
  level: pick(['info', 'info', 'warn', 'error'], n * 7),
  ...(n % 11 === 0 ? {} : { service: pick(['payment', 'checkout', 'search'], (n * 13) >> 2) }),
  status: pick([200, 404, 500, '500', 503], (n * 3) >> 1),
  user: `u${n % 1500}`,
  ok: pick([true, false, null], n >> 3),
  msg: n % 17 === 0 ? `tried\tagain ${n}` : pick(['timeout after', 'done in'], n >> 2) + ` ${n} ms`,
}));

const EXPECTED: readonly [query: string, holds: (event: Event) => boolean][] = [
  ['service:payment', ({ service }) => service === 'payment'],
  ['level:error AND service:payment', (e) => e.level === 'error' && e.service === 'payment'],
  ['NOT service:payment', ({ service }) => service !== 'payment'],
  ['service:*', ({ service }) => service !== undefined],
  ['NOT service:*', ({ service }) => service === undefined],
  ['service:pay* OR status:404', (e) => e.service === 'payment' || e.status === 404],
  ['status:>=500', ({ status }) => Number(status) >= 500],
  ['status:500 AND ok:true', (e) => Number(e.status) === 500 && e.ok === true],
  ['NOT ok:false AND level:warn', (e) => e.ok !== false && e.level === 'warn'],
  ['service:search AND timeout', (e) => e.service === 'search' && e.msg.includes('timeout')],
  ['service:search AND user:u17', (e) => e.service === 'search' && e.user === 'u17'],
  [
    'service:/^(pay|check)/ AND NOT level:info',
    (e) => /^(pay|check)/.test(e.service ?? '') && e.level !== 'info',
  ],
  ['service:nobody', () => false],
  // Every seventeenth message is written with an escape.
  ...[
    /after \d*7 ms$/,
    /^done in \d+5 /,
    /\d7\sms/,
    /again \d+$/,
    /^tried\s/,
    /\b\d{4}\b/,
    /[^t]\d7/,
  ].map((regex): [string, (event: Event) => boolean] => [
    String(regex),
    ({ msg }) => regex.test(msg),
  ]),
  ['level:error AND /in \\d+3 ms/', (e) => e.level === 'error' && /in \d+3 ms/.test(e.msg)],
];

test('a query on fields finds what it finds record by record, and opens no text for it', async () => {
  const file = join(testFolder(), 'events.log');
  writeFileSync(
    file,
    EVENTS.map((event, n) =>
      JSON.stringify({ time: new Date(1.7e12 + n * 1000).toISOString(), ...event }),
    ).join('\n'),
  );
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths: [file] });
  for (const [query, holds] of EXPECTED) {
    const lines = (await rowsOf(open, query)).map(({ line }) => line);
    const wanted = EVENTS.flatMap((event, n) => (holds(event) ? [n + 1] : []));
    expect({ query, lines }).toEqual({ query, lines: wanted });
  }
  const search = { query: 'level:error AND service:payment', fromUs: null, toUs: null };
  const { steps } = await open.store.search(search, new AbortController().signal, () => {});
  expect(steps.map(({ by }) => by)).toEqual(['decided by fields, text unopened']);
});

test('a query on fields of one of several programs in a file finds the same, and opens no text for it', async () => {
  const file = join(testFolder(), 'several.log');
  writeFileSync(
    file,
    EVENTS.flatMap((event, n) => {
      const time = new Date(1.7e12 + n * 1000).toISOString();
      const clock = time.slice(11, 19);
      return [
        JSON.stringify({ time, ...event }),
        `10.0.0.${n % 251} - - [14/Nov/2023:${clock} +0000] "GET /${n} HTTP/1.1" 304 ${n}`,
        `${time.replace('T', ' ').slice(0, 23)} INFO [worker-${n % 20}] com.shop.Call - sent ${n}`,
      ];
    }).join('\n'),
  );
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths: [file] });
  const queries = EXPECTED.filter(([query]) => query.startsWith('service:') || /AND s/.test(query));
  expect(queries.length).toBeGreaterThan(6);
  for (const [query, holds] of queries) {
    const lines = (await rowsOf(open, query)).map(({ line }) => line);
    const wanted = EVENTS.flatMap((event, n) => (holds(event) ? [3 * n + 1] : []));
    expect({ query, lines: lines.toSorted((a, b) => a - b) }).toEqual({ query, lines: wanted });
  }
  for (const query of ['level:error AND service:payment', 'thread:worker-3', 'status:304']) {
    const search = { query, fromUs: null, toUs: null };
    const { steps } = await open.store.search(search, new AbortController().signal, () => {});
    expect([query, ...steps.map(({ by }) => by)]).toEqual([
      query,
      'decided by fields, text unopened',
    ]);
  }
});

/** Lines of text, some of which only the patterns read, and some of which have not all fields. */
const HITS = Array.from({ length: 3500 }, (_, n) => ({
  client: `10.0.${n % 7}.${n % 251}`,
  user: pick(['-', '-', 'anna', 'ben'], n >> 1),
  request:
    n % 19 === 0
      ? '-'
      : `${pick(['GET', 'POST'], (n * 5) >> 2)} /${DEEP_PACKAGE.repeat(2)}${n % 23 === 0 ? 'ü' : n}`,
  status: pick([200, 200, 304, 404, 500], n * 3),
}));

const HIT_QUERIES: readonly [query: string, holds: (hit: (typeof HITS)[number]) => boolean][] = [
  ['status:500', ({ status }) => status === 500],
  ['status:>=400 AND method:POST', (hit) => hit.status >= 400 && hit.request.startsWith('POST')],
  ['NOT method:*', ({ request }) => request === '-'],
  ['user:anna OR status:304', ({ user, status }) => user === 'anna' || status === 304],
  ['NOT user:* AND level:error', ({ user, status }) => user === '-' && status === 500],
];

test('a query on fields of lines of text finds what the records hold', async () => {
  const file = join(testFolder(), 'access.log');
  const lines = HITS.map(({ client, user, request, status }, n) => {
    const time = `01/May/2024:10:${String(Math.trunc(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')} +0000`;
    return `${client} - ${user} [${time}] "${request}" ${status} ${n}`;
  });
  writeFileSync(file, lines.join('\n'));
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths: [file] });
  for (const [query, holds] of HIT_QUERIES) {
    const found = (await rowsOf(open, query)).map(({ line }) => line);
    const wanted = HITS.flatMap((hit, n) => (holds(hit) ? [n + 1] : []));
    expect({ query, lines: found }).toEqual({ query, lines: wanted });
  }
});

const THINGS = 'order cart user item stock mail price queue cache route lock page'.split(' ');
/** Lines of Java, every fifth with a trace of its own: more kinds in a block than those of one line. */
const CALLS = Array.from({ length: 5000 }, (_, n) => ({
  level: n % 5 === 0 ? 'ERROR' : pick(['INFO', 'WARN'], n >> 1),
  thread: `worker-${(n * 7) % 20}`,
  said: `${pick(THINGS, n)} ${pick(['lost', 'kept', 'sent'], n >> 4)} ${n}`,
  frames:
    n % 5 === 0
      ? [1, 2].map(
          (at) => `\n\tat com.shop.${pick(THINGS, (n >> 3) * at)}.Call.run(Call.java:${at})`,
        )
      : [],
}));

const CALL_QUERIES: readonly [query: string, holds: (call: (typeof CALLS)[number]) => boolean][] = [
  ['level:error AND thread:worker-15', (c) => c.level === 'ERROR' && c.thread === 'worker-15'],
  ['thread:worker-3 AND NOT level:info', (c) => c.thread === 'worker-3' && c.level !== 'INFO'],
  ['thread:worker-5 AND lost', (c) => c.thread === 'worker-5' && c.said.includes('lost')],
  ['thread:worker-5 OR level:error', (c) => c.thread === 'worker-5' || c.level === 'ERROR'],
  [
    'NOT thread:worker-5 AND /sent \\d+5\\s/',
    (c) => c.thread !== 'worker-5' && c.frames.length > 0 && /sent \d+5$/.test(c.said),
  ],
];

test('a query on fields of records with traces finds what the records hold', async () => {
  const file = join(testFolder(), 'calls.log');
  const lines = CALLS.map(({ level, thread, said, frames }, n) => {
    const time = new Date(1.7e12 + n * 1000).toISOString().replace('T', ' ').slice(0, 23);
    return `${time} ${level.padEnd(5)} [${thread}] ${DEEP_PACKAGE}Call - ${said}${frames.join('')}`;
  });
  writeFileSync(file, lines.join('\n'));
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths: [file] });
  for (const [query, holds] of CALL_QUERIES) {
    const found = (await rowsOf(open, query)).map(({ message }) => message.split('\n')[0]);
    const wanted = CALLS.flatMap((call) => (holds(call) ? [call.said] : []));
    expect({ query, found }).toEqual({ query, found: wanted });
  }
  const search = { query: 'level:error AND thread:worker-15', fromUs: null, toUs: null };
  const { steps } = await open.store.search(search, new AbortController().signal, () => {});
  expect(steps.map(({ by }) => by)).toEqual(['decided by fields, text unopened']);
});

test('a view that one lets go of stays with who else asked for the same', async () => {
  const file = join(testFolder(), 'events.log');
  writeFileSync(file, '{"time":"2024-05-01T10:00:00Z","level":"error","msg":"one"}\n');
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths: [file] });
  const search = { query: 'one', fromUs: null, toUs: null };
  const asked = () => open.store.search(search, new AbortController().signal, () => {});
  const [page, other] = [await asked(), await asked()];
  expect(other.viewId).toBe(page.viewId);
  await open.store.forget(other.viewId);
  expect((await open.store.rows(page.viewId, 'asc', 0, 10)).rows).toHaveLength(1);
  await open.store.forget(page.viewId);
  await expect(open.store.rows(page.viewId, 'asc', 0, 10)).rejects.toMatchObject({
    code: 'VIEW_GONE',
  });
});

test('what is decided of a value holds for its field alone', async () => {
  const folder = testFolder();
  const lines = (field: string): string =>
    Array.from({ length: 300 }, (_, n) =>
      JSON.stringify({
        time: new Date(1.7e12 + n * 1000).toISOString(),
        level: 'info',
        [field]: pick(['up', 'down', 'gone'], n * 7),
        msg: 'checked the door',
      }),
    ).join('\n');
  const files = ['service', 'host'].map((field) => {
    writeFileSync(join(folder, `${field}.log`), lines(field));
    return join(folder, `${field}.log`);
  });
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths: files });
  for (const [query, total] of [
    ['service:up OR host:down', 200],
    ['service:up OR host:up', 200],
    ['service:up', 100],
    ['NOT service:up', 500],
  ] as const) {
    expect([query, (await rowsOf(open, query)).length]).toEqual([query, total]);
  }
});
