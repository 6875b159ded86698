/*
 * A process that reads logs into a case until it is killed: the test's victim. It goes on with a case
 * that is there already.
 */
import { existsSync, writeFileSync, readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createCaseFile, makeHeader } from '../../../main/cases/index.ts';
import { openCase } from '../../../main/open-case.ts';

const [cases = '', logs = ''] = process.argv.slice(2);
const path = join(cases, 'killed.eiq');
const keyFile = join(cases, 'key.test');
const fresh = !existsSync(path);
if (fresh) {
  writeFileSync(keyFile, randomBytes(32));
  createCaseFile(path, readFileSync(keyFile), makeHeader('vault'));
}
const created = fresh ? { name: 'killed', zone: 'UTC' } : null;
const open = await openCase(
  { path, key: readFileSync(keyFile), signer: null, created },
  (event) => {
    if (event.type === 'ingest') process.stdout.write(`${event.progress.records} records\n`);
  },
);
if (fresh) {
  await open.append({
    kind: 'pin.added',
    payload: {
      id: 'p1',
      record: { source: 's', sha256: null, line: 1, lines: 1, hash: '0'.repeat(64) },
      note: 'a pin that says banana',
    },
  });
}
const isFresh = open.sources().length === 0 && !(await open.isUnfinished());
const reading = isFresh ? open.read({ kind: 'paths', paths: [logs] }) : open.resume();
process.stdout.write('reading\n');
await reading;
process.stdout.write('done\n');
setInterval(() => {}, 1000);
