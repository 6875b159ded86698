import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { OpenCase } from '../../../main/open-case.ts';
import { rowsOf, testCase, testFolder } from './case-in-folder.ts';
import { madeChunk, madeLog } from './ingest/intake/evtx-builder.ts';

async function read(files: Record<string, Buffer | string>): Promise<{
  open: OpenCase;
  folder: string;
}> {
  const folder = testFolder();
  const paths = Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  });
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths });
  return { open, folder };
}

/** Fields of the only record that a query finds. */
async function fieldsOf(open: OpenCase, query: string): Promise<Record<string, unknown>> {
  const rows = await rowsOf(open, query);
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (row === undefined) throw new Error('nothing found');
  const { fields } = await open.store.record(row.ref);
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
}

const A = '#Software: IIS\n#Version: 1.0\n#Fields: date time cs-method cs-uri-stem sc-status\n';
const B = '#Software: IIS\n#Fields: date time c-ip cs-method cs-uri-stem sc-status\n';

/** An IIS log whose columns change after `count` rows, and then back. */
function iisLog(count: number): string {
  const time = (i: number): string =>
    new Date(Date.UTC(2024, 4, 1) + i * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const rows = (from: number, make: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => `${time(from + i)} ${make(from + i)}\n`).join('');
  return (
    A +
    rows(0, (i) => `GET /a/${i} 200`) +
    A +
    rows(count, (i) => `GET /b/${i} 404`) +
    B +
    rows(2 * count, (i) => `192.0.2.7 POST /c/${i} 500`) +
    A +
    rows(3 * count, (i) => `GET /d/${i} 200`)
  );
}

test('a W3C log is read by the columns in force at each row, and only rows are records', async () => {
  const { open } = await read({ 'u_ex.log': iisLog(50) });
  expect(open.sources()[0]).toMatchObject({
    format: 'iis',
    records: 200,
    lines: 211,
    unparsed: 0,
    state: 'done',
  });
  const rows = await rowsOf(open);
  expect(rows.map(({ line }) => line)).toEqual([
    ...Array.from({ length: 50 }, (_, i) => 4 + i),
    ...Array.from({ length: 50 }, (_, i) => 57 + i),
    ...Array.from({ length: 50 }, (_, i) => 109 + i),
    ...Array.from({ length: 50 }, (_, i) => 162 + i),
  ]);
  expect((await rowsOf(open, 'c-ip:192.0.2.7')).length).toBe(50);
  expect(await fieldsOf(open, '"/c/101"')).toEqual({
    'c-ip': '192.0.2.7',
    'cs-method': 'POST',
    'cs-uri-stem': '/c/101',
    'sc-status': 500,
  });
  expect((await rowsOf(open, '"GET /d/170 200"')).length).toBe(1);
});

test('read again with another format and back, a table is what it was', async () => {
  const { open } = await read({ 'u_ex.log': iisLog(20) });
  const override = { zone: null, encoding: null };
  await open.override(1, { ...override, format: 'generic' });
  expect(open.sources()[0]).toMatchObject({ format: 'generic', lines: 91 });
  await open.override(1, { ...override, format: null });
  expect(open.sources()[0]).toMatchObject({ format: 'iis', records: 80, lines: 91 });
  expect(await fieldsOf(open, '"/c/45"')).toMatchObject({ 'c-ip': '192.0.2.7' });
});

test('stopped and gone on with, a table ends as if it had not been stopped', async () => {
  const { open, folder } = await read({});
  const file = join(folder, 'big.log');
  writeFileSync(file, iisLog(40_000));
  const reading = open.read({ kind: 'paths', paths: [file] });
  while ((open.progress()?.records ?? 0) === 0) await wait(5);
  await open.cancelReading();
  await reading;
  expect(open.sources()[0]?.state).toBe('cancelled');
  await open.resume();
  expect(open.sources()[0]).toMatchObject({ state: 'done', records: 160_000, lines: 160_011 });
  expect((await rowsOf(open, 'c-ip:192.0.2.7 AND "/c/100000"')).length).toBe(1);
});

test('cells hold line ends and marks, through every chunk of a large file', async () => {
  const lines = ['Time,Level,Text,Size'];
  for (let i = 0; i < 60_000; i++) {
    const time = new Date(Date.UTC(2024, 4, 1) + i * 1000).toISOString();
    const text =
      i % 4 === 0 ? `"no. ""${i}""\r\n${time},error,inside"` : `number ${i} and more of it`;
    lines.push(`${time},${i % 4 === 0 ? 'error' : 'info'},${text},${i % 99}`);
  }
  const { open } = await read({ 'big.csv': `\ufeff${lines.join('\r\n')}\r\n` });
  expect(open.sources()[0]).toMatchObject({
    format: 'csv',
    records: 60_000,
    lines: 75_001,
    unparsed: 0,
  });
  expect((await rowsOf(open, 'level:error')).length).toBe(15_000);
  const [row] = await rowsOf(open, '"59996"');
  expect(row).toMatchObject({
    line: 74_997,
    lines: 2,
    message: expect.stringMatching(/^no\. "59996"/),
  });
});

test('what is turned into lines keeps the hash of its own bytes, and is not turned again', async () => {
  const log = madeLog([
    madeChunk([{ id: 7, level: 2, ticks: 133_590_312_011_234_567n, user: 'mona' }]),
  ]);
  const json =
    '{"Records": [\n {"eventTime": "2024-05-01T10:00:00Z", "n": 1},\n {"eventTime": "2024-05-01T10:00:01Z", "n": 2}\n]}\n';
  const { open } = await read({ 'a.evtx': log, 'b.json': json });
  const sources = [...open.sources()].sort((a, b) => a.path.localeCompare(b.path));
  expect(sources).toMatchObject([
    { format: 'windows-event', records: 1, encoding: 'utf-8' },
    { records: 2, lines: 2 },
  ]);
  expect(sources.map(({ sha256 }) => sha256)).toEqual(
    [log, json].map((bytes) => createHash('sha256').update(bytes).digest('hex')),
  );
  for (const { id } of sources) {
    await open.override(id, { format: 'generic', zone: null, encoding: null });
    await open.override(id, { format: null, zone: null, encoding: null });
  }
  expect(open.sources().find(({ path }) => path.endsWith('.evtx'))).toMatchObject({
    format: 'windows-event',
    records: 1,
  });
  expect(await fieldsOf(open, 'EventID:7')).toMatchObject({ 'EventData.User': 'mona' });
});

test('a damaged event log is kept but for its damaged chunk, which is named', async () => {
  const event = { id: 7, level: 2, ticks: 133_590_312_011_234_567n, user: 'mona' };
  const bad = madeChunk([event], 2);
  bad.writeUInt8(0xff, 600);
  const { open } = await read({ 'a.evtx': madeLog([madeChunk([event]), bad]) });
  expect(open.sources()[0]).toMatchObject({ state: 'done', records: 1 });
  expect(await open.skipped()).toMatchObject([{ code: 'EVTX_DAMAGED' }]);
});
