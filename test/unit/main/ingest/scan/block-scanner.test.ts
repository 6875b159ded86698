import fc from 'fast-check';
import { isAscii } from 'node:buffer';
import { expect, test } from 'vitest';
import {
  compileDefinition,
  createReader,
  loadDefinitions,
  loadFormats,
  type CompiledFormat,
} from '../../../../../main/ingest/formats/index.ts';
import { BlockScanner } from '../../../../../main/ingest/scan/index.ts';
import { createSkeletonizer } from '../../../../../main/ingest/skeleton/index.ts';
import { TextPass } from '../../../../../main/ingest/text-pass.ts';
import {
  ASK_RECORD,
  decodeText,
  readColumns,
  streamsOf,
  readFieldColumns,
} from '../../../../../main/logstore/index.ts';
import { WordFilterWriter } from '../../logstore/word-filter-writer.ts';
import { held, openReader, readByLine, scannedBy, SETUP } from './both-ways.ts';
import { withTokens } from './lines-alike.ts';
import { ODD, OF_SEVERAL, PROGRAMS } from './several-programs.ts';
import { draws } from '../../../draws.ts';

const formats = loadFormats().filter(({ table }) => table === undefined);
const samples = new Map(
  loadDefinitions().map(({ id, samples: own }) => [id, own.map(({ text }) => text)]),
);
/** Bytes of a message that its skeleton looks at. */
const LINE_CAP = 2048;

/** One format's lines, as they are and mutated, among odd ones, with some line end. */
const texts = fc.constantFrom(...formats).chain((format) => {
  const own = samples.get(format.id) ?? [];
  const line = fc
    .tuple(
      fc.constantFrom(...own, ...ODD),
      fc.nat(),
      fc.nat(),
      fc.constantFrom('', '7', ' ', 'é', 'E', '"'),
    )
    .map(([text, how, at, put]) => {
      const place = text.length === 0 ? 0 : at % text.length;
      if (how % 4 === 0) return text.slice(0, place);
      if (how % 4 === 1) return text.slice(0, place) + put + text.slice(place + 1);
      return text;
    });
  return fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([list, newline, isEnded]) => ({
      format,
      text: list.join(newline) + (isEnded ? newline : ''),
    }));
});

/** Values of JSON as they may stand in a line, some of them wrong. */
const value = fc.constantFrom(
  '"2024-05-01T10:00:00.123Z"',
  '"2024-05-01T10:00:00.5Z"',
  '1714557600123',
  '1714557600.250',
  '17145576001234567890',
  '"info"',
  '"ERROR"',
  '"loud"',
  '30',
  '-0',
  '1e3',
  '007',
  'null',
  'true',
  'nul',
  '"order 7 is paid"',
  '"Error: x \\n  at y (z.js:1:2)"',
  '"\\u00e9 \\"7\\""',
  '"\\x"',
  '"grüße 日本 7"',
  '"}"',
  '""',
  '{"a":{"b":[1,2,{"c":"error"}]}}',
  '{"level":"warn","name":"x"}',
  '["error",1]',
  '[]',
  '{}',
  '{,}',
  '"tab\there"',
);
const key = fc.constantFrom(
  ...'time level msg message ts timestamp @timestamp severity error stack log log.level err __proto__ pid x'.split(
    ' ',
  ),
  'k\\u0065y',
);
const space = fc.constantFrom('', '', '', ' ', '\t');
const jsonLine = fc
  .tuple(
    fc.array(fc.tuple(key, space, value, space), { maxLength: 6 }),
    space,
    fc.constantFrom('}', '}', '}', '', '} x', ',}'),
  )
  .map(
    ([fields, gap, end]) =>
      `{${gap}${fields.map(([k, a, v, b]) => `"${k}"${a}:${b}${v}${a}`).join(',')}${end}`,
  );
