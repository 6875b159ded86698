import { describe, expect, test } from 'vitest';
import { loadDefinitions } from '../../../../../../main/ingest/formats/format-files.ts';
import {
  compileDefinition,
  detectFormat,
  loadFormats,
  looksLikeFormatFile,
  readFormatFile,
  readLines,
} from '../../../../../../main/ingest/formats/index.ts';
import { layoutsOf } from '../../../../../../main/ingest/formats/lnav/time-formats.ts';
import { RecordTimes } from '../../../../../../main/ingest/formats/record-time.ts';
import { compileLayout } from '../../../../../../main/ingest/formats/time-layout.ts';

const known = loadDefinitions();
const fileOf = (formats: object): string => JSON.stringify(formats);
const read = (formats: object) => readFormatFile(fileOf(formats), known);

/** The only format of a file, which must be without a problem. */
function only(formats: object) {
  const { formats: found, problems } = read(formats);
  expect(problems).toEqual([]);
  const [format] = found;
  if (format === undefined) throw new Error('no format');
  return { ...format, compiled: compileDefinition(format.definition, known) };
}

const TILL = {
  title: 'Till of the shop',
  regex: {
    sale: {
      pattern:
        '^(?<timestamp>\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2})\\|(?<level>[A-Z]++)\\|(?P<till>[[:digit:]]+)\\|(?<body>.*)\\|(?<total>\\d+\\.\\d\\d)$',
    },
    note: { pattern: '(?i)^(?<timestamp>[^|]+)\\|(?<level>note)$' },
  },
  level: { error: 'FAIL|VOID', warning: ['SLOW'], debug: '(?i)^note' },
  value: { till: { kind: 'string', identifier: true }, total: { kind: 'float' } },
  sample: [
    { line: '2024-03-05 10:00:00|FAIL|007|card refused|12.50', level: 'error' },
    { line: '2024-03-05 10:00:01|SALE|007|bread|3.00', level: 'info' },
    { line: '2024-03-05 10:00:02|note', level: 'debug' },
  ],
};

