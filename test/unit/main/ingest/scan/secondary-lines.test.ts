import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  createReader,
  loadFormats,
  type CompiledFormat,
} from '../../../../../main/ingest/formats/index.ts';
import { BlockScanner } from '../../../../../main/ingest/scan/index.ts';
import { ASK_RECORD, decodeText, readFieldColumns } from '../../../../../main/logstore/index.ts';
import { draws } from '../../../draws.ts';
import { openReader, readByLine, scannedBy, SETUP } from './both-ways.ts';
import { ODD, OF_SEVERAL, PROGRAMS } from './several-programs.ts';

/** Beside the kernel's own formats: wide ones, those with levels in messages, of other times, with fields that expressions take out. */
const MORE = [
  '<86>May  1 10:00:09 web1 CRON[99]: (root) CMD (run-parts /etc/cron.hourly)',
  'May  1 10:00:09 web1 kernel: [123.456] ERROR something failed at 7',
  '2024/05/01 10:00:07 [error] 7#7: *12 open() failed, client: 192.0.2.7, server: x',
  'I0501 10:00:07.123456       7 controller.go:116] synced 12 of 17',
  'E0501 10:00:07.123456       7 controller.go:117] lost (a, b)',
  '2024-05-01T10:00:07.5Z fw1 CEF:0|Acme|Wall|1.0|100|worm stopped|10|src=192.0.2.7 dst=192.0.2.8',
  'date=2024-05-01 time=10:00:07 devname="fw1" level="warning" msg="denied" srcip=192.0.2.7',
  'time="2024-05-01T10:00:07Z" level=warning msg="of logfmt" pid=12',
  'ts=2024-05-01T10:00:07.123Z caller=main.go:7 level=error msg="of another"',
  '{"level":30,"time":1714557600123,"pid":7,"hostname":"web1","msg":"of pino"}',
  '{"level":50,"time":1714557600124,"pid":7,"hostname":"web1","msg":"of pino","err":{"stack":"x"}}',
  '{"ts":1714557600.25,"level":"error","logger":"a","caller":"b.go:7","msg":"of zap"}',
  '{"@timestamp":"2024-05-01T10:00:07.5Z","log.level":"WARN","message":"of ecs","ecs.version":"1.2"}',
  '{"timestamp":"2024-05-01T10:00:07.5Z","severity":"ERROR","message":"of a cloud"}',
  '{"status":500,"error":"Bad","path":"/a","timestamp":"2024-05-01T10:00:07.5Z","message":"answer"}',
  '{"msg":"no time","level":"info"}',
  // A line that says less than another format finds in it, and records whose further lines say more than they do.
  '192.0.2.7 - - [01/May/2024:10:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl/8.5.0" 93 0.012 [shop-web-80] [] 10.0.0.7:80 12 0.012 200 7d1c5a9e0b8f',
  '192.0.2.7 - - [01/May/2024:10:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "-" 7 "web@docker" "http://10.0.0.7:80" 3ms',
  'May  1 10:00:09 web1 app[7]: 7 jobs\n\tERROR it failed\n  WARN twice',
  'May  1 10:00:09 web1 app[7]: a job\nTraceback (most recent call last):\n  File "a.py", line 7\nKeyError: 7',
];
const WRITTEN = [...PROGRAMS.flat(), ...MORE];
const formats = loadFormats().filter(({ id }) => OF_SEVERAL.includes(id));

/** One that has met enough lines of each program beside each format to read them in the kernel. */
const scanner = new BlockScanner();

beforeAll(() => {
  for (const format of [...formats, ...formats]) {
    scannedBy(scanner, Buffer.from(`${WRITTEN.join('\n')}\n`.repeat(1200)), openReader(format));
  }
}, 120_000);

const line = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...WRITTEN) },
      { weight: 1, arbitrary: fc.constantFrom(...ODD) },
    ),
    fc.nat(11),
    fc.nat(),
    fc.constantFrom('', '7', ' ', 'é', 'E', '"', '[', 'x'),
  )
  .map(([text, how, at, put]) => {
    const place = text.length === 0 ? 0 : at % text.length;
    if (how === 0) return text.slice(0, place);
    return how === 1 ? text.slice(0, place) + put + text.slice(place + 1) : text;
  });
const texts = fc
  .tuple(
    fc.constantFrom(...formats),
    fc.array(line, { minLength: 1, maxLength: 30 }),
    fc.constantFrom('\n', '\n', '\r\n'),
  )
  .map(([format, lines, newline]) => ({ format, text: lines.join(newline) + newline }));

test('lines of secondary formats that the kernel reads come to what reading them one by one comes to', () => {
  fc.assert(
    fc.property(texts, ({ format, text }) => {
      const bytes = Buffer.from(text);
      const { found, others } = scannedBy(scanner, bytes, openReader(format));
      const read = readByLine(bytes, createReader(format, SETUP));
      expect(found).toEqual(read.found);
      expect(others).toEqual(read.others);
    }),
    { seed: 21, numRuns: draws(400) },
  );
});

test('columns of fields hold what records of secondary formats have, or say that they must be read', () => {
  let kept = 0;
  fc.assert(
    fc.property(texts, ({ format, text }) => {
      const bytes = Buffer.from(text.repeat(40));
      const { found, fields } = scannedBy(scanner, bytes, openReader(format));
      if (fields === null) return;
      const { offsets, ends, kindOf, kinds } = found;
      const column = { column: kindOf, size: kinds.length };
      const whole = decodeText(bytes);
      const reader = createReader(format, SETUP);
      const columns = readFieldColumns(fields, kindOf.length, () => column);
      for (const { name, values, numbers } of columns.values()) {
        expect(new Set(values).size).toBe(values.length);
        for (let i = 0; i < kindOf.length; i++) {
          const number = numbers[i] ?? 0;
          if (number === ASK_RECORD) continue;
          const held = reader.fields(whole.slice(offsets[i], ends[i]));
          const field = Object.hasOwn(held, name) ? held[name] : undefined;
          expect(number === 0 ? undefined : values[number - 1]).toEqual(field);
          kept++;
        }
      }
    }),
    { seed: 22, numRuns: draws(40) },
  );
  expect(kept).toBeGreaterThan(30_000);
});

/** How many of the lines of a text the kernel asks a reader of a format to read. */
function asked(format: CompiledFormat, text: string): number {
  const reader = openReader(format);
  let count = 0;
  const counting = new Proxy(reader, {
    get(target, name) {
      const held: unknown = Reflect.get(target, name);
      if (typeof held !== 'function') return held;
      return (...args: unknown[]): unknown => {
        if (name === 'read') count++;
        return Reflect.apply(held, target, args);
      };
    },
  });
  scannedBy(scanner, Buffer.from(text), counting);
  return count;
}

test.each(['syslog-3164', 'access', 'log4j', 'json'])(
  'of a file of %s into which other programs write the kernel reads nearly all lines',
  (id) => {
    const format = formats.find((each) => each.id === id);
    if (format === undefined) throw new Error(`no ${id}`);
    const plain = PROGRAMS.flat().filter((each) => !each.includes('\n') && !each.includes('e\\n'));
    // The first of another format in a block is read by the other side, which then knows what for.
    expect(asked(format, `${plain.join('\n')}\n`.repeat(200))).toBeLessThan(20);
  },
);
