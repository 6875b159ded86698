import { describe, expect, test } from 'vitest';
import {
  createReader,
  detectTable,
  loadFormats,
} from '../../../../../main/ingest/formats/index.ts';
import { emptyHeader } from '../../../../../main/ingest/formats/empty-header.ts';

const formats = loadFormats();

/** Format of a text and the times of its rows, `-` for none; null: it is no table. */
function read(text: string, zone = 'Z'): { id: string; times: string[] } | null {
  const found = detectTable(text, formats);
  if (found === null) return null;
  const { format, shape } = found;
  const reader = createReader(format, { zone, year: null, referenceUs: 1.7e15, shape });
  const times: string[] = [];
  for (const line of text.split('\n').slice(shape.header === '' ? 0 : 1)) {
    const header = emptyHeader();
    if (!reader.read(line, header)) continue;
    times.push(Number.isNaN(header.timeUs) ? '-' : new Date(header.timeUs / 1000).toISOString());
  }
  return { id: format.id, times };
}

describe('no table', () => {
  const lines = (make: (i: number) => string): string =>
    Array.from({ length: 30 }, (_, i) => make(i)).join('\n') + '\n';

  test.each([
    ['commas in sentences', lines((i) => `2024-05-01 10:00:00 INFO did ${i}, then b, then c`)],
    ['a banner with commas', `Starting, loading, ready\n${lines((i) => `INFO line ${i}`)}`],
    ['fields between semicolons', lines((i) => `2024-05-01 10:00:00; INFO; w; did ${i}`)],
    ['a service wrapper', lines((i) => `INFO   | jvm 1    | 2024/05/01 10:00:00 | did ${i}`)],
    ['JSON', lines((i) => `{"a":${i},"b":"x","c":1}`)],
    ['words', lines(() => 'alpha,beta,gamma')],
    ['a key and a value', lines((i) => `key${i},value`)],
    ['tabs', lines((i) => `worker\tdid\tthing ${i}`)],
  ])('%s', (_, text) => {
    expect(read(text)).toBeNull();
  });
});

describe('the time of a table', () => {
  test('the sample tells day before month from month before day', () => {
    const rows = (first: string, second: string): string =>
      `When,What\n${first} 10:00:00,a\n${second} 10:00:00,b\n`;
    expect(read(rows('03/05/2024', '13/05/2024'))?.times).toEqual([
      '2024-05-03T10:00:00.000Z',
      '2024-05-13T10:00:00.000Z',
    ]);
    expect(read(rows('05/03/2024', '05/13/2024'))?.times).toEqual([
      '2024-05-03T10:00:00.000Z',
      '2024-05-13T10:00:00.000Z',
    ]);
  });

  test('is found by what stands there when the name says nothing', () => {
    const text = 'a,b,c\n1,2024-05-01T10:00:00Z,x\n2,2024-05-01T10:00:01Z,y\n';
    expect(read(text)?.times).toEqual(['2024-05-01T10:00:00.000Z', '2024-05-01T10:00:01.000Z']);
  });

  test('is not what only sounds like one', () => {
    const text = 'id,elapsed time,time zone\n1,12,UTC\n2,15,UTC\n';
    expect(read(text)).toEqual({ id: 'csv', times: ['-', '-'] });
  });

  test('is in the zone of the source, but for formats that fix theirs', () => {
    expect(read('time,what\n2024-05-01 10:00:00,x\n', '+02:00')?.times).toEqual([
      '2024-05-01T08:00:00.000Z',
    ]);
    const w3c = '#Fields: date time cs-method cs-uri-stem\n2024-05-01 10:00:00 GET /\n';
    expect(read(w3c, '+02:00')?.times).toEqual(['2024-05-01T10:00:00.000Z']);
  });
});

test('a header without rows is a table when a format knows it', () => {
  expect(read('Timestamp,RuleTitle,Level,Computer,Channel,EventID\n')?.id).toBe('hayabusa');
  expect(read('one,two,three\n')).toBeNull();
});

test('a row with too few or too many cells is kept with what it has', () => {
  const text = 'time,level,what\n2024-05-01T10:00:00Z,error\n2024-05-01T10:00:01Z,info,x,y\n';
  const found = detectTable(`${text}${'2024-05-01T10:00:02Z,info,z\n'.repeat(30)}`, formats);
  if (found === null) throw new Error('no table');
  const reader = createReader(found.format, { zone: 'Z', year: null, referenceUs: 0, ...found });
  const [, short = '', long = ''] = text.split('\n');
  const header = emptyHeader();
  expect(reader.read(short, header)).toBe(true);
  expect(header).toMatchObject({ explained: true, level: 6 });
  expect(reader.fields(long)).toEqual({ what: 'x', 'column 4': 'y' });
});
