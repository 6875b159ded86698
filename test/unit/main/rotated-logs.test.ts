import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { formatTimeUtc } from '#shared/model/record.ts';
import type { OpenCase } from '../../../main/open-case.ts';
import { rowsOf, testCase, testFolder } from './case-in-folder.ts';

/** Reads files into a case, each last written when it says (ISO; otherwise now). */
async function read(files: Record<string, { text: string; written?: string }>) {
  const logs = join(testFolder(), 'logs');
  mkdirSync(logs);
  for (const [name, { text, written }] of Object.entries(files)) {
    const path = join(logs, name);
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
    if (written !== undefined) utimesSync(path, new Date(written), new Date(written));
  }
  const { open } = await testCase(testFolder());
  await open.read({ kind: 'paths', paths: [logs] });
  return { open, logs };
}

const namesOf = (open: OpenCase): string[] =>
  open.orderedSources().map(({ source, log }) => {
    const name = source.path.split('/').at(-1);
    return log === null ? `${name}` : `${log.position}/${log.of} ${name}`;
  });

const messagesOf = async (open: OpenCase): Promise<string[]> =>
  (await rowsOf(open)).map(({ message }) => message);

const timesOf = async (open: OpenCase): Promise<string[]> =>
  (await rowsOf(open)).map(({ time }) => (time === null ? '-' : formatTimeUtc(time)));

const line = (second: number, text: string): string =>
  `2026-04-01 10:00:${String(second).padStart(2, '0')},000 INFO [main] shop.Api: ${text}\n`;

describe('a rotated log', () => {
  test('is one log, oldest file first, and records of one time stand in its order', async () => {
    const { open } = await read({
      'other.log': { text: line(0, 'zero') },
      'app.log': { text: line(5, 'five') + line(6, 'six') },
      'app.log.1': { text: line(3, 'three') + line(5, 'four') },
      'app.log.2.gz': { text: line(1, 'one') + line(3, 'two') },
    });
    expect(namesOf(open)).toEqual([
      '1/3 app.log.2.gz',
      '2/3 app.log.1',
      '3/3 app.log',
      'other.log',
    ]);
    expect(await messagesOf(open)).toEqual(['zero', 'one', 'two', 'three', 'four', 'five', 'six']);
  });

  test('added file by file, in the wrong order, it ends the same', async () => {
    const { open, logs } = await read({ 'app.log': { text: line(5, 'five') + line(6, 'six') } });
    writeFileSync(join(logs, 'app.log.1'), line(3, 'three') + line(5, 'four'));
    await open.read({ kind: 'paths', paths: [join(logs, 'app.log.1')] });
    expect(namesOf(open)).toEqual(['1/2 app.log.1', '2/2 app.log']);
    expect(await messagesOf(open)).toEqual(['three', 'four', 'five', 'six']);
    const last = await open.store.sourceRows({ sourceId: 2, ordinal: 1 }, 5, 5);
    expect(last.rows.map(({ message }) => message)).toEqual(['three', 'four', 'five', 'six']);
    expect(last.index).toBe(1);
  });

  test('a trace that rotation cut stands behind its beginning, in the format of the log', async () => {
    const { open } = await read({
      'app.log.1': {
        text: line(1, 'one').repeat(20) + line(2, 'failed') + '\tat a.B.c(B.java:1)\n',
      },
      'app.log': { text: '\tat a.D.e(D.java:2)\n\tat a.F.g(F.java:3)\n' },
      'b.log': { text: line(1, 'other') + line(3, 'later') },
    });
    const rows = await rowsOf(open);
    const at = rows.findIndex(({ message }) => message.startsWith('failed'));
    expect(rows[at + 1]?.message).toContain('D.java');
    expect(open.sources().map(({ format }) => format)).toEqual(['log4j', 'log4j', 'log4j']);
    expect(rows[at + 1]?.lines).toBe(2);
  });

  test('dates without a year are before those of the next file, whenever the files were copied', async () => {
    const now = '2026-05-20T00:00:00Z';
    const { open } = await read({
      syslog: { text: 'Mar 10 10:00:00 web sshd[1]: e\n', written: now },
      'syslog.1': { text: 'Jan  5 10:00:00 web sshd[1]: d\n', written: now },
      'syslog.2.gz': {
        text: 'Nov 30 10:00:00 web sshd[1]: b\nDec 31 10:00:00 web sshd[1]: c\n',
        written: now,
      },
      'syslog.3.gz': {
        text: 'Apr  1 10:00:00 web sshd[1]: a\nMay  1 10:00:00 web sshd[1]: a2\n',
        written: now,
      },
    });
    expect(await timesOf(open)).toEqual([
      '2025-04-01T10:00:00Z',
      '2025-05-01T10:00:00Z',
      '2025-11-30T10:00:00Z',
      '2025-12-31T10:00:00Z',
      '2026-01-05T10:00:00Z',
      '2026-03-10T10:00:00Z',
    ]);
    expect(namesOf(open)).toEqual([
      '1/4 syslog.3.gz',
      '2/4 syslog.2.gz',
      '3/4 syslog.1',
      '4/4 syslog',
    ]);
  });

  test('a time inside the messages says the year, also where the file was written before it', async () => {
    for (const written of ['2026-05-20T00:00:00Z', '2012-05-20T00:00:00Z']) {
      const { open } = await read({
        syslog: {
          text:
            'Dec 31 23:59:59 pot1 kernel: up\n' +
            'Jan  1 10:00:00 pot1 pot: 2020-01-01T10:00:00.5Z login\n',
          written,
        },
      });
      expect(await timesOf(open)).toEqual(['2019-12-31T23:59:59Z', '2020-01-01T10:00:00Z']);
    }
  });

  test('a date in the name says the year, of one file alone too', async () => {
    const { open } = await read({
      'messages-20240602.gz': {
        text: 'Jun  1 23:59:59 web sshd[1]: a\n',
        written: '2026-05-20T00:00:00Z',
      },
    });
    expect(await timesOf(open)).toEqual(['2024-06-01T23:59:59Z']);
    expect(open.sources()[0]).toMatchObject({ state: 'done', records: 1 });
  });

  test('read again in earlier years while it is shown, its records are counted once', async () => {
    // Over two New Years: the first date is taken to be of the last autumn, and ends up a year too late.
    const months = ['Nov 30', 'Mar  5', 'Jul  9', 'Oct 30', 'Jan  4'];
    const text = months.flatMap((day) =>
      Array.from(
        { length: 8_000 },
        (_, at) => `${day} 10:00:00 web sshd[${at}]: from 10.0.${at % 251}.7`,
      ),
    );
    const folder = testFolder();
    const path = join(folder, 'syslog');
    writeFileSync(path, `${text.join('\n')}\n`);
    utimesSync(path, new Date('2026-01-05T00:00:00Z'), new Date('2026-01-05T00:00:00Z'));
    const { open } = await testCase(folder);
    const reading = open.read({ kind: 'paths', paths: [path] });
    while (open.isReading()) await open.settled();
    await reading;
    const counted = (await open.store.levelCounts()).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(text.length);
    expect(open.store.timeRange().records).toBe(text.length);
    expect(open.sources()[0]?.fromUs).toBe(Date.parse('2024-11-30T10:00:00Z') * 1000);
  });
});