describe('a text format of lnav', () => {
  test('the message tells the level, wherever in it the expression stands', () => {
    const { compiled } = only({
      oven_log: {
        regex: { std: { pattern: '^(?<timestamp>\\S+ \\S+) (?<body>.*)$' } },
        'level-field': 'body',
        level: { error: '(?:(?<![a-z])(?i)burn|failed)', warning: 'smoke' },
        sample: [{ line: '2024-03-05 10:00:00 pizza failed', level: 'error' }],
      },
    });
    const lines = ['too much smoke', 'it did BURN', 'done'].map(
      (said) => `2024-03-05 10:00:00 ${said}`,
    );
    expect(readLines(compiled, lines).map(({ level }) => level)).toEqual([
      'warning',
      'error',
      'info',
    ]);
  });

  test('a letter is a level where it has no map, and a time may take a blank along', () => {
    const { compiled } = only({
      oven_log: {
        regex: { std: { pattern: '^(?<level>\\w) =+ (?<timestamp>[^=]+)=+(?<body>.*)$' } },
        sample: [{ line: 'E == Thu Jun 2 00:01:01 UTC 2022 == too hot', level: 'error' }],
      },
    });
    const [line, traced] = readLines(compiled, [
      'E == Thu Jun 2 00:01:01 UTC 2022 == too hot',
      'T == Thu Jun 2 00:01:02 UTC 2022 == open',
    ]);
    expect(line).toMatchObject({ level: 'error', time: '2022-06-02T00:01:01Z' });
    expect(traced).toMatchObject({ level: 'trace', time: '2022-06-02T00:01:02Z' });
  });

  const CALLS = {
    regex: { std: { pattern: '^(?<timestamp>[\\d:.]+) (?<call>\\w+)\\((?<body>.*)\\)$' } },
    sample: [{ line: '08:09:33.814936 open(a.txt)' }],
  };

  test('times of day are a field, and that records have no time is said', () => {
    const { compiled, notes } = only({ calls_log: CALLS });
    const [line] = readLines(compiled, ['08:09:33.814936 open(a.txt)']);
    expect(line).toMatchObject({
      as: 'record',
      time: null,
      message: 'a.txt',
      fields: { timestamp: '08:09:33.814936', call: 'open' },
    });
    expect(notes).toEqual([expect.stringContaining('Its times have no date')]);
    const { notes: given } = only({ calls_log: { ...CALLS, 'timestamp-format': '%H:%M:%S.%f' } });
    expect(given).toEqual(notes);
  });

  test('a format whose times are simply not read is left out', () => {
    const sample = [{ line: '2024_03_05 open(a.txt)' }];
    const regex = { std: { pattern: CALLS.regex.std.pattern.replace('[\\d:.]', '[\\d_:.]') } };
    expect(read({ calls_log: { regex, sample } })).toMatchObject({
      formats: [],
      problems: [{ sample: 1 }],
    });
  });

  test('reads time, level, message and fields, wherever the message stands', () => {
    const { compiled } = only({ till_log: TILL });
    const lines = TILL.sample.map(({ line }) => line);
    expect(readLines(compiled, [...lines, 'and more'])).toMatchObject([
      {
        as: 'record',
        time: '2024-03-05T10:00:00Z',
        level: 'error',
        message: 'card refused',
        fields: { till: '007', total: 12.5 },
      },
      { level: 'info', message: 'bread' },
      { level: 'debug', time: '2024-03-05T10:00:02Z' },
      { as: 'continued' },
    ]);
  });

  test('wins over a built-in format that explains as much', () => {
    const { definition } = only({
      my_syslog: {
        regex: {
          std: {
            pattern:
              '^(?<timestamp>\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d) (?<host>\\S+) (?<body>.*)$',
          },
        },
      },
    });
    const formats = loadFormats([...known, definition]);
    const lines = ['Mar  5 10:00:00 web1 sshd[4]: hello', 'Mar  5 10:00:01 web1 sshd[4]: bye'];
    expect(detectFormat(lines, formats).format.id).toBe('my-syslog');
    expect(detectFormat(lines, loadFormats(known)).format.id).toBe('syslog-3164');
  });

  test('with a file pattern is taken for files of that name alone', () => {
    const { definition } = only({
      till_log: { ...TILL, 'file-pattern': 'till-\\d+\\.log' },
    });
    const formats = loadFormats([...known, definition]);
    const lines = TILL.sample.map(({ line }) => line);
    expect(detectFormat(lines, formats, '/var/till-7.log').format.id).toBe('till-log');
    expect(detectFormat(lines, formats, '/var/other.log').format.id).not.toBe('till-log');
  });

  test('names what it does not use', () => {
    const { notes } = only({
      till_log: {
        ...TILL,
        regex: { ...TILL.regex, inner: { pattern: 'x(?<body>.*)', 'module-format': true } },
        highlights: {},
        tags: {},
        value: { ...TILL.value, when: { kind: 'moon' } },
      },
    });
    expect(notes).toEqual([
      'The pattern "inner" reads what stands inside other formats, and is left out.',
      '"highlights" is not used here.',
      '"tags" is not used here.',
      'The field "when" is of the kind "moon", which is read as text.',
    ]);
  });
});

