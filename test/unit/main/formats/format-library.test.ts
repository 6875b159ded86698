import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFormatLibrary } from '../../../../main/formats/index.ts';
import { loadDefinitions } from '../../../../main/ingest/index.ts';
import { testFolder } from '../case-in-folder.ts';

const pattern =
  '^(?<timestamp>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)~(?<level>\\w+)~(?<body>.*)$';
const format = { title: 'Tilde', regex: { std: { pattern } } };
const FILE = JSON.stringify({ tilde_log: format, other_log: format });

function libraryIn(folder: string) {
  const library = createFormatLibrary(folder);
  onTestFinished(() => library.close());
  return library;
}

const ids = async (library: ReturnType<typeof libraryIn>): Promise<string[]> =>
  (await library.definitions()).map(({ id }) => id);

test('a file that lies in the folder is used, also one that comes later', async () => {
  const folder = join(testFolder(), 'formats');
  const library = libraryIn(folder);
  expect(await ids(library)).toEqual([]);
  mkdirSync(folder);
  writeFileSync(join(folder, 'mine.json'), FILE);
  expect(await ids(library)).toEqual(['tilde-log', 'other-log']);
  writeFileSync(join(folder, 'twin.json'), JSON.stringify({ tilde_log: format }));
  writeFileSync(join(folder, 'wrong.json'), '{"x_log": {"regex": {"a": {"pattern": "("}}}}');
  const { formats, problems } = await library.list();
  expect(formats.map(({ file }) => file)).toEqual(['mine.json', 'mine.json']);
  expect(problems.map(({ file, message }) => [file, message])).toEqual([
    ['twin.json', expect.stringContaining('of one in mine.json, which is used')],
    ['wrong.json', expect.stringContaining('The pattern "a" has a ( that is not closed')],
  ]);
});

test('an imported file is kept as it came; its formats can be taken out one by one', async () => {
  const folder = testFolder();
  const library = libraryIn(folder);
  const imported = await library.import('/home/dana/My tildes.json', FILE);
  expect(imported?.file).toBe('My-tildes.json');
  expect(readFileSync(join(folder, 'My-tildes.json'), 'utf8')).toBe(FILE);
  await library.delete('tilde-log');
  expect(await ids(library)).toEqual(['other-log']);
  await library.delete('other-log');
  expect(readdirSync(folder)).toEqual([]);
  await expect(library.delete('other-log')).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
});

test('a second file of the same name does not overwrite other formats', async () => {
  const folder = testFolder();
  const library = libraryIn(folder);
  await library.import('a.json', JSON.stringify({ one_log: format }));
  await library.import('a.json', JSON.stringify({ two_log: format }));
  expect(readdirSync(folder).sort()).toEqual(['a-2.json', 'a.json']);
  await library.import('a.json', JSON.stringify({ one_log: { ...format, title: 'New' } }));
  const titles = (await library.list()).formats.map(({ definition }) => definition.title);
  expect(titles.sort()).toEqual(['New', 'Tilde']);
});

test('saving takes the place of an imported format, and says when it stands for a built-in one', async () => {
  const folder = testFolder();
  const library = libraryIn(folder);
  await library.import('a.json', FILE);
  const definition = await library.get('tilde-log');
  const saved = await library.save({ ...definition, title: 'Mine' });
  expect(saved).toMatchObject({ file: 'tilde-log.json', replaces: false });
  expect(await library.get('tilde-log')).toMatchObject({ title: 'Mine', own: true });
  expect(await ids(library)).toEqual(['other-log', 'tilde-log']);
  const [access] = loadDefinitions().filter(({ id }) => id === 'access');
  if (access === undefined) throw new Error('no access format');
  expect(await library.save(access)).toMatchObject({ replaces: true });
});

test('what is no format file is left alone, and one that cannot be used is refused', async () => {
  const folder = testFolder();
  const library = libraryIn(folder);
  expect(await library.import('app.json', '{"level":"info"}\n{"level":"info"}')).toBeNull();
  const broken = JSON.stringify({ tilde_log: { ...format, sample: [{ line: 'x' }] } });
  await expect(library.import('b.json', broken)).rejects.toMatchObject({
    code: 'FORMAT_FILE_BROKEN',
    details: { file: 'b.json', format: 'tilde_log', sample: 1 },
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a definition is tried on lines without being kept', async () => {
  const folder = testFolder();
  const library = libraryIn(folder);
  await library.import('a.json', FILE);
  const definition = await library.get('tilde-log');
  const lines = ['2024-03-05 10:00:00~ERROR~oven cold', '  still'];
  expect(await library.test(definition, lines)).toMatchObject({
    problem: null,
    lines: [{ as: 'record', level: 'error' }, { as: 'continued' }],
  });
  if (definition.kind !== 'text') throw new Error('not text');
  expect(await library.test({ ...definition, patterns: ['(?R)'] }, lines)).toEqual({
    problem: 'Pattern 1 has (?R) or (?1) (recursion).',
    lines: [],
  });
});
