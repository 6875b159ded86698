/*
 * A process that does what an analyst asked for until it is killed: reads two piles into a case and then sets
 * the zone of its first source. It goes on with a case that is there already, and asks again only for what
 * the case does not know of.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCaseFile, makeHeader, openCaseFile } from '../../main/cases/index.ts';
import { openCase } from '../../main/open-case.ts';
import { wholeJournal } from './whole-journal.ts';

const [folder = '', logs = ''] = process.argv.slice(2);
const path = join(folder, 'crash.eiq');
const keyFile = join(folder, 'key.test');
if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(32));
const key = readFileSync(keyFile);
if (!existsSync(path)) createCaseFile(path, key, makeHeader('vault'));

/** What the case knows it was asked for, as text. */
function known(): { asked: string; entries: number } {
  const database = openCaseFile({ path, key, readonly: false });
  try {
    const asked = database
      .prepare<[], string>('SELECT request FROM asked UNION ALL SELECT path FROM source')
      .pluck()
      .all()
      .join('\n');
    const entries = database.prepare<[], number>('SELECT COUNT(*) FROM journal').pluck().get() ?? 0;
    return { asked, entries };
  } finally {
    database.close();
  }
}

const before = known();
const created = before.entries === 0 ? { name: 'crash', zone: 'UTC' } : null;
const open = await openCase({ path, key, signer: null, created }, () => {});
process.stdout.write('open\n');
const piles = [join(logs, 'a'), join(logs, 'b')];
const unknown = piles.filter((pile) => !before.asked.includes(pile));
const resuming = open.resume();
await Promise.all([
  resuming,
  ...unknown.map((pile) => open.read({ kind: 'paths', paths: [pile] })),
]);
// What was asked for while something else was gone on with.
await open.resume();
const entries = await wholeJournal(open);
if (!entries.some(({ kind }) => kind === 'source.changed')) {
  await open.override(1, { format: null, zone: '+02:00', encoding: null });
}
await open.close();
process.stdout.write('done\n');
