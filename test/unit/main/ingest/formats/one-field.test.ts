import { expect, test } from 'vitest';
import {
  createReader,
  loadDefinitions,
  loadFormats,
} from '../../../../../main/ingest/formats/index.ts';

const definitions = loadDefinitions();
const formats = loadFormats(definitions);

/** The samples of every format, each with what reads it. */
const SAMPLES = definitions.flatMap(({ id, samples }, at) =>
  samples.map(({ header, text }) => {
    const format = formats[at];
    if (format === undefined) throw new Error(`there is no ${id}`);
    const shape = format.table?.recognise(`${header ?? ''}\n${text}\n`.trimStart())?.shape ?? null;
    const reader = createReader(format, { zone: 'UTC', year: 2026, referenceUs: 0, shape });
    return { id, text, reader };
  }),
);

/** Names that formats use, and such as none does. */
const NAMES = [
  ...'time level message status service user clock'.split(' '),
  'column 3',
  'no.such',
  '',
];

/** A sample by itself, and with other lines around it. */
const recordsOf = (text: string): string[] => [
  text,
  `\n${text}`,
  `${text}\n\tat com.example.Thing.run(Thing.java:7)`,
  `{"time":"2026-03-01T10:00:00Z","level":"info","msg":"hi","status":200,"a":{"b":1}}\n${text}`,
];

test('a field by itself is what it is among all of them, in the samples of every format', () => {
  let compared = 0;
  for (const { id, text, reader } of SAMPLES) {
    for (const record of recordsOf(text)) {
      const all = reader.fields(record);
      for (const name of [...Object.keys(all), ...NAMES]) {
        const wanted = Object.hasOwn(all, name) ? all[name] : undefined;
        expect([id, record, name, reader.field(record, name)]).toEqual([id, record, name, wanted]);
        compared++;
      }
    }
  }
  expect(compared).toBeGreaterThan(20_000);
});

test('a record has no field that its format says it has not, and names what it must name', () => {
  for (const { id, text, reader } of SAMPLES) {
    for (const name of Object.keys(reader.fields(text))) {
      const presence = reader.holds(name);
      expect([id, name, presence]).not.toEqual([id, name, 'never']);
      if (presence !== 'named') continue;
      const missing = name.split('.').filter((part) => !text.includes(part));
      expect([id, name, missing]).toEqual([id, name, []]);
    }
  }
});
