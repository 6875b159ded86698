import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ContextLines, foundRecords } from '../../../../../main/shells/cli/record-lines.ts';
import { testCase, testFolder } from '../../case-in-folder.ts';

test('records that repeat are given once, with how many they are and the time of the last', async () => {
  const folder = testFolder();
  const file = join(folder, 'app.log');
  const at = (i: number): string =>
    `2026-03-12T14:${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}Z`;
  const lines = Array.from({ length: 1200 }, (_, i) =>
    i === 700
      ? `${at(i)} ERROR the pool is empty`
      : `${at(i)} WARN no answer from 10.0.0.${i % 250} after ${i} ms`,
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [file] });
  await open.settled();
  const everything = { query: '', fromUs: null, toUs: null };
  const { viewId, total } = await open.store.search(
    everything,
    new AbortController().signal,
    () => {},
  );
  const texts = async (shown: { limit: number; collapse: boolean }): Promise<string[]> => {
    const printed: string[] = [];
    const output = new ContextLines(() => 'app.log', 0);
    for await (const one of foundRecords(open, viewId, { total, ...shown }, 0)) {
      printed.push(...output.linesOf(one, new Set()));
    }
    return printed.map((line) => line.replace(/^(\S+) .*app\.log:/u, '$1 '));
  };
  expect(await texts({ limit: 100, collapse: true })).toEqual([
    '2026-03-12T14:00:00Z 1  no answer from 10.0.0.0 after 0 ms',
    '    and 699 like it until 2026-03-12T14:11:39Z',
    '2026-03-12T14:11:40Z 701  the pool is empty',
    '2026-03-12T14:11:41Z 702  no answer from 10.0.0.201 after 701 ms',
    '    and 498 like it until 2026-03-12T14:19:59Z',
  ]);
  expect(await texts({ limit: 1, collapse: true })).toHaveLength(2);
  expect(await texts({ limit: 7, collapse: false })).toHaveLength(7);
});