test.each<[string, object, RegExp, { pattern?: string; sample?: number }]>([
  [
    'a construct',
    { regex: { a: { pattern: '^(?<timestamp>\\d+)(?<b>x)\\k<b>' } } },
    /"f1" was left out\. The pattern "a" has \\k \(a reference back/,
    { pattern: 'a' },
  ],
  [
    'a sample',
    { ...TILL, sample: [...TILL.sample, { line: 'nothing' }] },
    /"f1" was left out: its sample 4 is not read/,
    { sample: 4 },
  ],
  [
    'a time',
    { ...TILL, sample: [{ line: '2024-13-05 10:00:00|SALE|1|x|1.00' }] },
    /its sample 1 is not read/,
    { sample: 1 },
  ],
  [
    'a level',
    { ...TILL, sample: [{ line: TILL.sample[0]?.line, level: 'debug' }] },
    /its sample 1 is read with the level "error", but says "debug"/,
    { sample: 1 },
  ],
  [
    'a time format',
    { ...TILL, 'timestamp-format': ['%H:%M'] },
    /timestamp-format "%H:%M" has no date/,
    {},
  ],
  ['a conversion', { ...TILL, 'timestamp-format': ['%Y %E'] }, /conversion %E/, {}],
  ['a divisor', { json: true, 'timestamp-divisor': 7 }, /timestamp-divisor is 7/, {}],
  [
    'a group twice',
    { regex: { a: { pattern: '(?<timestamp>a)(?<timestamp>b)' } } },
    /Pattern 1 has the group name "time" twice/,
    {},
  ],
  [
    'a module',
    { regex: { std: { pattern: '(?<user>\\w+) : (?<body>.*)', 'module-format': true } } },
    /none but module-format patterns \("std"\)/,
    {},
  ],
  ['no pattern', { regex: {} }, /has no pattern\./, {}],
  ['a converter', { converter: { type: 'x' }, title: 'x', value: {} }, /runs no programs/, {}],
  ['a patch', { title: 'x', sample: [] }, /only changes a format of lnav/, {}],
  ['a shape', { regex: { a: {} } }, /"regex\.a\.pattern"/, {}],
  [
    'a file pattern',
    { ...TILL, 'file-pattern': '(x' },
    /"file-pattern" has a \( that is not closed/,
    {},
  ],
])('%s that cannot be read is named', (_, format, message, place) => {
  const { formats, problems } = read({ f1: format });
  expect(formats).toEqual([]);
  expect(problems[0]?.message).toMatch(message);
  expect(problems[0]).toMatchObject({ format: 'f1', ...place });
});

test('one format with an error does not take the others of the file with it', () => {
  const { formats, problems } = read({ good_log: TILL, 'good-log': TILL, bad: { regex: {} } });
  expect(formats.map(({ definition }) => definition.id)).toEqual(['good-log']);
  expect(problems.map(({ format }) => format)).toEqual(['bad', 'good-log']);
});

describe('a JSON format of lnav', () => {
  const KITCHEN = {
    json: true,
    'timestamp-field': 'at',
    'timestamp-divisor': 1000,
    'level-field': 'weight',
    level: { fatal: 60, error: [50, 51], info: 30 },
    'line-format': [
      { field: '__timestamp__' },
      ' ',
      { field: '__level__', prefix: '[', suffix: ']' },
      ' ',
      { field: 'who/name', 'text-transform': 'uppercase', 'min-width': 6 },
      ': ',
      { field: 'what', 'max-width': 8, overflow: 'truncate' },
      { field: 'table', prefix: ' at ', 'default-value': '' },
      ' ',
      { field: 'missing' },
    ],
    value: { who: { kind: 'json' } },
  };

  test('composes the message of what the line format names', () => {
    const { compiled } = only({ kitchen: KITCHEN });
    const lines = [
      '{"at":1710000000123,"weight":51,"who":{"name":"ada"},"what":"pancakes burnt"}',
      '{"at":1710000001000,"weight":30,"who":{"name":"bo"},"what":"soup","table":4}',
    ];
    expect(readLines(compiled, lines)).toMatchObject([
      { time: '2024-03-09T16:00:00.123Z', level: 'error', message: 'ADA   : pancakes -' },
      { level: 'info', message: 'BO    : soup at 4 -', fields: { 'who.name': 'bo', table: 4 } },
    ]);
  });

  test('takes the message of its body field, and a fraction that stands apart', () => {
    const { compiled } = only({
      kitchen: {
        ...KITCHEN,
        'timestamp-divisor': 1,
        'body-field': 'what',
        'subsecond-field': 'ns',
        'subsecond-unit': 'nano',
      },
    });
    expect(
      readLines(compiled, ['{"at":1710000000,"ns":1002003,"weight":60,"what":"out of eggs"}']),
    ).toMatchObject([
      { time: '2024-03-09T16:00:00.001002003Z', level: 'fatal', message: 'out of eggs' },
    ]);
  });

  test('explains a line only with its time', () => {
    const { definition } = only({ kitchen: KITCHEN });
    const formats = loadFormats([...known, definition]);
    expect(detectFormat(['{"msg":"x","time":"2024-03-09T16:00:00Z"}'], formats).format.id).not.toBe(
      'kitchen',
    );
    expect(detectFormat(['{"at":1710000000123}'], formats).format.id).toBe('kitchen');
  });
});

test.each([
  ['%Y-%m-%dT%H:%M:%S.%f%z', '2024-03-05T10:00:00.123456+0200', '2024-03-05T08:00:00.123456Z'],
  ['%Y-%m-%d %H:%M:%S', '2024-03-05 10:00:00,5', '2024-03-05T10:00:00.5Z'],
  ['%Y-%m-%d %H:%M:%S', '2024-03-05 10:00:00 CEST', '2024-03-05T08:00:00Z'],
  ['%Y-%m-%d %H:%M:%S', '2024-03-05 10:00:00 IST', '2024-03-05T10:00:00Z'],
  ['%Y-%m-%dT%H:%M:%SZ', '2024-03-05T10:00:00Z', '2024-03-05T10:00:00Z'],
  ['%y%m%d %H%M%S', '240305 100000', '2024-03-05T10:00:00Z'],
  ['%a %b %e %I:%M:%S %p %Y', 'Tue Mar  5 10:00:00 PM 2024', '2024-03-05T22:00:00Z'],
  ['%d/%b/%Y:%k:%M:%S %Z', '05/Mar/2024:1:02:03 EST', '2024-03-05T06:02:03Z'],
  ['%Y-%m-%d %H:%M:%S %z', '2024-03-05 10:00:00', '2024-03-05T10:00:00Z'],
  ['%Y-%m-%d %H:%M:%S %z', '2024-03-05 10:00:00 +0200', '2024-03-05T08:00:00Z'],
  ['%s.%L', '1709632800.123', '2024-03-05T10:00:00.123Z'],
  ['%i', '1709632800123', '2024-03-05T10:00:00.123Z'],
  ['%6', '1709632800123456', '2024-03-05T10:00:00.123456Z'],
  ['%9', '1709632800123456789', '2024-03-05T10:00:00.123456789Z'],
  ['%q', '65e6ed20', '2024-03-05T10:00:00Z'],
  ['%F %T.%N', '2024-03-05 10:00:00.123456789', '2024-03-05T10:00:00.123456789Z'],
  ['%j/%Y %R', '065/2024 10:00', '2024-03-05T10:00:00Z'],
])('the timestamp format %s reads %s', (format, text, expected) => {
  const times = new RecordTimes(layoutsOf(format).map(compileLayout), {
    zone: 'Z',
    year: null,
    referenceUs: 0,
  });
  const header = { timeUs: Number.NaN, timeNs: 0, timeDigits: 0 };
  expect(times.read(text, header)).toBe(true);
  const digits = header.timeDigits;
  const whole = new Date(Math.floor(header.timeUs / 1e6) * 1000).toISOString().slice(0, 19);
  const fraction =
    String(header.timeUs % 1e6).padStart(6, '0') + String(header.timeNs).padStart(3, '0');
  expect(`${whole}${digits === 0 ? '' : `.${fraction.slice(0, digits)}`}Z`).toBe(expected);
});

test('a format file is told from a log', () => {
  expect(looksLikeFormatFile(fileOf({ till_log: TILL }))).toBe(true);
  expect(
    looksLikeFormatFile(`#! /usr/bin/env lnav -i\n// tills\n${fileOf({ till_log: TILL })}`),
  ).toBe(true);
  expect(looksLikeFormatFile(JSON.stringify(known[0]))).toBe(true);
  expect(looksLikeFormatFile('{"level":"info","msg":"x"}')).toBe(false);
  const log = '{"level":"info","regex":{"pattern":"x"}}\n';
  expect(looksLikeFormatFile(log + log)).toBe(false);
  expect(looksLikeFormatFile('{"event":{"level":"info","value":1}}')).toBe(false);
  expect(looksLikeFormatFile('[1] starting')).toBe(false);
  expect(looksLikeFormatFile('{"a":1}\n{"a":2}')).toBe(false);
});

test('our own shape is read too, and its samples hold it', () => {
  const [definition] = known.filter(({ id }) => id === 'syslog-3164');
  if (definition === undefined) throw new Error('no syslog');
  const own = { ...definition, id: 'mine' };
  expect(readFormatFile(JSON.stringify(own), known)).toMatchObject({
    formats: [{ definition: { id: 'mine', own: true }, from: 'own' }],
    problems: [],
  });
  const broken = { ...own, samples: [{ ...definition.samples[0], text: '' }] };
  expect(readFormatFile(JSON.stringify(broken), known).problems[0]?.message).toContain('"mine"');
});

test('every built-in format reads the same as one of her own', () => {
  for (const definition of known) {
    if (definition.kind === 'search') continue;
    expect(readFormatFile(JSON.stringify(definition), known).problems).toEqual([]);
    const built = compileDefinition(definition, known);
    const own = compileDefinition({ ...definition, own: true }, known);
    const lines = definition.samples.flatMap(({ text }) => text.split('\n'));
    expect(readLines(own, lines)).toEqual(readLines(built, lines));
  }
});

test('a format file that is not JSON is told by the place where it breaks', () => {
  const text = JSON.stringify({ till_log: TILL }, null, 2);
  const unclosed = text.slice(0, -3);
  expect(looksLikeFormatFile(unclosed)).toBe(true);
  expect(readFormatFile(unclosed, known).problems).toMatchObject([
    { message: expect.stringMatching(/^This is not a format file: it is not JSON, \S.*\.$/) },
  ]);
  // The comment keeps its lines, so that the place is that of the file.
  const comma = `/* tills\n of the shop */\n${text.replace('"regex":', ', "regex":')}`;
  const at = comma.split('\n').findIndex((line) => line.includes(', "regex"')) + 1;
  expect(readFormatFile(comma, known).problems).toMatchObject([
    { message: expect.stringContaining(`see line ${at}, column`) },
  ]);
});
