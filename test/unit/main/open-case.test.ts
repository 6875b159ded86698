import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BUILT_THREADS } from '../built-threads.ts';
import { verifyCase } from '../../../main/evidence/index.ts';
import { Failure } from '#shared/model/failure.ts';
import { readFormatFile } from '../../../main/ingest/formats/index.ts';
import { openCase, type CaseEvent } from '../../../main/open-case.ts';
import { expectSound, rowsOf, testCase, testFolder, textOf } from './case-in-folder.ts';

const LINES = [
  '2024-05-01 10:00:00,123 INFO [main] shop.Api: started',
  '2024-05-01 10:00:01,456 ERROR [main] shop.Api: cannot connect to 10.0.0.7',
  'java.net.ConnectException: refused',
  '\tat shop.Db.open(Db.java:12)',
  '\tat shop.Api.main(Api.java:3)',
  '2024-05-01 10:00:02,000 WARN [main] shop.Api: retrying',
];
const PLAIN = LINES.join('\n');

/** Reads files into a case and gives it with its sources. */
async function read(files: Record<string, Buffer | string>) {
  const folder = testFolder();
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(logs, name), content);
  const { open, key } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [logs] });
  return { open, key, folder, logs };
}

describe('what is read', () => {
  test.each([
    ['LF', PLAIN + '\n', PLAIN],
    ['no newline at the end', PLAIN, PLAIN],
    ['CRLF', LINES.join('\r\n') + '\r\n', LINES.join('\r\n')],
    ['gzip', gzipSync(PLAIN), PLAIN],
    ['zstd', zstdCompressSync(Buffer.from(PLAIN)), PLAIN],
    ['UTF-16 with a mark', Buffer.from('\ufeff' + PLAIN, 'utf16le'), PLAIN],
    ['UTF-8 with a mark', Buffer.from('\ufeff' + PLAIN), PLAIN],
  ])('%s: every line is in a record, no record lost or invented', async (_name, content, text) => {
    const { open } = await read({ 'app.log': content });
    const [source] = open.sources();
    expect(source).toMatchObject({
      state: 'done',
      format: 'log4j',
      lines: 6,
      records: 3,
      unparsed: 0,
    });
    expect((await textOf(open, 1)).replaceAll('\r\n', '\n')).toBe(text.replaceAll('\r\n', '\n'));
    const rows = await rowsOf(open);
    expect(rows.map(({ level, line, lines }) => [level, line, lines])).toEqual([
      ['info', 1, 1],
      ['error', 2, 4],
      ['warning', 6, 1],
    ]);
    expect((await open.issues()).map(({ title }) => title)).toEqual([
      'ConnectException in Db.open',
    ]);
  });

  test('Latin-1, NUL bytes, an empty file, a line of 20 MB, a binary file', async () => {
    const { open } = await read({
      'empty.log': '',
      'latin1.log': Buffer.from(
        '2024-05-01 10:00:00,123 INFO [m] a.B: gr\u00fc\u00dfe\n'.repeat(3),
        'latin1',
      ),
      'long.log': `2024-05-01 10:00:00,000 INFO [m] a.B: first\n${'x'.repeat(20_000_000)}\n2024-05-01 10:00:02,000 INFO [m] a.B: last\n`,
      'nul.log': '2024-05-01 10:00:00,123 INFO [m] a.B: torn\0\0\0write\n'.repeat(40),
      'picture.png': Buffer.concat([
        Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
        Buffer.alloc(5000, 7),
        Buffer.alloc(5000),
      ]),
    });
    const facts = open
      .sources()
      .map(({ path, lines, state, encoding }) => [path.split('/').at(-1), lines, state, encoding]);
    expect(facts).toEqual([
      ['empty.log', 0, 'done', 'utf-8'],
      ['latin1.log', 3, 'done', 'latin1'],
      ['long.log', 3, 'done', 'utf-8'],
      ['nul.log', 40, 'done', 'utf-8'],
    ]);
    expect((await rowsOf(open, 'gr\u00fc\u00dfe')).length).toBe(3);
    expect((await rowsOf(open, 'last')).map(({ line }) => line)).toEqual([3]);
    expect((await open.skipped()).map(({ code }) => code)).toEqual(['FILE_BINARY']);
  });

  test('a truncated gzip keeps what was good and says so; the rest goes on', async () => {
    const big = Array.from(
      { length: 40_000 },
      (_, i) => `2024-05-01 10:00:00,123 INFO [m] a.B: line ${i} ${Math.sin(i)}`,
    ).join('\n');
    const { open } = await read({
      'cut.log.gz': gzipSync(big).subarray(0, 200_000),
      'good.log': PLAIN,
    });
    const [cut, good] = open.sources();
    expect(cut?.error?.code).toBe('ARCHIVE_TRUNCATED');
    expect(cut?.error?.message).toContain('cut.log.gz');
    expect(cut?.records).toBeGreaterThan(1000);
    expect(good).toMatchObject({ state: 'done', records: 3 });
  });

  test.skipIf(process.getuid?.() === 0)('an unreadable file is named', async () => {
    const folder = testFolder();
    const file = join(folder, 'secret.log');
    writeFileSync(file, PLAIN);
    chmodSync(file, 0);
    const { open } = await testCase(folder);
    await open.read({ kind: 'paths', paths: [file] });
    expect((await open.skipped())[0]).toMatchObject({ path: file, code: 'FILE_UNREADABLE' });
  });

  test('a date without a year rolls over at New Year and is never after the file', async () => {
    const folder = testFolder();
    const file = join(folder, 'syslog');
    writeFileSync(file, 'Dec 31 23:59:58 web sshd[1]: last\nJan  1 00:00:01 web sshd[1]: first\n');
    const { utimesSync } = await import('node:fs');
    utimesSync(file, new Date('2025-01-02T00:00:00Z'), new Date('2025-01-02T00:00:00Z'));
    const { open } = await testCase(folder);
    await open.read({ kind: 'paths', paths: [file] });
    const times = (await rowsOf(open)).map(({ time }) =>
      new Date((time?.us ?? 0) / 1000).toISOString(),
    );
    expect(times).toEqual(['2024-12-31T23:59:58.000Z', '2025-01-01T00:00:01.000Z']);
  });
});

