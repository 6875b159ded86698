import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCaseFile } from '../../../../main/cases/index.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

const logins = (first: number, protocol: string): string =>
  Array.from(
    { length: 30 },
    (_, at) => `2024-05-01T10:00:${at + 10}Z INFO login from port ${first + at} ${protocol}\n`,
  ).join('');

async function addLog(open: OpenCase, name: string, text: string): Promise<void> {
  const path = join(open.path, '..', name);
  writeFileSync(path, text);
  await open.read({ kind: 'paths', paths: [path] });
}

const shown = async (open: OpenCase): Promise<[number, string][]> =>
  (await open.templates()).map(({ id, text }) => [id, text]);

test('what never varied is text until a later source has something else there, in the same template', async () => {
  const folder = testFolder();
  const { open, key } = await testCase(folder);
  const otherPath = join(folder, 'other.eiq');
  const oldPath = join(folder, 'old.eiq');
  try {
    await addLog(open, 'one.log', logins(100, 'ssh2'));
    expect(await shown(open)).toEqual([[1, 'login from port <*> ssh2']]);
    await open.close();
    copyFileSync(open.path, otherPath);
    copyFileSync(open.path, oldPath);

    const access = { key, signer: null, created: null };
    const other = await openCase({ ...access, path: otherPath }, () => {});
    await addLog(other, 'two.log', logins(200, 'ssh1'));
    expect(await shown(other)).toEqual([[1, 'login from port <*> <*>']]);
    await other.close();

    const mine = await openCase({ ...access, path: open.path }, () => {});
    await addLog(mine, 'three.log', logins(300, 'ssh2'));
    expect(await shown(mine)).toEqual([[1, 'login from port <*> ssh2']]);
    await mine.merge({ path: otherPath, key });
    expect(await shown(mine)).toEqual([[1, 'login from port <*> <*>']]);
    await mine.close();
  } finally {
    await open.close();
  }
  await tellsNothing(await asBefore(oldPath, key));
});

/** The case as it was before anybody looked at slots. */
async function asBefore(path: string, key: Uint8Array): Promise<OpenCase> {
  const file = openCaseFile({ path, key, readonly: false });
  file.exec('UPDATE skeleton SET slots = NULL');
  file.close();
  return openCase({ path, key, signer: null, created: null }, () => {});
}

/** What is not known of some records is not known of any that come. */
async function tellsNothing(old: OpenCase): Promise<void> {
  try {
    expect(await shown(old)).toEqual([[1, 'login from port <*> <*>']]);
    await addLog(old, 'four.log', logins(400, 'ssh2'));
    expect(await shown(old)).toEqual([[1, 'login from port <*> <*>']]);
  } finally {
    await old.close();
  }
}
