import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { openCaseFile } from '../../../../main/cases/index.ts';
import { openCase } from '../../../../main/open-case.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

test('what an earlier Error-IQ could not read is asked for anew by a later one, or when somebody wants it', async () => {
  const { open, key } = await testCase(testFolder());
  const epoch = randomUUID();
  const id = randomUUID();
  const page = { epoch, after: 0, entries: [], unreadable: [id], upto: 5 };
  const told = { id, way: 'received', code: 'UNREADABLE' };
  await open.syncStore.link();
  // This one has tried by now, and does not ask again and again.
  await open.syncStore.takeIn(page);
  expect(await open.syncStore.link()).toMatchObject({ epoch, cursor: 5 });
  expect(await open.syncStore.attention()).toEqual([told]);
  await open.syncStore.retry();
  expect(await open.syncStore.link()).toMatchObject({ epoch, cursor: 0 });
  expect(await open.syncStore.attention()).toEqual([]);

  // A page that was on its way when somebody asked for all anew moves nothing, and tells so.
  await open.syncStore.takeIn(page);
  const late = { ...page, after: 5, upto: 9, unreadable: [randomUUID()] };
  await open.syncStore.retry();
  expect(await open.syncStore.takeIn(late)).toBeNull();
  expect(await open.syncStore.link()).toMatchObject({ epoch, cursor: 0 });
  expect(await open.syncStore.attention()).toEqual([]);

  await open.syncStore.takeIn(page);
  await open.close();
  const file = openCaseFile({ path: open.path, key, readonly: false });
  expect(
    file.prepare(`UPDATE meta SET value = '0.0.1' WHERE key = 'sync_reader'`).run().changes,
  ).toBe(1);
  file.close();
  const later = await openCase({ path: open.path, key, signer: null, created: null }, () => {});
  expect(await later.syncStore.link()).toMatchObject({ epoch, cursor: 0 });
  expect(await later.syncStore.attention()).toEqual([]);
  await later.close();
});
