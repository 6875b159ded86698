import { describe, expect, test } from 'vitest';
import { levelOf } from '#shared/model/level.ts';
import { formatTimeUtc } from '#shared/model/record.ts';
import {
  createReader,
  detectFormat,
  detectTable,
  loadFormats,
} from '../../../../../main/ingest/formats/index.ts';
import { loadDefinitions } from '../../../../../main/ingest/formats/format-files.ts';
import { emptyHeader } from '../../../../../main/ingest/formats/empty-header.ts';

const formats = loadFormats();
const MID_2024 = Date.UTC(2024, 5, 30) * 1000;

const lineBased = loadDefinitions().filter(({ kind }) => kind !== 'table');
const tables = loadDefinitions().filter(({ kind }) => kind === 'table');

describe.each(tables)('$id', ({ id, samples }) => {
  test.each(samples)('$text', (sample) => {
    const { header: above = '', text } = sample;
    const found = detectTable(`${above}\n${text}\n`.trimStart(), formats);
    if (found === null) throw new Error(`${id} is not recognised`);
    expect(found.format.id).toBe(id);
    const { shape, format } = found;
    const reader = createReader(format, { zone: 'Z', year: null, referenceUs: MID_2024, shape });
    const header = emptyHeader();
    expect(reader.rowEnd?.(`${text}\nnext`, 0)).toBe(text.length);
    expect(reader.starts(text)).toBe(true);
    expect(reader.read(text, header)).toBe(true);
    const time = { us: header.timeUs, ns: header.timeNs, digits: header.timeDigits };
    expect(header.explained).toBe(true);
    expect(Number.isNaN(time.us) ? null : formatTimeUtc(time)).toBe(sample.time);
    expect(levelOf(header.level)).toBe(sample.level);
    expect(header.message).toBe(sample.message);
    expect(reader.message(text)).toBe(sample.message);
    expect(reader.fields(text)).toEqual(sample.fields);
  });
});

describe.each(lineBased)('$id', ({ id, samples }) => {
  const format = formats.find((candidate) => candidate.id === id);
  if (format === undefined) throw new Error(`${id} is not loaded`);

  test.each(samples)('$text', (sample) => {
    const reader = createReader(format, { zone: 'Z', year: null, referenceUs: MID_2024 });
    const header = emptyHeader();
    const [first = '', ...rest] = sample.text.split('\n');
    expect(reader.starts(first)).toBe(true);
    expect(reader.read(first, header)).toBe(true);
    expect(header.explained).toBe(true);
    if (rest.length === 0) expect(header.message).toBe(sample.message);
    // Into the same header: a later line may tell the time or the level.
    for (const line of rest) expect(reader.read(line, header)).toBe(false);
    const time = { us: header.timeUs, ns: header.timeNs, digits: header.timeDigits };
    expect(Number.isNaN(time.us) ? null : formatTimeUtc(time)).toBe(sample.time);
    expect(levelOf(header.level)).toBe(sample.level);
    expect(reader.fields(sample.text)).toEqual(sample.fields);
    expect(reader.message(sample.text)).toBe(sample.message);
  });

  test('is detected from its samples', () => {
    const lines = samples.flatMap(({ text }) => text.split('\n'));
    const { format: detected, score } = detectFormat(lines, formats);
    expect({ id: detected.id, whole: score > 0.8 }).toEqual({ id, whole: true });
  });
});
