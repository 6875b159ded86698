import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { BUILT_THREADS } from '../built-threads.ts';
import { openCase, type OpenCase } from '../../../main/open-case.ts';
import { expectSound, rowsOf, testCase, testFolder } from './case-in-folder.ts';

const line = (n: number, text = `order ${n}`): string =>
  `2026-04-01 10:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')},000 INFO [main] shop.Api: ${text}\n`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => line(from + i)).join('');

/** Resolves as soon as something holds; what it is asked about changes by itself. */
async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let turn = 0; turn < 1500; turn++) {
    if (await holds()) return;
    await wait(20);
  }
  throw new Error(`it never came: ${what}`);
}

const recordsOf = (open: OpenCase): number =>
  open.sources().reduce((sum, { records }) => sum + records, 0);
async function hasRecords(open: OpenCase, records: number): Promise<void> {
  await until(() => recordsOf(open) === records, `${records} records`);
  await until(() => open.store.timeRange().records === records, `${records} records in the store`);
}
const firstLines = async (open: OpenCase): Promise<string[]> =>
  (await rowsOf(open)).map(({ message }) => message.split('\n')[0] ?? '');
const orders = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `order ${from + i}`);

async function following(content: string) {
  const logs = join(testFolder(), 'logs');
  mkdirSync(logs);
  const file = join(logs, 'app.log');
  writeFileSync(file, content);
  const { open, key } = await testCase(testFolder());
  await open.following.follow([file]);
  return { open, key, file, logs };
}

describe('a file that grows', () => {
  test('its records come to a search that was asked before, a trace stays one, and the view keeps its name', async () => {
    const { open, file } = await following(lines(0, 3));
    const query = { query: 'order', fromUs: null, toUs: null };
    const { signal } = new AbortController();
    const before = await open.store.search(query, signal, () => {});
    appendFileSync(file, `${line(3, 'order 3 failed')}\tat a.B.c(B.java:1)\n`);
    await hasRecords(open, 4);
    appendFileSync(file, `\tat a.D.e(D.java:2)\n${line(4)}`);
    await hasRecords(open, 5);
    await until(() => open.store.timeRange().records === 5, 'the store');
    const after = await open.store.search(query, signal, () => {});
    expect(after).toMatchObject({ viewId: before.viewId, total: 5 });
    const rows = await rowsOf(open, 'failed');
    expect(rows.map(({ lines: count, line: at }) => [at, count])).toEqual([[4, 3]]);
    expect(open.sources()[0]).toMatchObject({ state: 'following', lines: 7, format: 'log4j' });
  });

  test('is read through renaming, copying with truncation, and replacement; nothing twice, nothing lost', async () => {
    const { open, file, logs } = await following(lines(0, 5));
    await hasRecords(open, 5);
    // Who writes to it notices later that it was renamed.
    renameSync(file, join(logs, 'app.log.1'));
    appendFileSync(join(logs, 'app.log.1'), line(5));
    writeFileSync(file, lines(6, 8));
    await hasRecords(open, 8);
    // What was not read when it was truncated stands in the copy.
    appendFileSync(file, line(8));
    copyFileSync(file, join(logs, 'app.log.2'));
    truncateSync(file, 0);
    await hasRecords(open, 9);
    appendFileSync(file, lines(9, 11));
    await hasRecords(open, 11);
    writeFileSync(file, lines(11, 20));
    await hasRecords(open, 20);
    expect(await firstLines(open)).toEqual(orders(0, 20));
    const events = (await open.journalList(null, 50)).flatMap(({ kind, payload }) =>
      kind === 'source.followed' ? [String(payload['event'])] : [],
    );
    const [begun, renamed, ...others] = events.toReversed();
    expect([begun, renamed, others.length]).toEqual(['begun', 'rotated', 2]);
    // Which of them it was depends on when it was looked at.
    expect(['rotated', 'truncated', 'replaced']).toEqual(expect.arrayContaining(others));
  });

  test('a line without an end comes after a second, and is made whole; CRLF and a cut character stay whole', async () => {
    const { open, file } = await following(lines(0, 1));
    const bytes = Buffer.from(line(1, 'caf\u00e9').replace('\n', '\r\n'));
    const cut = bytes.indexOf(0xc3) + 1;
    appendFileSync(file, bytes.subarray(0, cut));
    await hasRecords(open, 2);
    appendFileSync(file, bytes.subarray(cut));
    await until(async () => (await rowsOf(open, 'caf\u00e9')).length === 1, 'the whole line');
    expect(open.sources()[0]).toMatchObject({ records: 2, lines: 2 });
  });

  test('paused it waits, stopped it is done with the hash of all that was read', async () => {
    const { open, file } = await following(lines(0, 2));
    await open.following.pause(1);
    await until(() => open.sources()[0]?.state === 'paused', 'the pause');
    appendFileSync(file, lines(2, 4));
    await wait(600);
    expect(recordsOf(open)).toBe(2);
    await open.following.goOn(1);
    await hasRecords(open, 4);
    await open.following.stop(1);
    await until(() => open.sources()[0]?.state === 'done', 'the end');
    expect(open.sources()[0]?.sha256).toHaveLength(64);
    await expectSound(open);
  });

  test('what it is turns out when there is enough of it: an empty file, then JSON, then all is JSON', async () => {
    const { open, file } = await following('');
    const json = (n: number): string =>
      `{"time":"2026-04-01T10:00:0${n}.000Z","level":"error","msg":"broken ${n}","user":"u${n}"}\n`;
    appendFileSync(file, json(1));
    await hasRecords(open, 1);
    for (let n = 2; n < 8; n++) appendFileSync(file, json(n));
    await hasRecords(open, 7);
    expect(await rowsOf(open, 'user:u5 AND level:error')).toHaveLength(1);
  });

  test('closed and opened again it goes on where it was, through a rotation that nobody saw', async () => {
    const { open, key, file, logs } = await following(lines(0, 5));
    appendFileSync(file, lines(5, 8));
    await hasRecords(open, 8);
    await open.close();
    appendFileSync(file, lines(8, 10));
    renameSync(file, join(logs, 'app.log.1'));
    writeFileSync(file, lines(10, 12));
    const again = await openCase({ path: open.path, key, signer: null, created: null }, () => {});
    try {
      expect(again.sources()[0]?.state).toBe('paused');
      await again.following.goOn(1);
      await hasRecords(again, 12);
      expect(await firstLines(again)).toEqual(orders(0, 12));
    } finally {
      await again.close();
    }
  });
});