test('an override is read again in the place of the old, and the journal has it', async () => {
  const { open } = await read({ 'app.log': PLAIN });
  await open.override(1, { format: null, zone: 'Europe/Berlin', encoding: null });
  const [source] = open.sources();
  expect(source).toMatchObject({ state: 'done', records: 3, zoneOverride: 'Europe/Berlin' });
  const [first] = await rowsOf(open);
  expect(new Date((first?.time?.us ?? 0) / 1000).toISOString()).toBe('2024-05-01T08:00:00.123Z');
  await open.override(1, { format: 'generic', zone: null, encoding: null });
  expect((await rowsOf(open)).length).toBeGreaterThan(0);
  await expectSound(open);
  const kinds = (await open.journalList(null, 100)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'source.changed')).toHaveLength(2);
  await open.removeSource(1);
  expect(await rowsOf(open)).toEqual([]);
});

test('a search for an issue that was asked before the records were folded is right once they are', async () => {
  const { open, key } = await read({ 'app.log': PLAIN });
  const query = `issue:${(await open.issues())[0]?.key ?? ''}`;
  expect(await rowsOf(open, query)).toHaveLength(1);
  await open.close();
  const again = await openCase({ path: open.path, key, signer: null, created: null }, () => {});
  try {
    await rowsOf(again, query);
    await again.issues();
    expect(await rowsOf(again, query)).toHaveLength(1);
  } finally {
    await again.close();
  }
});

/** Log lines with enough entropy for several blocks. */
function manyLines(count: number): string {
  let text = '';
  for (let i = 0; i < count; i++) {
    const at = new Date(Date.UTC(2024, 0, 1) + i * 250)
      .toISOString()
      .replace('T', ' ')
      .replace('Z', '')
      .replace('.', ',');
    text += `${at} ${i % 50 === 0 ? 'ERROR' : 'INFO'} [w${i % 7}] shop.Api: order ${(i * 2_654_435_761) % 1_000_003} took ${i % 977} ms\n`;
  }
  return text;
}

test('stopped and gone on with, it ends as if it had not been stopped', async () => {
  const text = manyLines(800_000);
  const { open, folder } = await read({});
  const file = join(folder, 'big.log');
  writeFileSync(file, text);
  const reading = open.read({ kind: 'paths', paths: [file] });
  while ((open.progress()?.records ?? 0) === 0) await wait(5);
  const atCancel = open.progress()?.records ?? 0;
  await open.cancelReading();
  await reading;
  expect(open.sources()[0]?.state).toBe('cancelled');
  // What was waiting is dropped: of sixteen blocks those come that were on their way when it was last told how far it is.
  expect(open.sources()[0]?.records).toBeLessThan(atCancel + 300_000);
  await open.resume();
  expect(open.sources()[0]).toMatchObject({ state: 'done', records: 800_000, lines: 800_000 });
  expect((await rowsOf(open, 'level:error')).length).toBe(16_000);
  expect(open.sources()[0]?.sha256).toHaveLength(64);
});

