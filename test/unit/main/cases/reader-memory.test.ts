import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCaseFile, makeHeader, openCaseFile } from '../../../../main/cases/index.ts';
import { testFolder } from '../case-in-folder.ts';

const KEY = randomBytes(32);
const CHILD = join(import.meta.dirname, 'reader-child.ts');
const ROWS = 400;
const ROW_BYTES = 100_000;
/** Each connection of a case would keep 16 MB of what it read; there are four. */
const MOST_MB = 8;

test('who reads 40 MB of a case keeps few of its pages', () => {
  const path = join(testFolder(), 'a.eiq');
  createCaseFile(path, KEY, makeHeader('passphrase'));
  const database = openCaseFile({ path, key: KEY, readonly: false });
  database.exec('CREATE TABLE filling (id INTEGER PRIMARY KEY, content BLOB)');
  const insert = database.prepare('INSERT INTO filling (content) VALUES (?)');
  database.transaction(() => {
    for (let row = 0; row < ROWS; row++) insert.run(randomBytes(ROW_BYTES));
  })();
  database.close();
  const args = [CHILD, path, KEY.toString('hex')];
  expect(Number(execFileSync(process.execPath, args, { encoding: 'utf8' }))).toBeLessThan(MOST_MB);
});
