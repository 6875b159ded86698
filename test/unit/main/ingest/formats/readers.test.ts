import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createReader,
  loadFormats,
  type CompiledFormat,
  type RecordReader,
} from '../../../../../main/ingest/formats/index.ts';
import { LEVEL_CODE, LEVELS } from '#shared/model/level.ts';
import { loadDefinitions } from '../../../../../main/ingest/formats/format-files.ts';
import { emptyHeader } from '../../../../../main/ingest/formats/empty-header.ts';

const formats = loadFormats();
const definitions = loadDefinitions();
const OPTIONS = { zone: '+02:00', year: null, referenceUs: Date.UTC(2024, 5, 30) * 1000 };

function formatOf(id: string): CompiledFormat {
  const format = formats.find((candidate) => candidate.id === id);
  if (format === undefined) throw new Error(`no format ${id}`);
  return format;
}

const open = (id: string): RecordReader => createReader(formatOf(id), OPTIONS);

/** For each line: does it start a record, and is that explained. */
function outline(id: string, lines: readonly string[]): string {
  const reader = open(id);
  return lines
    .map((line) => {
      const header = emptyHeader();
      if (!reader.read(line, header)) return '.';
      return header.explained ? 'R' : 'u';
    })
    .join('');
}

describe('lines that match nothing', () => {
  test('among JSON: a plain line is a record of its own, an indented or stack line continues', () => {
    const lines = [
      '{"level":30,"time":1714557600000,"msg":"a"}',
      'plain text',
      '  at f (x.js:1)',
      '{"cut',
      '',
    ];
    expect(outline('pino', lines)).toBe('Ru.u.');
  });

  test('among log4j: a line with a time of its own is a record at that time, and what follows is part of it', () => {
    const first = '2024-05-01 10:00:00,123 INFO [main] shop.Api: order 1';
    const others = [
      ['[01/May/2024:10:00:03 +0200] WARN slow', '2024-05-01T08:00:03.000Z', 'warning'],
      ['2024-05-01T10:00:04Z | went on', '2024-05-01T10:00:04.000Z', 'unknown'],
    ] as const;
    expect(outline('log4j', [first, ...others.map(([line]) => line), '  more of it'])).toBe('Ruu.');
    const reader = open('log4j');
    for (const [line, time, level] of others) {
      const header = emptyHeader();
      reader.read(line, header);
      expect([new Date(header.timeUs / 1000).toISOString(), LEVELS[header.level]]).toEqual([
        time,
        level,
      ]);
      expect(header.message).toBe(line);
      expect(reader.message(line)).toBe(line);
    }
    // Numbers, and times further on, begin nothing.
    const parts = [
      '7 of 12, 2024-05-01 10:00:07',
      '1714557600 rows',
      '10:00:07 alone',
      'May we go on',
    ];
    expect(outline('log4j', [first, ...parts])).toBe('R....');
  });

  test('among JSON: a line of text has the time and the level that it begins with', () => {
    const header = emptyHeader();
    expect(open('pino').read('[01/May/2024:10:00:00 +0000] ERROR no pool', header)).toBe(true);
    expect([header.timeUs, LEVELS[header.level], header.explained]).toEqual([
      Date.UTC(2024, 4, 1, 10) * 1000,
      'error',
      false,
    ]);
  });

  test('among log4j: all others continue', () => {
    expect(
      outline('log4j', ['2024-05-01 10:00:00,1 INFO a.B: x', 'Executing with tokens:', '']),
    ).toBe('R..');
  });

  test('in the search: a line with neither time nor level goes on, or is kept as text where lines have no times', () => {
    const lines = [
      '2024-05-01 10:00:00 x',
      'hello there',
      '   more',
      'WARN no time',
      '  2024-05-01 10:00:01 y',
    ];
    expect(outline('generic', lines)).toBe('R..RR');
    expect(outline('plain', lines)).toBe('Ru.RR');
    // A line of a format that tells it alone is a record of that.
    const other = '{"level":40,"time":1714557600123,"pid":7,"hostname":"w","msg":"slow"}';
    expect(outline('generic', ['2024-05-01 10:00:00 x', 'hello there', other])).toBe('R.R');
  });

  test('in the search: the first of two times counts, whatever the lines before had', () => {
    const reader = open('generic');
    const times = [
      'x 2024-05-01 10:00:00',
      '[2024-05-02 10:00:00] 2024-05-01 10:00:00',
      '1 2024-05-03T10:00:00',
    ].map((line) => {
      const header = emptyHeader();
      reader.read(line, header);
      return new Date(header.timeUs / 1000).getUTCDate();
    });
    expect(times).toEqual([1, 2, 3]);
  });

  test('among blocks that other programs write between: their lines are records, any other goes on', () => {
    const lines = [
      'May 1, 2024 10:00:00 AM org.apache.coyote.AbstractProtocol start',
      'INFO: Starting ProtocolHandler',
      '2024-05-01 10:00:01,123 ERROR [shop.Cart] - no pool',
      'java.lang.IllegalStateException: no',
      '\tat shop.Cart.pay(Cart.java:7)',
      'user is anna',
      'May 1, 2024 10:00:02 AM org.apache.catalina.startup.Catalina start',
      'WARNING: slow',
    ];
    expect(outline('jul', lines)).toBe('R.R...R.');
    expect(outline('oracle-alert', ['Wed May 01 10:00:00 2024', lines[2] ?? ''])).toBe('R.');
  });

  test('a line with a time of day and a level is a record, of which nothing tells the day', () => {
    const first = 'May 1, 2024 10:00:00 AM org.apache.catalina.startup.Catalina start';
    const others = [
      ['10:00:01,123 ERROR [Cart:7] no pool', 'error'],
      ['10:00:02.123 [main] WARN shop.Cart - slow', 'warning'],
    ] as const;
    const lines = [first, 'INFO: up', ...others.map(([line]) => line), '10:00:03 the end'];
    expect(outline('jul', lines)).toBe('R.uu.');
    const reader = open('jul');
    for (const [line, level] of others) {
      const header = emptyHeader();
      reader.read(line, header);
      expect(header).toMatchObject({ timeUs: Number.NaN, level: LEVEL_CODE[level], message: line });
    }
  });

  test.each([
    ['05/01/24 10:00:00 up', '2024-05-01'],
    ['24/05/01 10:00:00 up', '2024-05-01'],
    ['24/05/13 10:00:00 up', '2024-05-13'],
    ['05/13/24 10:00:00 up', '2024-05-13'],
    ['05/13/09 10:00:00 up', '2009-05-13'],
    ['09/05/11 10:00:00 up', '2009-05-11'],
  ])('in the search: two digits that are no month are a year: %s', (line, date) => {
    const header = emptyHeader();
    open('generic').read(line, header);
    expect(new Date(header.timeUs / 1000).toISOString()).toBe(`${date}T08:00:00.000Z`);
  });

  test('in the search: a date behind a time of day is what the message talks about', () => {
    const header = emptyHeader();
    for (const line of [
      '12:24:36 WARNING slow since 2024-05-01 10:00:00',
      '[12:24:36.123] WARN since 2024-05-01 10:00:00',
    ]) {
      open('generic').read(line, header);
      expect(header).toMatchObject({ timeUs: Number.NaN, level: LEVEL_CODE.warning });
    }
  });

  test('an unexplained line keeps its whole text', () => {
    const header = emptyHeader();
    open('pino').read('plain {text}', header);
    expect(header).toMatchObject({
      message: 'plain {text}',
      explained: false,
      level: 0,
      timeUs: Number.NaN,
    });
  });
});

