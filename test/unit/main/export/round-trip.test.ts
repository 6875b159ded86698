import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatTimeUtc } from '#shared/model/record.ts';
import { createFileSink, exportCase } from '../../../../main/export/index.ts';
import type { OpenCase } from '../../../../main/open-case.ts';
import { expectSound, rowsOf, testCase, testFolder } from '../case-in-folder.ts';

const LOGS: Readonly<Record<string, readonly string[]>> = {
  // Fields of their own under the names that the export gives to something else, dots, kinds of values, digits of the second.
  'api.log': [
    '{"ts":"2024-05-01T10:00:00.123456789Z","severity":"NOTICE","msg":"a \\"quoted\\" one\\nof two lines","source":"db","line":3,"template":7}',
    '{"ts":"2024-05-01T10:00:01Z","severity":"FATAL","msg":"","disk":{"used":0.91,"name":null},"tags":["a","b"],"ok":false}',
    '{"ts":"2024-05-01T10:00:02.5Z","severity":"whatever","msg":"größer 😀","fields":{"x":1},"user":"7"}',
  ],
  'db.log': [
    '2024-05-01 10:00:00,123 ERROR [main] a.Db: lost',
    'java.io.IOException: no',
    '\tat a.Db.run(Db.java:7)',
    '2024-05-01 10:00:03,000 WARN  [main] a.Db: slow 7',
  ],
  'access.log': [
    '192.0.2.7 - - [01/May/2024:12:00:00 +0200] "GET /cart?id=7 HTTP/1.1" 502 512 "-" "curl/8"',
    '192.0.2.8 - - [01/May/2024:12:00:01 +0200] "GET / HTTP/1.1" 200 17 "-" "curl/8"',
  ],
  'notes.txt': ['nobody knows when', 'nor what this was'],
};

async function readInto(folder: string, path: string): Promise<OpenCase> {
  mkdirSync(folder);
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [path] });
  return open;
}

async function exportTo(open: OpenCase, path: string, zone: string): Promise<void> {
  await exportCase(
    open,
    {
      query: '',
      fromUs: null,
      toUs: null,
      part: { by: 'query' },
      format: 'jsonl',
      order: 'file',
      zone,
      columns: null,
      formulaSafe: false,
    },
    await createFileSink(path),
    new AbortController().signal,
    () => {},
  );
}

/** All records with what was in them; `passedOn`: where they first came from stands among their fields. */
async function recordsOf(open: OpenCase, passedOn: boolean) {
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  const texts = new Map((await open.templates()).map(({ id, text }) => [id, text]));
  const rows = await rowsOf(open);
  const records = await Promise.all(
    rows.map(async ({ ref, time, level, line, templateId }) => {
      const { message, fields: list } = await open.store.record(ref);
      const {
        'exported.source': source,
        'exported.line': at,
        ...rest
      } = Object.fromEntries(list.map(({ name, value }) => [name, value]));
      const { 'exported.template': template, ...fields } = rest;
      const from = passedOn
        ? { source, line: at, template }
        : { source: paths.get(ref.sourceId), line, template: texts.get(templateId) };
      return { ...from, time: time === null ? null : formatTimeUtc(time), level, message, fields };
    }),
  );
  const place = ({ source, line }: (typeof records)[number]): string => `${source}:${line}`;
  return records.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}

test('JSON lines of an export, read again, are the records that were exported', async () => {
  const folder = testFolder();
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  for (const [name, lines] of Object.entries(LOGS)) {
    writeFileSync(join(logs, name), `${lines.join('\n')}\n`);
  }
  const first = await readInto(join(folder, '1'), logs);
  const records = await recordsOf(first, false);
  expect(records.length).toBe(9);

  let from = first;
  // What came from an export goes out again: it still says where it first came from.
  for (const [turn, zone] of ['UTC', 'Asia/Kathmandu'].entries()) {
    const path = join(folder, `export-${turn}.jsonl`);
    await exportTo(from, path, zone);
    from = await readInto(join(folder, `again-${turn}`), path);
    const [source] = from.sources();
    expect(source).toMatchObject({ format: 'error-iq-json', records: 9, unparsed: 0, others: [] });
    expect(await recordsOf(from, true)).toEqual(records);
    await expectSound(from);
  }

  const refs = async (query: string) => (await rowsOf(from, query)).map(({ message }) => message);
  expect(await refs('source:db')).toEqual([]);
  expect((await refs('disk.used:>0.9')).length).toBe(1);
  expect(await refs('exported.source:*notes* AND exported.line:2')).toEqual(['nor what this was']);
  expect((await refs('status:502 AND level:error')).length).toBe(1);
}, 60_000);
