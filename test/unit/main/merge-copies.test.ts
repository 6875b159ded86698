import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openCase, type OpenCase } from '../../../main/open-case.ts';
import { expectSound, rowsOf, testCase, testFolder } from './case-in-folder.ts';

const lines = (name: string, count: number): string =>
  Array.from(
    { length: count },
    (_, i) =>
      `2024-05-01T10:00:${String(i % 60).padStart(2, '0')}.000Z ERROR ${name} failed on request ${i} after ${i * 7} ms\n`,
  ).join('');

async function addLog(open: OpenCase, folder: string, name: string, text: string): Promise<void> {
  writeFileSync(join(folder, name), text);
  await open.read({ kind: 'paths', paths: [join(folder, name)] });
}

/** A case that read a log and was closed, and an open copy of it. */
async function copied(folder: string) {
  const { open, key } = await testCase(folder);
  await addLog(open, folder, 'common.log', lines('common', 50));
  await open.close();
  const otherPath = join(folder, 'other.eiq');
  copyFileSync(open.path, otherPath);

  const access = { key, signer: null, created: null };
  const other = await openCase({ ...access, path: otherPath }, () => {});
  return { open, key, otherPath, access, other };
}

test('two copies that read other logs come together with all records, and both verify', async () => {
  const folder = testFolder();
  const { open, key, otherPath, access, other } = await copied(folder);
  await addLog(other, folder, 'theirs.log', lines('theirs', 70));
  await other.shift([{ id: 1, shiftUs: 1_000_000 }]);
  const theirs = await rowsOf(other, 'source:theirs.log');
  await other.close();

  const mine = await openCase({ ...access, path: open.path }, () => {});
  try {
    await addLog(mine, folder, 'mine.log', lines('mine', 30));
    const [record] = await mine.cite([theirs[0]?.ref ?? { sourceId: 1, ordinal: 0 }]);
    expect(record).toMatchObject({ line: 1, lines: 1 });
    const merged = await mine.merge({ path: otherPath, key });
    expect(merged).toMatchObject({ sources: 1 });
    expect(merged.taken).toBeGreaterThan(2);
    expect(mine.sources().map(({ path, records }) => [path.split('/').at(-1), records])).toEqual([
      ['common.log', 50],
      ['mine.log', 30],
      ['theirs.log', 70],
    ]);
    const came = await rowsOf(mine, 'source:theirs.log');
    const facts = (rows: typeof came) =>
      rows.map(({ line, message, time, level }) => ({ line, message, time, level }));
    expect(facts(came)).toEqual(facts(theirs));
    expect(await rowsOf(mine, 'theirs failed')).toHaveLength(70);
    expect((await mine.templates()).length).toBeGreaterThan(2);
    const [first] = await rowsOf(mine, 'source:common.log');
    expect(new Date((first?.time?.us ?? 0) / 1000).toISOString()).toBe('2024-05-01T10:00:01.000Z');
    await expectSound(mine);
    expect(await mine.merge({ path: otherPath, key })).toMatchObject({ taken: 0, sources: 0 });
    await addLog(mine, folder, 'later.log', lines('later', 5));
    expect(await rowsOf(mine, 'later failed')).toHaveLength(5);
  } finally {
    await mine.close();
  }
});

test('a citation holds when the source is read again, taken out and put in again', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const text = lines('api', 3) + 'java.lang.Error: x\n\tat a.B.c(D.java:1)\n' + lines('db', 2);
  await addLog(open, folder, 'a.log', text);
  const rows = await rowsOf(open);
  const spanning = rows.find(({ lines }) => lines > 1);
  const cited = await open.cite([spanning?.ref ?? { sourceId: 0, ordinal: 0 }]);
  expect(cited).toMatchObject([{ line: 3, lines: 3 }]);
  await open.override(1, { format: 'generic', zone: '+05:00', encoding: null });
  expect(await open.resolve(cited)).toMatchObject([{ standing: 'same' }]);
  await open.removeSource(1);
  expect(await open.resolve(cited)).toEqual([{ standing: 'missing', row: null }]);
  await open.read({ kind: 'paths', paths: [join(folder, 'a.log')] });
  expect(await open.resolve(cited)).toMatchObject([{ standing: 'same', row: { line: 3 } }]);
  const wrong = cited.map((citation) => ({ ...citation, line: 1 }));
  expect(await open.resolve(wrong)).toMatchObject([{ standing: 'changed' }]);
  const beyond = cited.map((citation) => ({ ...citation, line: 100 }));
  expect(await open.resolve(beyond)).toMatchObject([{ standing: 'missing' }]);
});

test('a copy whose records were read anew elsewhere goes on proving what it holds, and so does the other', async () => {
  const folder = testFolder();
  const { open, key, otherPath, access, other } = await copied(folder);
  onTestFinished(() => other.close());
  await other.override(1, { format: null, zone: 'Europe/Paris', encoding: null });
  await expectSound(other);

  const mine = await openCase({ ...access, path: open.path }, () => {});
  onTestFinished(() => mine.close());
  await mine.merge({ path: otherPath, key });
  await expectSound(mine);
  await other.merge({ path: open.path, key });
  await expectSound(other);
});