const jsonFormats = formats.filter((format) => {
  const reader = createReader(format, SETUP);
  return (reader.jsonHeader?.() ?? null) !== null;
});
const jsonTexts = fc
  .tuple(
    fc.constantFrom(...jsonFormats),
    fc.array(
      fc.oneof(
        { weight: 5, arbitrary: jsonLine },
        { weight: 1, arbitrary: fc.constantFrom(...ODD) },
      ),
      { maxLength: 12 },
    ),
  )
  .map(([format, lines]) => ({ format, text: lines.join('\n') }));

/** Each line, and behind it others of its template: what is told of it is recalled for them. */
const alike = (all: typeof texts, tokens: string): typeof texts => {
  const token = fc.constantFrom(...tokens.split(' '));
  const some = fc.array(fc.array(token, { minLength: 1, maxLength: 4 }), { minLength: 1 });
  return fc.tuple(all, some).map(([{ format, text }, others]) => {
    const lines = text
      .split('\n')
      .flatMap((line) => [line, ...others.map((own) => withTokens(line, own))]);
    return { format, text: lines.join('\n') };
  });
};

test.each([
  ['lines of all formats', texts, 50],
  ['lines of JSON', jsonTexts, 80],
  ['lines of all formats, alike', alike(texts, '7 12 99 0 2024 9999 05 IOError2 n5 1E x9y'), 30],
  [
    'lines of JSON, alike',
    alike(jsonTexts, '7 007 0 12 1e5 1234567890123456 5x x5 Http2Error'),
    80,
  ],
])('a scan of bytes comes to what reading line by line comes to: %s', (_, all, numRuns) => {
  const scanner = new BlockScanner();
  const words = new WordFilterWriter(true);
  const varying = new WordFilterWriter(false);
  fc.assert(
    fc.property(all, ({ format, text }) => {
      const bytes = Buffer.from(text);
      const ascii = isAscii(bytes);
      const scanned = scanner.scan(bytes, ascii, openReader(format));
      if (scanned === null) throw new Error('too much');
      const found = held(scanned, scanner.skeletonizer.table);
      const skeletonizer = createSkeletonizer(varying);
      words.add(bytes, 0, bytes.length);
      const reader = createReader(format, SETUP);
      const pass = new TextPass(decodeText(bytes), ascii ? bytes : null, reader, skeletonizer);
      pass.run(false);
      expect(found).toEqual(held(pass, skeletonizer.table));
      const filters = scanner.filtersOf(bytes);
      expect(Buffer.compare(filters.filter, words.finish())).toBe(0);
      // Of a long message that comes as a string all words are added, not only those that vary.
      const isLong = !ascii && text.length > LINE_CAP;
      const varied = Buffer.compare(filters.varying, varying.finish());
      if (!isLong) expect(varied).toBe(0);
    }),
    { seed: 11, numRuns: draws(numRuns) },
  );
});

/** What a scan of bytes of ASCII comes to, and what reading them line by line does. */
function bothWays(format: CompiledFormat, bytes: Buffer) {
  const scanner = new BlockScanner();
  const { found, fields } = scannedBy(scanner, bytes, openReader(format));
  const read = readByLine(bytes, createReader(format, SETUP)).found;
  return { found, read, fields };
}

test.each([
  ['a number with a sign', '"x":-5', '"x":-5x'],
  ['a number with a point', '"x":5.5', '"x":5.5x'],
  ['a number in an object', '"x":{"y":5}', '"x":{"y":05}'],
  ['a whole number', '"x":5', '"x":05'],
  ['a key', '"k1":true', '"k2":true'],
  ['an escape', '"x":"\\n5"', '"x":"\\m5"'],
])('lines of JSON that differ in %s are not thought to be alike', (_, first, second) => {
  const format = jsonFormats.find(({ id }) => id === 'pino') ?? jsonFormats[0];
  if (format === undefined) throw new Error('no format of JSON');
  const lines = [first, second].map(
    (field) => `{"level":30,"time":1714557600123,"msg":"a",${field}}`,
  );
  const bytes = Buffer.from(`${lines.join('\n')}\n`.repeat(40));
  const { found, read, fields } = bothWays(format, bytes);
  expect(found).toEqual(read);
  const kinds = { column: found.kindOf, size: found.kinds.length };
  const keys =
    fields === null ? [] : [...readFieldColumns(fields, found.offsets.length, () => kinds).keys()];
  expect(keys).toEqual(expect.arrayContaining(second.includes('k2') ? ['k1', 'k2'] : []));
});

