import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCaseFile } from '../../../../main/cases/index.ts';
import { CaseBlocks } from '../../../../main/logstore/index.ts';
import { rawText } from '../../../../main/logstore/record-text.ts';
import { RowTexts } from '../../../../main/logstore/row-texts.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

const RECORDS = 3000;

/** Records of one line and of several, some beyond ASCII, the last one without an end. */
function recordAt(at: number): string {
  const head = `2026-03-01 10:${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')},123 INFO`;
  const text = `${head} [main] com.shop.Cart - order ${at * 7919} from 10.0.${at % 256}.${at % 7}`;
  if (at % 5 === 0)
    return `${text} failed\n\tat com.shop.Cart.add(Cart.java:${at})\n\t... ${at % 9} more`;
  return at % 11 === 0 ? `${text} für Übergröße ${at}` : text;
}

test('rows of a block that is looked at for the first time have the texts that the whole has', async () => {
  const folder = testFolder();
  const log = join(folder, 'app.log');
  writeFileSync(log, Array.from({ length: RECORDS }, (_, at) => recordAt(at)).join('\n'));
  const { open, key } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [log] });

  const database = openCaseFile({ path: open.path, key, readonly: true });
  try {
    const blocks = new CaseBlocks(database);
    const keyOf = (ordinal: number) => {
      const found = blocks.record(1, ordinal);
      if (found === null) throw new Error(`no record ${ordinal}`);
      return { us: 0, ...found };
    };
    const asked = [RECORDS - 1, 0, 5, 6, 7, 11, 5, 1500, 2200, 2201].map(keyOf);
    const some = new RowTexts(blocks);
    const first = some.of(asked);
    const isWhole = (): boolean => asked.some(({ block }) => blocks.hasText(block));
    expect(isWhole()).toBe(false);
    const again = some.of(asked);
    expect(isWhole()).toBe(true);
    expect(first).toEqual(asked.map(({ block, index }) => rawText(blocks, block, index)));
    expect(again).toEqual(first);
    expect(first.slice(0, 3)).toEqual([recordAt(RECORDS - 1), recordAt(0), recordAt(5)]);
  } finally {
    database.close();
  }
});
