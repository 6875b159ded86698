import { describe, expect, test } from 'vitest';
import { formatTimeUtc } from '#shared/model/record.ts';
import { levelOf } from '#shared/model/level.ts';
import { createReader, loadFormats } from '../../../../main/ingest/formats/index.ts';
import { ChunkParser } from '../../../../main/ingest/parse-chunk.ts';
import { readColumns, COLUMNS_CODEC, unpackColumns } from '../../../../main/logstore/index.ts';

const formats = loadFormats();

/** Records of a text: text, first line's message offset, time and level, as a case would hold them. */
function parse(id: string, text: string) {
  const format = formats.find((candidate) => candidate.id === id);
  if (format === undefined) throw new Error(`no format ${id}`);
  const referenceUs = Date.UTC(2024, 5, 30) * 1000;
  const reader = createReader(format, { zone: 'Z', year: null, referenceUs });
  // From here on the automaton is worth it.
  reader.byteHeader?.();
  const bytes = new Uint8Array(Buffer.from(text));
  const { block, kinds } = new ChunkParser().parse({ bytes, midLine: false }, reader);
  const columns = readColumns(unpackColumns(COLUMNS_CODEC, block.columns));
  return Array.from({ length: columns.records }, (_, index) => {
    const raw = text.slice(columns.offsets[index], columns.ends[index]);
    const at = columns.messageAt[index] ?? -1;
    const us = columns.timeUs[index] ?? Number.NaN;
    const time = { us, ns: columns.timeNs[index] ?? 0, digits: columns.timeDigits[index] ?? 0 };
    return {
      raw,
      lines: columns.lines[index],
      message: at < 0 ? reader.message(raw) : raw.slice(at),
      time: columns.timed[index] === 1 ? formatTimeUtc(time) : null,
      level: levelOf(kinds[columns.kinds[index] ?? 0]?.level ?? 0),
      fields: reader.fields(raw),
    };
  });
}

describe('lines above the first record', () => {
  test('belong to it, and its message begins where it did', () => {
    const text = '--------- beginning of main\n\n05-01 10:00:00.123  7  8 W Shop: slow\n';
    expect(parse('logcat', text)).toEqual([
      {
        raw: text.slice(0, -1),
        lines: 3,
        message: 'slow',
        time: '2024-05-01T10:00:00.123Z',
        level: 'warning',
        fields: { pid: 7, tid: 8, tag: 'Shop' },
      },
    ]);
  });

  test('are a record of their own when nothing follows', () => {
    expect(parse('logcat', '\n\n').map(({ raw, lines }) => ({ raw, lines }))).toEqual([
      { raw: '\n', lines: 2 },
    ]);
  });

  test('that look like nothing known stay a record', () => {
    const records = parse('logcat', 'hello\n05-01 10:00:00.123  7  8 W Shop: slow\n');
    expect(records.map(({ raw }) => raw)).toHaveLength(2);
  });

  test('above JSON are no record either', () => {
    const records = parse('pino', '\r\n{"level":30,"time":1714557600123,"msg":"up"}\r\n');
    expect(records.map(({ message, lines }) => ({ message, lines }))).toEqual([
      { message: 'up', lines: 2 },
    ]);
  });
});

describe('later lines of a record', () => {
  test('tell its level and its time where the first does not', () => {
    const two = 'May 01, 2024 10:00:00 AM shop.Pool take\nSEVERE: none\n';
    const one = 'May 01, 2024 10:00:01 AM shop.Pool take\nINFO: one\n';
    expect(parse('jul', two + one).map(({ level }) => level)).toEqual(['error', 'info']);
    const slow =
      '# User@Host: a[a] @ h []\n# Query_time: 3.5  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 2\n';
    const [record] = parse('mysql-slow', `${slow}SET timestamp=1714557600;\nselect 1;\n`);
    expect(record).toMatchObject({
      time: '2024-05-01T10:00:00Z',
      fields: { user: 'a', query_time: 3.5, rows_examined: 2 },
    });
  });

  test('do not take the level of the record before', () => {
    const text =
      'May 01, 2024 10:00:00 AM a.B c\nSEVERE: x\nMay 01, 2024 10:00:01 AM a.B c\nplain\n';
    expect(parse('jul', text).map(({ level }) => level)).toEqual(['error', 'unknown']);
  });
});

test('a piece that is never a record of its own goes on in the next line', () => {
  const query = (at: string) => `# Time: ${at}\n# User@Host: a[a] @ h []\nselect 1;\n`;
  const records = parse(
    'mysql-slow',
    query('2024-05-01T10:00:00Z') + query('2024-05-01T10:00:01Z'),
  );
  expect(records.map(({ lines, time }) => ({ lines, time }))).toEqual([
    { lines: 3, time: '2024-05-01T10:00:00Z' },
    { lines: 3, time: '2024-05-01T10:00:01Z' },
  ]);
});
