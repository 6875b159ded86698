import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import {
  createFileSink,
  createStreamSink,
  exportCase,
  type ExportRequest,
} from '../../../../main/export/index.ts';
import type { OpenCase } from '../../../../main/open-case.ts';
import { readCsv } from '../../read-csv.ts';
import { expectSound, rowsOf, testCase, testFolder } from '../case-in-folder.ts';

const REQUEST: ExportRequest = {
  query: '',
  fromUs: null,
  toUs: null,
  part: { by: 'query' },
  format: 'jsonl',
  order: 'time',
  zone: 'UTC',
  columns: null,
  formulaSafe: false,
};

/** Two logs whose times alternate, one of them out of order, with lines that belong to records, CRLF and no last line end. */
async function caseOf(records: number) {
  const folder = testFolder();
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const at = (second: number): string =>
    new Date(Date.UTC(2026, 2, 12, 14) + second * 1000).toISOString();
  const api = Array.from({ length: records }, (_, i) =>
    JSON.stringify({
      time: at(i % 7 === 0 ? Math.max(0, i - 3) : i),
      level: i % 5 === 0 ? 'error' : 'info',
      msg: `order ${i}, "quoted"`,
      user: `u${i % 11}`,
      ...(i === records - 1 ? { late: '=1+1' } : {}),
    }),
  );
  const db = Array.from(
    { length: records },
    (_, i) =>
      `${at(i).replace('T', ' ').replace('Z', '').replace('.', ',')} WARN [main] a.Db: slow ${i}\r\n\tat a.Db.run(Db.java:${i})`,
  );
  writeFileSync(join(logs, 'api.log'), api.join('\n') + '\n');
  writeFileSync(join(logs, 'db.log'), db.join('\r\n'));
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [logs] });
  return { open, folder, logs };
}

async function exported(open: OpenCase, folder: string, change: Partial<ExportRequest>) {
  const path = join(folder, 'out');
  const done = await exportCase(
    open,
    { ...REQUEST, ...change },
    await createFileSink(path),
    new AbortController().signal,
    () => {},
  );
  return { text: readFileSync(path, 'utf8'), ...done };
}

const jsonOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('the timeline has every record in its order, whatever the format', async () => {
  // More than a page, so that what several threads write is put together.
  const { open, folder } = await caseOf(9000);
  const rows = await rowsOf(open);
  const written = await exported(open, folder, {});
  expect(written.records).toBe(18_000);
  const records = jsonOf(written.text);
  expect(records.map(({ message, line, level }) => [message, line, level])).toEqual(
    rows.map(({ message, line, level }) => [message, line, level]),
  );
  const csv = readCsv((await exported(open, folder, { format: 'csv' })).text);
  const [head = [], ...cells] = csv;
  expect(head.slice(0, 6)).toEqual(['time', 'level', 'source', 'line', 'message', 'template']);
  // The one record at the very end that has it gave the table its column.
  expect(head).toContain('late');
  expect(cells.map((row) => [row[0], row[4], row[head.indexOf('user')]])).toEqual(
    records.map(({ time, message, fields }) => [time, message, fields.user ?? '']),
  );
  const sketch = jsonOf((await exported(open, folder, { format: 'timesketch' })).text);
  const times = sketch.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Date(times[0] / 1000).toISOString()).toBe('2026-03-12T14:00:00.000Z');
}, 60_000);

test('what has no time has none when it comes back from Timesketch', async () => {
  const folder = testFolder();
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  writeFileSync(join(logs, 'plain.log'), 'one\nERROR two\n');
  const timed = '{"time":"2026-03-12T14:00:00.000Z","level":"info","msg":"timed"}';
  writeFileSync(join(logs, 'api.log'), `${timed}\n{"level":"warn","msg":"between"}\n${timed}\n`);
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [logs] });
  const { text } = await exported(open, folder, { format: 'timesketch' });
  const again = testFolder();
  writeFileSync(join(again, 'sketch.jsonl'), text);
  const { open: other } = await testCase(again);
  await other.read({ kind: 'paths', paths: [join(again, 'sketch.jsonl')] });
  expect(other.sources()[0]).toMatchObject({ format: 'timesketch-json', records: 5, unparsed: 0 });
  const told = ({ message, level, time }: Awaited<ReturnType<typeof rowsOf>>[number]) =>
    JSON.stringify([message, level, time?.us ?? null]);
  expect((await rowsOf(other)).map(told).toSorted()).toEqual(
    (await rowsOf(open)).map(told).toSorted(),
  );
  expect(other.sources()[0]?.toUs).toBe(Date.UTC(2026, 2, 12, 14) * 1000);
}, 60_000);

test('in the order of files the text is that of the files, byte for byte', async () => {
  const { open, folder, logs } = await caseOf(300);
  const whole = readFileSync(join(logs, 'db.log'), 'utf8');
  const file = { format: 'text', order: 'file', query: 'source:db.log' } as const;
  expect((await exported(open, folder, file)).text).toBe(`${whole}\n`);
  const both = await exported(open, folder, { format: 'text', order: 'file' });
  expect(both.text).toBe(`${readFileSync(join(logs, 'api.log'), 'utf8')}${whole}\n`);
  // What is chosen by level alone stays in the order of the file, which is not that of time.
  const errors = await exported(open, folder, { order: 'file', query: 'level:error' });
  const lines = jsonOf(errors.text).map(({ line }) => line);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  expect(lines.length).toBe(60);
});