test('a source that was taken in but not begun is read when reading goes on', async () => {
  const { open, folder } = await read({});
  const file = join(folder, 'late.log');
  writeFileSync(file, PLAIN);
  const origin = JSON.stringify({ kind: 'file', file, members: [] });
  await open.append({
    kind: 'source.added',
    payload: { source: 'late', path: file, origin, size: PLAIN.length, mtimeUs: Date.now() * 1000 },
  });
  await open.read({ kind: 'paths', paths: [] });
  expect(open.sources()[0]?.state).toBe('waiting');
  await open.resume();
  expect(open.sources()[0]).toMatchObject({ state: 'done', records: 3, lines: 6 });
});

const SECRET_LINE = 'swordfish-9471 is the word nobody may read';

/** Every file of a folder that holds a text, as it is or encoded. */
function filesWith(folder: string, text: string): string[] {
  const needles = [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    Buffer.from(Buffer.from(text).toString('base64').slice(4, 40)),
    Buffer.from(Buffer.from(text).toString('hex')),
  ];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .filter((path) => needles.some((needle) => readFileSync(path).includes(needle)));
}

test('killed at any moment, the case opens with whole steps, goes on, and nothing stands in clear', async () => {
  const folder = testFolder();
  const logs = join(folder, 'logs');
  const cases = join(folder, 'cases');
  mkdirSync(logs);
  mkdirSync(cases);
  writeFileSync(
    join(logs, 'big.log'),
    manyLines(150_000).replaceAll('shop.Api: order 1', `shop.Api: ${SECRET_LINE} order 1`),
  );
  const child = join(import.meta.dirname, 'ingest-child.ts');
  // Before anything is read, after the first committed step of a reading, and of one that went on.
  for (const said of ['reading', /^[1-9]\d* records/, /^[1-9]\d* records/]) {
    const victim = spawn(process.execPath, [...BUILT_THREADS, child, cases, logs], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: victim.stdout })) {
      // A victim may be done before it is noticed that it has begun.
      if (line === 'done' || (typeof said === 'string' ? line === said : said.test(line))) break;
    }
    const gone = once(victim, 'exit');
    victim.kill('SIGKILL');
    await gone;
    expect(filesWith(cases, SECRET_LINE)).toEqual([]);
    expect(filesWith(cases, 'a pin that says banana')).toEqual([]);
  }
  const key = readFileSync(join(folder, 'cases', 'key.test'));
  const open = await openCase(
    { path: join(cases, 'killed.eiq'), key, signer: null, created: null },
    () => {},
  );
  try {
    await expectSound(open);
    await open.resume();
    const [source] = open.sources();
    expect(source).toMatchObject({ state: 'done', records: 150_000, lines: 150_000 });
    expect((await rowsOf(open, 'level:error')).length).toBe(3000);
    expect(filesWith(cases, SECRET_LINE)).toEqual([]);
  } finally {
    await open.close();
  }
});

const TILDE = JSON.stringify({
  tilde_log: {
    regex: {
      std: {
        pattern:
          '^(?<timestamp>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)~(?<level>\\w+)~(?<oven>\\w+)~(?<body>.*)~end$',
      },
    },
  },
});

test("a case that was read with the analyst's own format is read the same without it", async () => {
  const own = readFormatFile(TILDE, []).formats.map(({ definition }) => definition);
  const folder = testFolder();
  const log = join(folder, 'ovens.log');
  writeFileSync(
    log,
    '2024-03-05 10:00:00~ERROR~north~cold~end\n2024-03-05 10:00:01~INFO~south~warm~end\n',
  );
  const { open, key } = await testCase(folder, 'UTC', own);
  await open.read({ kind: 'paths', paths: [log] });
  expect(open.sources()).toMatchObject([{ format: 'tilde-log', records: 2, unparsed: 0 }]);
  await open.close();
  const again = await openCase({ path: open.path, key, signer: null, created: null }, () => {});
  try {
    const rows = await rowsOf(again, 'oven:north');
    expect(rows).toMatchObject([{ level: 'error', message: 'cold' }]);
    // Its format is not at hand any more, and yet the source can be read again with it.
    await again.override(1, { format: null, zone: '+02:00', encoding: null });
    const [first] = await rowsOf(again, 'oven:north');
    expect(first?.time?.us).toBe(Date.UTC(2024, 2, 5, 8) * 1000);
    await again.override(1, { format: 'generic', zone: null, encoding: null });
    expect(await rowsOf(again, 'oven:north')).toEqual([]);
  } finally {
    await again.close();
  }
});

test('a case that does not open says why: another key, or cut short', async () => {
  const { open, key } = await testCase(testFolder());
  await open.close();
  const opening = (path: string, given: Buffer) =>
    openCase({ path, key: given, signer: null, created: null }, () => {});
  await expect(opening(open.path, randomBytes(32))).rejects.toMatchObject({
    code: 'CASE_KEY_WRONG',
    details: { path: open.path },
  });
  const short = `${open.path}.short`;
  writeFileSync(short, readFileSync(open.path).subarray(0, 200));
  await expect(opening(short, key)).rejects.toThrow(short);
  await expect(opening(short, key)).rejects.not.toMatchObject({ code: 'CASE_THREAD_DIED' });
});