test('a time that JSON has as a number is what the number says, however it is written', () => {
  const written =
    '1714557600.250 1714557600.25 1714557600.5 1.7145576e9 1714557600.1234567 1714557600.12345678 17145576001234567890 1714557600123456789 1714557600123.5 -1.5 0.0';
  for (const id of ['zap', 'gelf', 'json', 'pino']) {
    const format = jsonFormats.find((each) => each.id === id);
    if (format === undefined) throw new Error(`no ${id}`);
    const text = written.split(' ').map((ts) => {
      return `{"level":"info","ts":${ts},"time":${ts},"timestamp":${ts},"msg":"a","version":"1.1","host":"h","short_message":"a"}\n`;
    });
    const { found, read } = bothWays(format, Buffer.from(text.join('').repeat(2)));
    expect(found).toEqual(read);
    expect(found.timed).toContain(1);
  }
});

test.each([0, 45, 46, 90, 120])(
  'a header is recalled only for lines whose digits all go on in the same way: %i bytes more',
  (more) => {
    const syslog = loadDefinitions().find(({ id }) => id === 'syslog-3164');
    if (syslog?.kind !== 'text') throw new Error('no syslog');
    const host = 'h'.repeat(more);
    const time = `(?<time>[A-Z][a-z]{2} [ \\d]?\\d \\d\\d:\\d\\d:\\d\\d)${host}`;
    const patterns = [
      `${time} [0-4]\\d (?<message>.*)`,
      `${time} [5-9]\\d lost (?<message>.*)`,
      `${time} \\d{3} (?<message>.*)`,
    ];
    const definition = { ...syslog, patterns, levelFrom: [] };
    const format = compileDefinition(definition, [definition]);
    const numbers = ['42', '17', '92', '31', '67', '420', '5', '08', '99'];
    const text = numbers.map(
      (number) => `May  1 10:00:0${number[0]}${host} ${number} lost a ${number}\n`,
    );
    const bytes = Buffer.from(text.join('').repeat(3));
    const { found, read } = bothWays(format, bytes);
    expect(found).toEqual(read);
    expect(found.skeletons.length).toBeGreaterThan(2);
  },
);

test.each([
  ['cri', '2024-05-01T10:00:07.5Z stdout P one ', '2024-05-01T10:00:07.6Z stdout F piece'],
  [
    'syslog-3164',
    '2024-05-01 10:00:07,500 WARN [a] b.C: of another format',
    '\tat shop.Cart.add(Cart.java:12)',
  ],
  ['syslog-3164', 'May  1 10:00:07 web1 su[7]: of its own', '\tat shop.Cart.add(Cart.java:12)'],
  ['syslog-3164', 'May  1 10:00:07 web1 su[7]: of its own\r', '\tat shop.Cart.add(Cart.java:12)\r'],
])(
  'the message of a record of several lines is what its format makes of it: %s, %j',
  (id, ...lines) => {
    const format = formats.find((one) => one.id === id);
    if (format === undefined) throw new Error(`no ${id}`);
    const first = 'May  1 10:00:07 web1 su[7]: first';
    const { found, read } = bothWays(
      format,
      Buffer.from(`${[first, ...lines, ...lines].join('\n')}\n`),
    );
    expect(found).toEqual(read);
  },
);

const FIELD_KEYS = 'service host x pid a.b message msg time level stack';
const FIELD_VALUES =
  '"a" "b" "" 1 20 1.5 true null {"k":1} [1] "e\\n" "error" "2024-05-01T10:00:00Z" "ü"';
