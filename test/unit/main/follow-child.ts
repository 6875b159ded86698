/*
 * A process that follows a file into a case until it is killed: the test's victim. It goes on with a case that
 * is there already, and says how many records it has.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCaseFile, makeHeader } from '../../../main/cases/index.ts';
import { openCase } from '../../../main/open-case.ts';

const [folder = '', file = ''] = process.argv.slice(2);
const path = join(folder, 'killed.eiq');
const keyFile = join(folder, 'key.test');
const fresh = !existsSync(path);
if (fresh) {
  writeFileSync(keyFile, randomBytes(32));
  createCaseFile(path, readFileSync(keyFile), makeHeader('vault'));
}
const created = fresh ? { name: 'killed', zone: 'UTC' } : null;
const key = readFileSync(keyFile);
const open = await openCase({ path, key, signer: null, created }, (event) => {
  if (event.type === 'records') process.stdout.write(`${open.sources()[0]?.records ?? 0}\n`);
});
await open.following.follow([file]);
