import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCaseFile } from '../../../../main/cases/index.ts';
import { CaseBlocks } from '../../../../main/logstore/index.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

test('what is told of a source while its blocks are replaced holds for those that come, and nothing of the old ones is given', async () => {
  const folder = testFolder();
  const log = join(folder, 'plain.log');
  writeFileSync(log, 'no line of this\nhas a time\n');
  const { open, key } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [log] });
  const sourceId = open.sources()[0]?.id ?? 0;

  const database = openCaseFile({ path: open.path, key, readonly: true });
  try {
    const blocks = new CaseBlocks(database);
    const [old] = blocks.all();
    if (old === undefined) throw new Error('a log that was read has a block');
    await open.override(sourceId, { format: null, zone: '+01:00', encoding: null });

    blocks.put(sourceId, 0, 5_000_000);
    expect([...blocks.all()].map(({ minUs, maxUs }) => [minUs, maxUs])).toEqual([
      [5_000_000, 5_000_000],
    ]);
    for (const read of ['columns', 'text', 'filter'] as const) {
      expect(() => blocks[read](old)).toThrow(expect.objectContaining({ code: 'VIEW_GONE' }));
    }

    blocks.reload();
    expect([...blocks.all()].map(({ minUs }) => minUs)).toEqual([5_000_000]);
    expect(blocks.find(old.id)).toBeUndefined();
  } finally {
    database.close();
  }
});
