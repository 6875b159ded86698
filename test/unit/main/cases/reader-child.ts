/* Reads every page of a case as the search threads do; prints by how many MB that made the process grow. */
import { openCaseFile } from '../../../../main/cases/index.ts';

const [path = '', key = ''] = process.argv.slice(2);
const database = openCaseFile({ path, key: Buffer.from(key, 'hex'), readonly: true });
const one = database.prepare('SELECT instr(content, ?) FROM filling WHERE id = ?').pluck();
const nowhere = Buffer.from('nowhere');
one.get(nowhere, 1);
const before = process.memoryUsage.rss();
const ids = database.prepare<[], number>('SELECT id FROM filling').pluck().all();
for (const id of ids) one.get(nowhere, id);
process.stdout.write(`${(process.memoryUsage.rss() - before) / 1024 / 1024}\n`);
