import { describe, expect, test } from 'vitest';
import { detectFormat, loadFormats } from '../../../../../main/ingest/formats/index.ts';

const formats = loadFormats();

const detect = (...lines: string[]) => detectFormat(lines, formats);

function repeat(count: number, line: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => line(index));
}

const pino = (index: number) =>
  `{"level":30,"time":${1714557600000 + index},"msg":"served ${index}"}`;
const log4j = (index: number) =>
  `2024-05-01 10:00:00,${100 + index} ERROR [main] a.b.C: failed ${index}`;

describe('detection', () => {
  test('stack traces do not hide the format they belong to', () => {
    const trace = repeat(40, (index) => `\tat a.b.C.m${index}(C.java:${index})`);
    const lines = repeat(5, log4j).flatMap((line) => [line, 'java.io.IOException: no', ...trace]);
    const found = detect(...lines);
    expect(found.format.id).toBe('log4j');
    expect(found.score).toBeGreaterThan(0.9);
  });

  test('lines before the first that a format explains count against it as those behind do', () => {
    const strange = ['Server starting', 'as you wished', 'and goes on'];
    const after = detect(...repeat(9, pino), ...strange);
    expect(after.format.id).toBe('pino');
    expect(after.score).toBe(0.75);
    expect(detect(...strange, ...repeat(9, pino)).score).toBe(0.75);
  });

  test('a few plain lines among JSON change nothing', () => {
    const lines = [
      ...repeat(30, pino),
      'Server starting',
      'npm warn deprecated x',
      ...repeat(30, pino),
    ];
    expect(detect(...lines).format.id).toBe('pino');
  });

  test('objects of several loggers are generic JSON', () => {
    const others = repeat(30, (index) => `{"ts":"2024-05-01T10:00:00Z","event":"e${index}"}`);
    expect(detect(...repeat(30, pino), ...others).format.id).toBe('json');
  });

  test('an odd line does not make the specific format lose to the general one', () => {
    const odd = '{"starting":true}';
    expect(detect(...repeat(40, pino), odd).format.id).toBe('pino');
  });

  test('required keys outrank generic JSON, named fields outrank the search', () => {
    const { ranking } = detect(...repeat(10, pino));
    const position = (id: string) => ranking.findIndex((ranked) => ranked.id === id);
    expect(position('pino')).toBeLessThan(position('json'));
    expect(detect(...repeat(10, log4j)).format.id).toBe('log4j');
  });

  test('the format of last resort wins only where no real one explains most lines', () => {
    const odd = repeat(20, (index) => `worker ${index} | 2024-05-01 10:00:${10 + index} | done`);
    expect(detect(...odd, ...repeat(3, log4j)).format.id).toBe('generic');
    expect(detect(...odd.slice(0, 3), ...repeat(20, log4j)).format.id).toBe('log4j');
  });

  test('text without times is kept by the format of last resort, with score 0', () => {
    const found = detect('Dear diary', 'today I found a bug', 'and it was mine');
    expect({ id: found.format.id, score: found.score }).toEqual({ id: 'plain', score: 0 });
    expect(detect().format.id).toBe('plain');
  });

  test('dates that name the day first join nothing where their times are not read', () => {
    const odd = repeat(20, (index) => `25/03/2024 @ 10:00:${10 + index} | done`);
    expect(detect(...odd).format.id).toBe('plain');
    // Few of them are times: these are read as what they are.
    const some = '25/03/2024 10:00:10 done';
    expect(detect(...odd, some).format.id).toBe('generic-day-first');
  });

  test('dates between dashes name the month first only where one reads in no other way, and none the contrary', () => {
    const both = ['05-03-2024 10:00:00 up', '05-04-2024 10:00:00 up'];
    expect(detect(...both).format.id).toBe('generic');
    expect(detect(...both, '05-31-2024 10:00:00 up').format.id).toBe('generic-month-first');
    const mixed = ['05-31-2024 10:00:00 up', '31-05-2024 10:00:00 up'];
    expect(detect(...both, ...mixed).format.id).not.toBe('generic-month-first');
    // A number that no time of day follows is no date.
    expect(detect(...both, 'part 05-31-2024 sold').format.id).not.toBe('generic-month-first');
  });

  test('lines without a time go on with those above only where records mostly have times', () => {
    const timed = (index: number) => `worker ${index} | 2024-05-01 10:00:${10 + index} | done`;
    const above = (untimed: number) =>
      detect(
        'the worker',
        ...repeat(9, timed).flatMap((line) => [line, ...repeat(untimed, (i) => `row ${i} of it`)]),
      );
    expect(above(0).format.id).toBe('generic');
    expect(above(2).format.id).toBe('generic');
    expect(above(4).format.id).toBe('plain');
    expect(above(2).score).toBe(above(2).ranking.find(({ id }) => id === 'plain')?.score);
    // Parts of a trace say nothing of it.
    const trace = repeat(40, (index) => `  at a.js:${index}`);
    expect(detect(...repeat(3, timed).flatMap((line) => [line, ...trace])).format.id).toBe(
      'generic',
    );
  });

  test('a format of blocks is chosen for its blocks, not for one line among timed ones', () => {
    const first = (second: number) => `May 01, 2024 10:00:${10 + second} AM shop.Pool take`;
    const blocks = repeat(5, (index) => `${first(index)}\nSEVERE: none\nfree text`);
    expect(detect(...blocks.flatMap((block) => block.split('\n'))).format.id).toBe('jul');
    const odd = repeat(20, (index) => `worker ${index} | 2024-05-01 10:00:${10 + index} | done`);
    expect(detect(first(1), ...odd).format.id).toBe('generic');
  });

  test('a format of blocks is told by the lines inside them that it knows, however many tell a level', () => {
    const block = (second: number) => [
      '--8b386a7e-A--',
      `[01/May/2024:10:00:0${second} +0000] aw1U8A 192.0.2.7 54520 10.0.0.4 443`,
      'GET /x HTTP/1.1',
      'HTTP/1.1 500 Internal Server Error',
      ...repeat(
        9,
        (index) => `Apache-Error: [file "a.c"] [line ${index}] [level 3] error ${index}`,
      ),
      '--8b386a7e-Z--',
    ];
    expect(detect(...block(1), ...block(2), ...block(3)).format.id).toBe('modsecurity');
  });

  test('a long banner does not hide the format that follows it', () => {
    const banner = repeat(60, (index) => `* word ${index} of a long text`);
    expect(detect(...banner, ...repeat(200, log4j)).format.id).toBe('log4j');
    expect(detect(...repeat(30, pino), ...banner, ...repeat(60, pino)).format.id).toBe('pino');
  });

  test('a device whose lines others stand among is told as such, not as what all of them are', () => {
    const device = repeat(
      6,
      (index) =>
        `May  1 10:00:0${index} 192.0.2.1 : %ASA-6-302013: Built outbound TCP connection ${index}`,
    );
    const other = (index: number) =>
      `May  1 10:00:1${index} 192.0.2.1 : user authentication Rejected ${index}`;
    expect(detect(...device, ...repeat(2, other)).format.id).toBe('cisco');
    expect(detect(...device, ...repeat(6, other)).format.id).toBe('syslog-3164');
  });

  test('a date, a dash and a text are uWSGI only where the text is one of its own', () => {
    const at = (second: number, text: string) => `Wed May  1 10:00:0${second} 2024 - ${text}`;
    const monitor = ['Starting the monitor, release 3.', 'AUTHERR - [192.0.2.7] wrong password'];
    const webmail = [
      '[4711] (192.0.2.7) anna - login - dd',
      '[4711] (192.0.2.7) anna - logout - x',
    ];
    for (const [first = '', second = ''] of [monitor, webmail]) {
      expect(detect(at(0, first), at(1, second)).format.id).toBe('generic');
    }
    const own = ['worker 1 killed successfully (pid: 7)', 'goodbye to uWSGI.'];
    expect(detect(...own.map((text, second) => at(second, text))).format.id).toBe('uwsgi');
  });

  test('prose with an equals sign is not logfmt', () => {
    expect(detect('a=b', 'set x=1 and y=2 then go', 'if a=1 then').format.id).toBe('plain');
  });
});
