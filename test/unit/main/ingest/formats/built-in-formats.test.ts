import { expect, test } from 'vitest';
import {
  createBuiltInFormats,
  createReader,
  loadDefinitions,
  loadFormats,
  readLines,
} from '../../../../../main/ingest/formats/index.ts';

test('a format by itself reads what it reads among all', () => {
  const definitions = loadDefinitions();
  const all = loadFormats(definitions);
  const single = createBuiltInFormats();
  for (const [index, { id, samples }] of definitions.entries()) {
    const [alone, among] = [single.get(id), all[index]];
    if (alone === undefined || among === undefined) throw new Error(`there is no ${id}`);
    for (const { header, text } of samples) {
      const lines = text.split('\n');
      expect(readLines(alone, lines)).toEqual(readLines(among, lines));
      const sample = `${header ?? ''}\n${text}\n`.trimStart();
      expect(alone.table?.recognise(sample)).toEqual(among.table?.recognise(sample));
    }
  }
  expect(single.get('no-such-format')).toBeUndefined();
});

test('asked for all, it gives them in their order', () => {
  const some = createBuiltInFormats();
  some.get('syslog-3164');
  expect(some.all().map(({ id }) => id)).toEqual(loadDefinitions().map(({ id }) => id));
});

test('the formats that most logs have are read byte by byte: line by line takes ten times as long', () => {
  const formats = createBuiltInFormats();
  for (const id of ['syslog-3164', 'syslog-5424', 'log4j', 'spring-boot', 'access']) {
    const format = formats.get(id);
    if (format === undefined) throw new Error(`there is no ${id}`);
    const reader = createReader(format, { zone: 'UTC', year: 2026, referenceUs: 0 });
    expect([id, reader.byteHeader?.() ?? null]).not.toEqual([id, null]);
  }
});