test.each([
  ['syslog-3164', 'May  1 10:00:00 host app: '],
  ['access', '10.0.0.9 - - [01/May/2024:10:00:00 +0000] "GET / HTTP/1.1" 500 1 "-" "'],
  ['generic', '2024-05-01 10:00:00 '],
])('%s: a message of 50 KB is whole', (id, start) => {
  const header = emptyHeader();
  const line = start + 'long "message" '.repeat(3500);
  expect(open(id).read(line, header)).toBe(true);
  expect(header.explained).toBe(true);
  expect(line.endsWith(header.message)).toBe(true);
  expect(header.message.length).toBeGreaterThan(50_000);
});

test('what a record says does not depend on the records before it', () => {
  const reader = open('log4j');
  const header = emptyHeader();
  const lines = ['2024-05-01 10:00:00,1 INFO no logger', '2024-05-01 10:00:00,1 INFO a.b.C: x'];
  for (const line of lines) reader.read(line, header);
  expect(header.message).toBe('x');
  const postgresql = open('postgresql');
  const hours = ['CEST', 'UTC'].map((zone) => {
    postgresql.read(`2024-05-01 10:00:00.1 ${zone} [7] LOG:  x`, header);
    return new Date(header.timeUs / 1000).getUTCHours();
  });
  expect(hours).toEqual([8, 10]);
});

