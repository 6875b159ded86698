import { expect, test } from 'vitest';
import { loadDefinitions, loadFormats } from '../../../../../main/ingest/formats/format-files.ts';

const good = {
  id: 'mine',
  title: 'Mine',
  kind: 'text',
  patterns: ['(?<time>\\d{4}) (?<message>.*)'],
  layouts: ['yyyy'],
  continuation: 'any',
  samples: [{ text: '2024 x', time: null, level: 'unknown', message: 'x', fields: {} }],
};

test('ids are unique and the formats of last resort are there', () => {
  const definitions = loadDefinitions();
  expect(new Set(definitions.map(({ id }) => id)).size).toBe(definitions.length);
  expect(definitions.filter(({ kind }) => kind === 'search').map(({ id }) => id)).toEqual([
    'generic',
    'generic-day-first',
    'generic-month-first',
    'plain',
  ]);
});

test('a good file loads', () => {
  expect(loadFormats(loadDefinitions([good])).map(({ id }) => id)).toEqual(['mine']);
});

test.each([
  ['an unknown key', { ...good, colour: 'red' }],
  ['a pattern that goes on after the message', { ...good, patterns: ['(?<message>.*) end'] }],
  ['an unknown level', { ...good, levels: { oops: 'bad' } }],
  ['an expression that is none', { ...good, patterns: ['(?<time>[) (?<message>.*)'] }],
  ['a group without a name', { ...good, patterns: ['(a) (?<message>.*)'] }],
  ['a layout with an open bracket', { ...good, layouts: ['yyyy['] }],
])('%s is refused by the name of the format', (_, file) => {
  expect(() => loadFormats(loadDefinitions([file]))).toThrow(
    expect.objectContaining({
      code: 'FORMAT_BROKEN',
      details: expect.objectContaining({ format: 'mine' }),
    }),
  );
});