const fieldLine = fc
  .uniqueArray(fc.constantFrom(...FIELD_KEYS.split(' ')), { minLength: 1, maxLength: 7 })
  .chain((keys) =>
    fc.tuple(
      ...keys.map((name) =>
        fc.constantFrom(...FIELD_VALUES.split(' ')).map((held) => `"${name}":${held}`),
      ),
    ),
  )
  .map((fields) => `{${fields.join(',')}}`);
const fieldTexts = fc
  .tuple(
    fc.constantFrom(...jsonFormats),
    fc.array(fc.oneof({ weight: 6, arbitrary: fieldLine }, { weight: 1, arbitrary: jsonLine }), {
      maxLength: 8,
    }),
  )
  .map(([format, lines]) => ({ format, text: lines.join('\n') }));

const severalTexts = fc
  .tuple(
    fc.constantFrom(...formats.filter(({ id }) => OF_SEVERAL.includes(id))),
    fc.array(fc.constantFrom(...PROGRAMS.flat(), ...PROGRAMS.flat(), ...ODD), {
      minLength: 8,
      maxLength: 24,
    }),
  )
  .map(([format, lines]) => ({ format, text: lines.join('\n') }));

test.each([
  ['lines of JSON', fieldTexts, 50, 3000],
  ['lines of all formats', texts, 120, 3000],
  ['lines of several programs', severalTexts, 60, 30_000],
])(
  'a column of a field holds what reading the records gives, or says that they must be read: %s',
  (_, all, numRuns, least) => {
    const scanner = new BlockScanner();
    let kept = 0;
    fc.assert(
      fc.property(all, fc.constantFrom('\n', '\r\n'), ({ format, text }, newline) => {
        const bytes = Buffer.from(`${text.replaceAll(/\r?\n/g, newline)}${newline}`.repeat(40));
        const pass = scanner.scan(bytes, isAscii(bytes), openReader(format));
        if (pass === null) throw new Error('too much');
        const { fields } = pass;
        const columns = readColumns(streamsOf(pass.columns.finish()));
        const { records, offsets, ends } = columns;
        const kinds = { column: columns.kinds, size: pass.kinds.length };
        pass.times.finish(pass.kinds.length);
        if (fields === null) return;
        const whole = decodeText(bytes);
        const reader = createReader(format, SETUP);
        for (const { name, values, numbers } of readFieldColumns(
          fields,
          records,
          () => kinds,
        ).values()) {
          for (let i = 0; i < records; i++) {
            const number = numbers[i] ?? 0;
            if (number === ASK_RECORD) continue;
            const held = reader.fields(whole.slice(offsets[i], ends[i]));
            const found = Object.hasOwn(held, name) ? held[name] : undefined;
            expect(number === 0 ? undefined : values[number - 1]).toEqual(found);
            kept++;
          }
        }
      }),
      { seed: 12, numRuns: draws(numRuns) },
    );
    expect(kept).toBeGreaterThan(least);
  },
);

test('most formats of text are read by an automaton', () => {
  const readers = formats.map((format) => createReader(format, SETUP));
  const able = readers.filter((reader) => reader.byteHeader !== undefined);
  const made = able.filter((reader) => reader.byteHeader?.() !== null);
  expect(made.length).toBeGreaterThan(able.length * 0.8);
});

test('a long run of one line end after the other is cut as it was', () => {
  const scanner = new BlockScanner();
  const format = formats.find(({ id }) => id === 'syslog-3164');
  if (format === undefined) throw new Error('no syslog');
  const text = 'May  1 10:00:00 a b: c\n'.repeat(20_000) + '\n'.repeat(20_000);
  const pass = scanner.scan(Buffer.from(text), true, openReader(format));
  expect(pass?.columns.records).toBe(20_000);
  expect(pass?.lines).toBe(40_000);
});