test('bytes that were flipped in what a search reads are told with the name of the file', async () => {
  const folder = testFolder();
  const log = join(folder, 'app.log');
  // Numbers without an end, so that blocks are many pages; no word of it is known from a header.
  const line = (i: number): string =>
    `2024-05-01 10:00:00,123 INFO [main] shop.Api: order ${createHash('sha256').update(`${i}`).digest('hex')} is paid`;
  writeFileSync(log, Array.from({ length: 20_000 }, (_, i) => line(i)).join('\n'));
  const { open, key } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [log] });
  await open.close();
  const bytes = readFileSync(open.path);
  // One in every page of an eighth of the file: which of them holds a block is SQLite's to say.
  const from = Math.floor((bytes.length * 3) / 4);
  for (let at = from; at < from + bytes.length / 8; at += 4096) bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(open.path, bytes);
  const again = await openCase({ path: open.path, key, signer: null, created: null }, () => {});
  try {
    await expect(rowsOf(again, 'message:/[0-9]{9} is paid$/')).rejects.toMatchObject({
      code: 'CASE_DAMAGED',
      message: expect.stringContaining(open.path),
    });
    await expect(verifyCase(again, new AbortController().signal)).rejects.toMatchObject({
      code: 'CASE_DAMAGED',
      message: expect.stringMatching(
        /the records \("block_part", records [\d,]+ to [\d,]+ of .*app\.log/,
      ),
    });
  } finally {
    await again.close();
  }
});

test('the pieces of a line that is too long for one record stand at the time of the record', async () => {
  const words = 'north south '.repeat(1_500_000);
  const { open } = await read({
    'long.log': `2024-05-01 10:00:00 INFO first\n2024-05-01 10:00:01 ERROR payload ${words}needle\n2024-05-01 10:00:02 INFO last\n`,
  });
  const rows = await rowsOf(open);
  expect(rows.map(({ time, level }) => [time?.us, level])).toEqual([
    [Date.UTC(2024, 4, 1, 10, 0, 0) * 1000, 'info'],
    [Date.UTC(2024, 4, 1, 10, 0, 1) * 1000, 'error'],
    [Date.UTC(2024, 4, 1, 10, 0, 1) * 1000, 'unknown'],
    [Date.UTC(2024, 4, 1, 10, 0, 2) * 1000, 'info'],
  ]);
  expect(await rowsOf(open, 'needle AND time:2024-05-01T10\\:00\\:01')).toHaveLength(1);
});

test('a case whose records cannot be folded says so, and does not say that it has no issues', async () => {
  const { open, key } = await read({ 'app.log': PLAIN });
  await open.close();
  const bytes = readFileSync(open.path);
  const events: CaseEvent[] = [];
  const opening = async () => {
    events.length = 0;
    return openCase({ path: open.path, key, signer: null, created: null }, (event) => {
      events.push(event);
    });
  };
  // Pages from the end on, until one is what folding reads: where it lies is SQLite's to say.
  for (let at = bytes.length - 4096 + 1500; at > 16 * 4096; at -= 4096) {
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(open.path, bytes);
    const again = await opening();
    const answer = await again.issues().catch((error: unknown) => error);
    const listed = await again.templates().catch((error: unknown) => error);
    await again.close();
    if (Array.isArray(answer)) continue;
    expect(answer).toMatchObject({ code: 'CASE_DAMAGED' });
    expect(listed).toMatchObject({ code: 'CASE_DAMAGED' });
    expect(events.filter(({ type }) => type === 'failure')).toEqual([
      { type: 'failure', failure: expect.objectContaining({ code: 'CASE_DAMAGED' }) },
    ]);
    return;
  }
  expect.unreachable('no page of the case is read to fold it');
}, 60_000);

test('a case with one changed byte on any of its first pages says that it is damaged, or opens', async () => {
  const { open, key } = await read({ 'app.log': PLAIN });
  await open.close();
  const whole = readFileSync(open.path);
  const told = new Set<string>();
  for (let at = 4096 + 1500; at < 16 * 4096; at += 4096) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(open.path, bytes);
    try {
      const again = await openCase({ path: open.path, key, signer: null, created: null }, () => {});
      await again.close();
      told.add('opens');
    } catch (error) {
      expect(error).toMatchObject({ message: expect.stringContaining(open.path) });
      told.add(error instanceof Failure ? error.code : String(error));
    }
  }
  expect([...told].sort()).toEqual(['CASE_DAMAGED', 'CASE_KEY_WRONG', 'opens']);
}, 60_000);