test('what left is noted with its hash, the journal stays in order; columns are those that were chosen', async () => {
  const { open, folder } = await caseOf(50);
  const { text, sha256, bytes } = await exported(open, folder, { query: 'level:error' });
  expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
  const [entry] = await open.journalList(null, 1);
  expect(entry).toMatchObject({
    kind: 'case.exported',
    payload: {
      query: 'level:error',
      format: 'jsonl',
      records: 10,
      bytes,
      sha256,
      file: 'out',
      complete: true,
    },
  });
  await expectSound(open);

  // Chosen columns, and a query that finds nothing.
  const chosen = { format: 'csv', columns: ['user', 'time', 'nowhere'] } as const;
  const [head, first] = readCsv(
    (await exported(open, folder, { ...chosen, query: 'user:u1' })).text,
  );
  expect(head).toEqual(['user', 'time', 'nowhere']);
  expect(first).toEqual(['u1', '2026-03-12T14:00:01.000Z', '']);
  expect((await exported(open, folder, { query: 'xyzzy' })).text).toBe('');
  expect((await exported(open, folder, { format: 'csv', query: 'xyzzy' })).text).toBe(
    'time,level,source,line,message,template\r\n',
  );
});

test('rows that are selected and records that are pinned leave alone, and the journal says so', async () => {
  const { open, folder } = await caseOf(9000);
  const rows = await rowsOf(open, 'level:error');
  const messages = (text: string) => jsonOf(text).map(({ message }) => message);
  for (const [order, start, count] of [
    ['asc', 0, 1],
    ['asc', 700, 900],
    ['desc', 0, 5],
    ['desc', 1790, 1000],
  ] as const) {
    const part = { by: 'rows', order, start, count } as const;
    const { text } = await exported(open, folder, { query: 'level:error', part });
    const shown = order === 'asc' ? rows : rows.toReversed();
    const wanted = shown.slice(start, start + count).map(({ message }) => message);
    expect(messages(text)).toEqual(order === 'asc' ? wanted : wanted.toReversed());
  }
  const all = await rowsOf(open);
  const pins = [all[17_000], all[3], all[4321]].flatMap((row) => row ?? []);
  const records = await open.cite(pins.map(({ ref }) => ref));
  for (const [i, record] of records.entries()) {
    await open.append({ kind: 'pin.added', payload: { id: `${i}`, record, note: '' } });
  }
  const { text } = await exported(open, folder, { query: 'xyzzy', part: { by: 'pinned' } });
  expect(messages(text)).toEqual([3, 4321, 17_000].map((row) => all[row]?.message));
  expect((await open.journalList(null, 1))[0]).toMatchObject({ payload: { only: 'pinned' } });
}, 60_000);

test('cancelled, it leaves nothing behind: no file, no entry, and what stood there stands', async () => {
  const { open, folder } = await caseOf(9000);
  const path = join(folder, 'out');
  writeFileSync(path, 'of yesterday');
  const before = readdirSync(folder).toSorted();
  const stop = new AbortController();
  const running = exportCase(
    open,
    REQUEST,
    await createFileSink(path),
    stop.signal,
    ({ phase }) => {
      if (phase === 'writing') stop.abort();
    },
  );
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(readdirSync(folder).toSorted()).toEqual(before);
  expect(readFileSync(path, 'utf8')).toBe('of yesterday');
  const [entry] = await open.journalList(null, 1);
  expect(entry?.kind).toBe('custody.intake');

  // A reader that goes away: what it took is noted as incomplete.
  const reader = new PassThrough();
  const hash = createHash('sha256');
  reader.once('data', (bytes) => {
    hash.update(bytes);
    reader.destroy();
  });
  const sink = createStreamSink(reader, 'records.jsonl');
  const taking = exportCase(open, REQUEST, sink, new AbortController().signal, () => {});
  await expect(taking).rejects.toMatchObject({ code: 'CANCELLED' });
  expect((await open.journalList(null, 1))[0]).toMatchObject({
    kind: 'case.exported',
    payload: { complete: false, file: 'records.jsonl' },
  });
}, 60_000);

test('a full disk and a folder that is not there say which file', async () => {
  const { open, folder } = await caseOf(20);
  await expect(createFileSink(join(folder, 'none', 'x.csv'))).rejects.toMatchObject({
    code: 'FILE_NOT_WRITABLE',
    message: expect.stringContaining(join(folder, 'none', 'x.csv')),
  });
  // A stream whose every write fails as on a full disk.
  const full = new PassThrough({
    transform(_bytes, _encoding, done) {
      done(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    },
  });
  const sink = createStreamSink(full, null);
  await expect(
    exportCase(open, REQUEST, sink, new AbortController().signal, () => {}),
  ).rejects.toMatchObject({ code: 'DISK_FULL' });
});
