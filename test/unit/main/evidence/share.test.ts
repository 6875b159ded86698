import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainFinding } from '#shared/model/finding.ts';
import { deriveCaseKey, openCaseFile, readHeader } from '../../../../main/cases/index.ts';
import { shareCase } from '../../../../main/evidence/index.ts';
import { createFileSink } from '../../../../main/export/index.ts';
import { openCase } from '../../../../main/open-case.ts';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';

const NEVER = new AbortController().signal;

test('a colleague gets the chosen records under his own passphrase, and what he did comes back', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  for (const name of ['web', 'db']) {
    const line = `2024-05-01T10:00:00Z ERROR the ${name} secret of swordfish failed\n`;
    writeFileSync(join(folder, `${name}.log`), line.repeat(20));
  }
  await open.read({ kind: 'paths', paths: [join(folder, 'web.log'), join(folder, 'db.log')] });
  await open.append({
    kind: 'finding.added',
    payload: { id: 'f', ...plainFinding('cause', 'one') },
  });
  const web = open.sources().find(({ path }) => path.endsWith('web.log'));
  const path = join(folder, 'for-eli.eiq');
  const request = {
    to: { passphrase: 'harbour tram 41' },
    sourceIds: [web?.id ?? 0],
    note: 'to Eli',
  };
  const shared = await shareCase(open, request, await createFileSink(path), NEVER);
  expect((await open.custody()).at(-1)).toMatchObject({
    kind: 'left',
    what: 'share',
    sha256: shared.sha256,
    records: 20,
    sources: [web?.key],
  });
  expect(readFileSync(path).includes('swordfish')).toBe(false);

  const { header } = await readHeader(path);
  const key = await deriveCaseKey('harbour tram 41', header);
  const bare = openCaseFile({ path, key, readonly: true });
  expect(bare.prepare(`SELECT key FROM meta WHERE key = 'signing_key'`).all()).toEqual([]);
  expect(JSON.stringify(bare.prepare('SELECT text FROM skeleton').all())).not.toContain('db');
  bare.close();

  const copy = await openCase({ path, key, signer: null, created: null }, () => {});
  expect((await rowsOf(copy)).length).toBe(20);
  expect((await copy.journalVerify()).broken).toBeNull();
  expect(await copy.findings()).toMatchObject([{ title: 'one' }]);
  await copy.change('finding', 'f', { title: 'as Eli sees it' });
  const [row] = await rowsOf(copy);
  const citations = await copy.cite(row === undefined ? [] : [row.ref]);
  await copy.change('finding', 'f', { citations });
  await copy.close();

  await open.change('finding', 'f', { title: 'as Dana sees it' });
  const merged = await open.merge({ path, key });
  expect(merged.taken).toBe(3);
  expect(await open.findings()).toMatchObject([{ title: 'as Dana sees it', citations }]);
  expect(await open.conflicts()).toMatchObject([
    { field: 'title', kept: { value: 'as Eli sees it' } },
  ]);
  expect(await open.resolve(citations)).toMatchObject([{ standing: 'same' }]);
  expect((await open.journalVerify()).broken).toBeNull();
  expect(open.sources().map(({ records }) => records)).toEqual([20, 20]);
});
