import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCaseFile } from '../../../../main/cases/index.ts';
import { skeletonStats } from '../../../../main/iq/skeleton-stats.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

/** Slices of the range of a case. */
const SLICES = 40;

function linesAt(seconds: readonly number[], text: string): string {
  return seconds
    .map((at) => `${new Date(Date.UTC(2026, 2, 1) + at * 1000).toISOString()} INFO ${text}\n`)
    .join('');
}

test('a trend is exact where a block is of several slices, and where it is of one', async () => {
  const folder = testFolder();
  // Of 4,000 seconds a slice has a hundred; of the first file a block is of all of them, with nothing between.
  const wide = linesAt([0, 1, 2, 3999, 4000], 'the wide one begins and ends');
  writeFileSync(join(folder, 'wide.log'), wide);
  writeFileSync(
    join(folder, 'narrow.log'),
    linesAt([1510, 1520, 1590], 'all of it is in the middle'),
  );
  const { open, key } = await testCase(folder);
  await open.read({ kind: 'paths', paths: ['wide.log', 'narrow.log'].map((n) => join(folder, n)) });

  const database = openCaseFile({ path: open.path, key, readonly: true });
  try {
    const trendOf = (stats: ReturnType<typeof skeletonStats>, word: string): string[] =>
      (stats.find(({ text }) => text.includes(word))?.trend ?? []).flatMap((count, slice) =>
        count === 0 ? [] : [`${slice}: ${count}`],
      );
    const exact = skeletonStats(database, true);
    expect(trendOf(exact, 'wide')).toEqual(['0: 3', `${SLICES - 1}: 2`]);
    expect(trendOf(exact, 'middle')).toEqual(['15: 3']);
    const spread = skeletonStats(database, false);
    expect(trendOf(spread, 'wide')).toHaveLength(SLICES);
    expect(trendOf(spread, 'middle')).toEqual(['15: 3']);
  } finally {
    database.close();
  }
});
