import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedFormats } from '../../../../../main/ingest/formats/checked-formats.ts';
import {
  createBuiltInFormats,
  createReader,
  detectFormat,
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
  const usual = ['syslog-3164', 'syslog-5424', 'log4j', 'spring-boot', 'access'];
  // Their expressions ask where the line or a word ends.
  const ended = ['kernel', 'jul', 'mysql-general', 'oracle-alert', 'aws-lambda'];
  for (const id of [...usual, ...ended]) {
    const format = formats.get(id);
    if (format === undefined) throw new Error(`there is no ${id}`);
    const reader = createReader(format, { zone: 'UTC', year: 2026, referenceUs: 0 });
    expect([id, reader.byteHeader?.() ?? null]).not.toEqual([id, null]);
  }
});

const definitions = loadDefinitions();
const among = loadFormats(definitions);
/** Of the samples of all formats. */
const lines = definitions.flatMap(({ samples }) => samples.flatMap(({ text }) => text.split('\n')));

test('a format that may not explain a line does not, whatever stands in it', () => {
  const readers = createBuiltInFormats()
    .all()
    .flatMap(({ mayExplain }, index) => {
      const reader = among[index]?.open({ zone: 'Z', year: null, referenceUs: 0 });
      return mayExplain === undefined || reader === undefined ? [] : [{ mayExplain, reader }];
    });
  expect(readers.length).toBeGreaterThan(150);
  const wrong = (line: string): string[] =>
    readers.flatMap(({ mayExplain, reader }, index) =>
      !mayExplain(line) && reader.evidence(line) > 0 ? [among[index]?.id ?? ''] : [],
    );
  for (const line of lines) expect([line, wrong(line)]).toEqual([line, []]);
  const cut = fc
    .tuple(fc.constantFrom(...lines), fc.nat(60), fc.nat(6), fc.string({ unit: 'binary' }))
    .map(([line, at, count, put]) => line.slice(0, at) + put + line.slice(at + count));
  fc.assert(
    fc.property(cut, (line) => {
      expect(wrong(line)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('asked only what they may explain, the formats are told apart as before', () => {
  const lazy = createBuiltInFormats();
  for (const { id, samples } of definitions) {
    const sample = [
      ...samples.flatMap(({ text }) => text.split('\n')),
      ...lines.slice(0, 3),
      '  at indented',
      'nothing in particular',
    ];
    const told = ({ format, score, ranking }: ReturnType<typeof detectFormat>) => ({
      format: format.id,
      score,
      // Those that explain nothing stand in no order that counts.
      ranking: ranking.filter((one) => one.score > 0),
    });
    expect([id, told(detectFormat(sample, lazy.all()))]).toEqual([
      id,
      told(detectFormat(sample, among)),
    ]);
  }
});

test('what the bundle holds of them is what they are', () => {
  const held: unknown = JSON.parse(JSON.stringify(checkedFormats()));
  expect(held).toEqual(checkedFormats());
  expect(checkedFormats().definitions).toEqual(
    definitions.map((definition) => ({ ...definition, samples: [] })),
  );
});