describe('lines that a container runtime cut', () => {
  const cri = (stream: string, flag: string, text: string) =>
    `2024-05-01T10:00:00.1Z ${stream} ${flag} ${text}`;

  test('join within their stream', () => {
    const lines = [
      cri('stdout', 'P', 'a'),
      cri('stdout', 'P', 'b'),
      cri('stdout', 'F', 'c'),
      cri('stderr', 'F', 'd'),
    ];
    expect(outline('cri', lines)).toBe('R..R');
  });

  test('a traceback joins with the exception that ends it, and is an error', () => {
    const lines = [
      'Traceback (most recent call last):',
      '  File "a.py", line 1',
      'ValueError: no',
      'next',
    ];
    const wrapped = lines.map((line) => cri('stderr', 'F', line));
    expect(outline('cri', wrapped)).toBe('R..R');
    expect(open('cri').message(wrapped.slice(0, 3).join('\n'))).toBe(lines.slice(0, 3).join('\n'));
    const header = emptyHeader();
    open('cri').read(wrapped[0] ?? '', header);
    expect(header.level).toBe(6);
  });
});

describe('JSON', () => {
  test('keeps keys that JavaScript treats as special, arrays as text, null as null', () => {
    const fields = open('json').fields(
      '{"__proto__":{"a":1},"constructor":"x","list":[1,{"b":2}],"n":null}',
    );
    expect(Object.entries(fields)).toEqual([
      ['__proto__.a', 1],
      ['constructor', 'x'],
      ['list', '[1,{"b":2}]'],
      ['n', null],
    ]);
  });

  test('a value that looks like a level or a time but is none stays a field', () => {
    const text =
      '{"time":"2024-05-01T10:00:00Z","msg":"x","status":200,"date":"today","exception":{"a":1}}';
    expect(open('json').fields(text)).toEqual({ status: 200, date: 'today', 'exception.a': 1 });
  });

  test('keeps the digits of a number that is too long for one', () => {
    const text =
      '{"time":1714557600123456789,"msg":"x","id":12345678901234567,"at":{"id":-9007199254740993},"bytes":9007199254740991,"share":0.125}';
    expect(open('json').fields(text)).toEqual({
      id: '12345678901234567',
      'at.id': '-9007199254740993',
      bytes: 9007199254740991,
      share: 0.125,
    });
    const header = emptyHeader();
    open('json').read(text, header);
    expect([header.timeUs, header.timeNs]).toEqual([1714557600123456, 789]);
  });

  test.each(['msg', 'stack', 'other'])('bears any depth in %s', (key) => {
    const line = `{"msg":"x","${key}":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const header = emptyHeader();
    expect(open('json').read(line, header)).toBe(true);
    expect(open('json').message(line)).toBe(header.message);
    open('json').fields(line);
  });

  test('keeps what lies too deep for a name as JSON text', () => {
    const deep = `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`;
    expect(Object.keys(open('json').fields(deep))).toHaveLength(1);
  });
});

test('the year of year-less lines shows which year a reader must start with', () => {
  const reader = open('syslog-3164');
  expect(reader.year).toBeNull();
  reader.read('Dec 31 23:59:59 host app: x', emptyHeader());
  expect(reader.year).toBe(2023);
  reader.starts('Jan  1 00:00:00 host app: x');
  expect(reader.year).toBe(2023);
  reader.read('Jan  1 00:00:00 host app: x', emptyHeader());
  expect(reader.year).toBe(2024);
});

/** Sample lines with pieces cut out, doubled and spoilt: close enough to match half way. */
const spoilt = fc
  .tuple(
    fc.constantFrom(...definitions.flatMap(({ samples }) => samples.map(({ text }) => text))),
    fc.nat(200),
    fc.nat(20),
    fc.string({ maxLength: 8 }),
  )
  .map(([text, at, count, piece]) => text.slice(0, at) + piece + text.slice(at + count))
  .map((text) => text.replaceAll('\n', ' '));

test('no line makes a reader throw, and its ways of asking agree', () => {
  const line = fc.oneof(
    spoilt,
    fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replaceAll('\n', '')),
  );
  fc.assert(
    fc.property(fc.constantFrom(...formats), fc.array(line, { maxLength: 6 }), (format, lines) => {
      const reader = createReader(format, OPTIONS);
      for (const text of lines) {
        const fresh = createReader(format, OPTIONS);
        const header = emptyHeader();
        const alone = emptyHeader();
        const startsAlone = fresh.starts(text);
        expect(fresh.read(text, alone)).toBe(startsAlone);
        if (startsAlone) expect(fresh.message(text)).toBe(alone.message);
        reader.read(text, header);
        expect(reader.fields(text)).toEqual(fresh.fields(text));
        expect(reader.message(text)).toBe(fresh.message(text));
        reader.fields(`${text}\n  more`);
        expect(reader.message(`${text}\n  more`).endsWith('  more')).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('what a service writes above a batch of its events belongs to the first of them', () => {
  const reader = open('cef');
  const above = ['accountId:7', 'format:CEF', 'startTime:1714557600206', '|==|'];
  expect(above.map((line) => reader.leads(line))).toEqual([true, true, true, true]);
  const event = 'CEF:0|Incapsula|SIEMintegration|1|1|Normal|0|start=1714557600336 src=192.0.2.7';
  expect(reader.leads(event)).toBe(false);
  expect(reader.fields([...above, event].join('\n'))['src']).toBe('192.0.2.7');
});

describe('100 KB lines made to be slow', () => {
  const SIZE = 100_000;
  const units = [
    'a',
    ' ',
    '1',
    '"',
    '\\"',
    '[',
    '=',
    'a=',
    '[a b="',
    '\\',
    '1.',
    'Jan 1 ',
    '2024-05-01 ',
    '{"a":',
    'a.',
    ':',
    '-',
  ];
  // Twenty readings of a line that backtracks quadratically in 8 KiB take seconds, linear ones milliseconds.
  const BOUND_MS = 1000;

  test.each(definitions.map(({ id }) => id))('%s reads them in linear time', (id) => {
    const reader = open(id);
    const heads = definitions.find((definition) => definition.id === id)?.samples ?? [];
    const started = process.threadCpuUsage();
    for (const unit of units) {
      const filling = unit.repeat(SIZE / unit.length);
      reader.read(filling, emptyHeader());
      for (const { text } of heads) {
        const first = text.split('\n')[0] ?? '';
        for (const share of [0.2, 0.4, 0.6, 0.8, 1]) {
          const line = first.slice(0, first.length * share) + filling;
          reader.read(line, emptyHeader());
          reader.fields(line);
        }
      }
    }
    // Processor time: beside others at work a second passes sooner.
    const { user } = process.threadCpuUsage(started);
    expect(user / 1000 / Math.max(heads.length, 1)).toBeLessThan(BOUND_MS);
  });
});
