import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { damagedPlaces, openCaseFile, tableIsWhole } from '../../../../main/cases/index.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

const PAGE = 4096;

/** Null: the list of tables was hit, and opening says so. */
function opened(path: string, key: Buffer): ReturnType<typeof openCaseFile> | null {
  try {
    return openCaseFile({ path, key, readonly: true });
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/CASE_(?:KEY_WRONG|DAMAGED)/) });
    return null;
  }
}

test('whichever page of a case is hit, the entries and records that stood on it are named', async () => {
  const folder = testFolder();
  const log = join(folder, 'app.log');
  const line = (i: number): string => `2024-05-01T10:00:00Z INFO order ${i} of ${i * 7919} is paid`;
  writeFileSync(log, Array.from({ length: 3000 }, (_, i) => line(i)).join('\n'));
  const { open, key } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [log] });
  for (let n = 0; n < 60; n++) {
    const provenance = { by: 'statement', who: 'Dana', text: 'x'.repeat(300) } as const;
    const aware = { us: n, withinUs: 0, provenance, note: '' };
    await open.change('incident', 'incident', { aware });
  }
  const { entries } = await open.journalHead();
  await open.close();
  const bytes = readFileSync(open.path);
  const path = join(folder, 'hit.eiq');
  const named = { journal: new Set<number>(), block_text: new Set<string>() };
  for (let page = 1; page * PAGE < bytes.length; page++) {
    const hit = Buffer.from(bytes);
    const at = page * PAGE + 1000;
    hit[at] = (hit[at] ?? 0) ^ 1;
    writeFileSync(path, hit);
    const database = opened(path, key);
    if (database === null) continue;
    try {
      for (const table of ['journal', 'block_text'] as const) {
        if (tableIsWhole(database, table)) {
          expect(damagedPlaces(database, table)).toEqual([]);
          continue;
        }
        for (const place of damagedPlaces(database, table)) {
          const [, from = '', to = from] = /^entr(?:y|ies) (\d+)(?: to (\d+))?$/.exec(place) ?? [];
          if (table === 'block_text') named.block_text.add(place);
          else for (let seq = Number(from); seq <= Number(to); seq++) named.journal.add(seq);
        }
      }
    } finally {
      database.close();
    }
  }
  expect([...named.journal].sort((a, b) => a - b)).toEqual(
    Array.from({ length: entries }, (_, n) => n + 1),
  );
  expect([...named.block_text]).toEqual([`records 1 to 3,000 of ${log}`]);
}, 120_000);