describe('what else grows', () => {
  test('a command, both of what it writes and how it ended', async () => {
    const { open } = await testCase(testFolder());
    const script = `console.log(${JSON.stringify(lines(0, 3).trimEnd())}); console.error(${JSON.stringify(line(3).trimEnd())}); process.exitCode = 3`;
    await open.following.followStream({
      kind: 'command',
      command: [process.execPath, '-e', script],
    });
    await hasRecords(open, 4);
    await until(() => open.sources()[0]?.state === 'done', 'the end');
    await open.settled();
    expect((await firstLines(open)).toSorted()).toEqual(orders(0, 4));
    expect((await open.skipped())[0]).toMatchObject({ code: 'COMMAND_FAILED' });
  });

  test('a folder: new files are followed as they appear, what a log was renamed to is not read twice', async () => {
    const folder = testFolder();
    writeFileSync(join(folder, 'a.log'), lines(0, 2));
    const { open } = await testCase(testFolder());
    await open.following.follow([folder], '*.log*');
    await hasRecords(open, 2);
    writeFileSync(join(folder, 'b.log'), lines(10, 13));
    writeFileSync(join(folder, 'c.txt'), lines(20, 23));
    await hasRecords(open, 5);
    renameSync(join(folder, 'a.log'), join(folder, 'a.log.1'));
    writeFileSync(join(folder, 'a.log'), line(3));
    await hasRecords(open, 6);
    expect(open.sources().map(({ path }) => path.split('/').at(-1))).toEqual(['a.log', 'b.log']);
  });

  test('a packed file is refused by name', async () => {
    const file = join(testFolder(), 'a.json');
    writeFileSync(
      file,
      '[\n {"time":"2026-04-01T10:00:00Z","msg":"a"},\n {"time":"2026-04-01T10:00:01Z","msg":"b"}\n]',
    );
    const { open } = await testCase(testFolder());
    let code = '';
    await open.following.follow([file]).catch((error: unknown) => {
      code = error instanceof Error && 'code' in error ? String(error.code) : '';
    });
    expect(code).toBe('FOLLOW_NOT_LINES');
  });
});

test('killed while it follows, it goes on with every record exactly once', async () => {
  const folder = testFolder();
  const file = join(folder, 'app.log');
  writeFileSync(file, '');
  const child = join(import.meta.dirname, 'follow-child.ts');
  let written = 0;
  for (let run = 0; run < 3; run++) {
    const victim = spawn(process.execPath, [...BUILT_THREADS, child, folder, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const stop = setInterval(() => {
      appendFileSync(file, lines(written, written + 40));
      written += 40;
    }, 15);
    for await (const said of createInterface({ input: victim.stdout })) {
      if (Number(said) > run * 400 + 300) break;
    }
    clearInterval(stop);
    const gone = once(victim, 'exit');
    victim.kill('SIGKILL');
    await gone;
  }
  expect(existsSync(join(folder, 'killed.eiq'))).toBe(true);
  const key = readFileSync(join(folder, 'key.test'));
  const data = { path: join(folder, 'killed.eiq'), key, signer: null, created: null };
  const open = await openCase(data, () => {});
  try {
    await open.following.goOn(1);
    await hasRecords(open, written);
    await expectSound(open);
    const found = (await rowsOf(open)).map(({ message }) => Number(message.slice(6)));
    expect(found.toSorted((a, b) => a - b)).toEqual(Array.from({ length: written }, (_, i) => i));
    expect(open.sources()[0]).toMatchObject({ lines: written, bytes: readFileSync(file).length });
  } finally {
    await open.close();
  }
});
