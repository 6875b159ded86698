import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { randomOf, type Random } from '../bench/engine/random.ts';
import { writeZip } from '../unit/main/ingest/intake/zip-writer.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const START = Date.UTC(2026, 2, 12, 14);

type Line = (random: Random, i: number, of: number) => string;

/** Thirteen months without a year: what year it began in is known at its end, and it is read again. */
const yearless: Line = (r, i, of) => {
  const at = new Date(Date.UTC(2024, 11, 5) + (i / of) * 400 * 86_400_000);
  const stamp = `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)}`;
  return `${stamp} host${r.below(4)} sshd[${r.below(60_000)}]: Failed password for u${r.below(90)} from ${r.address()}`;
};
const json: Line = (r, i) =>
  JSON.stringify({
    time: new Date(START + i * 7).toISOString(),
    level: r.pick(['info', 'info', 'warn', 'error']),
    msg: `order ${r.below(1e6)} of ${r.hex(12)} in ${r.below(900)} ms`,
    user: `u${r.below(500)}`,
  });
const java: Line = (r, i) => {
  const head = new Date(START + i * 11)
    .toISOString()
    .replace('T', ' ')
    .replace('Z', '')
    .replace('.', ',');
  if (r.below(9) > 0) return `${head} INFO  [main] a.b.Shop: order ${r.hex(8)} is paid`;
  const frames = Array.from(
    { length: 1 + r.below(9) },
    (_, at) => `\tat a.b.C${at}.run(C${at}.java:${r.below(900)})`,
  );
  return `${head} ERROR [main] a.b.Shop: lost ${r.hex(8)}\njava.lang.IllegalStateException: ${r.hex(6)}\n${frames.join('\n')}`;
};
const access: Line = (r, i) =>
  `${r.address()} - - [12/Mar/2026:14:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')} +0000] "GET /items/${r.below(9999)} HTTP/1.1" ${r.pick([200, 200, 404, 500])} ${r.below(90_000)} "-" "curl/8.5.0"`;
const table: Line = (r, i) =>
  i === 0
    ? 'time,level,who,message'
    : `${new Date(START + i * 9).toISOString()},${r.pick(['INFO', 'ERROR'])},u${r.below(90)},"said ""${r.hex(6)}"", twice"`;
/** A table whose header comes again, as IIS writes it at every start. */
const iis: Line = (r, i, of) => {
  const at = new Date(START + i * 40).toISOString();
  const row = `${at.slice(0, 10)} ${at.slice(11, 19)} 10.0.0.${r.below(200)} GET /p/${r.below(9999)} - 443 - ${r.address()} ${r.pick([200, 304, 500])} ${r.below(900)}`;
  if (i % Math.ceil(of / 5) > 0) return row;
  const fields =
    'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip sc-status time-taken';
  return `#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Fields: ${fields}\n${row}`;
};

/**
 * Writes two piles of logs, `a` and `b`, of every kind that reading goes through differently: plain, packed,
 * archives in archives, tables, UTF-16, dates without a year, an archive that is cut short, what is no log, and hundreds of
 * small files, of which many are committed together.
 * @param lines of each large log, about
 * @param small files in a folder of `b`, and as many members of an archive beside it
 */
export async function writeCrashCorpus(
  folder: string,
  seed: number,
  lines: number,
  small: number,
): Promise<void> {
  const random = randomOf(seed);
  const text = (line: Line, count: number): Buffer =>
    Buffer.from(`${Array.from({ length: count }, (_, i) => line(random, i, count)).join('\n')}\n`);
  const a = join(folder, 'a');
  const b = join(folder, 'b');
  mkdirSync(a, { recursive: true });
  mkdirSync(b, { recursive: true });
  writeFileSync(join(a, 'auth.log'), text(yearless, lines * 2));
  const written = new Date('2026-01-10T00:00:00Z');
  utimesSync(join(a, 'auth.log'), written, written);
  writeFileSync(join(a, 'api.jsonl.gz'), gzipSync(text(json, lines * 2)));
  const cut = gzipSync(text(access, lines));
  writeFileSync(join(a, 'broken.log.gz'), cut.subarray(0, Math.floor(cut.length * 0.6)));
  writeFileSync(
    join(a, 'core.bin'),
    Buffer.from(Array.from({ length: 90_000 }, () => random.below(256))),
  );
  writeFileSync(
    join(a, 'pile.zip'),
    writeZip([
      { name: 'shop/java.log', content: text(java, lines) },
      { name: 'shop/table.csv', content: text(table, lines) },
      { name: '../evil.log', content: text(access, 9) },
    ]),
  );
  writeFileSync(join(b, 'iis.log'), text(iis, lines * 2));
  writeFileSync(
    join(b, 'wide.log'),
    Buffer.from(`\ufeff${text(java, lines).toString()}`, 'utf16le'),
  );
  const rotated = text(access, lines).toString().split('\n');
  writeFileSync(join(b, 'web.log.2.gz'), gzipSync(`${rotated.slice(0, lines / 2).join('\n')}\n`));
  writeFileSync(join(b, 'web.log.1'), `${rotated.slice(lines / 2, -4).join('\n')}\n`);
  writeFileSync(join(b, 'web.log'), rotated.slice(-4).join('\n'));
  // What stands twice: a whole log, a log of which another is a part, and one that begins as the other ends.
  const twice = text(java, lines).toString().split('\n');
  writeFileSync(join(b, 'java.log'), twice.join('\n'));
  writeFileSync(join(b, 'wide.copy.log'), readFileSync(join(b, 'wide.log')));
  const [third, half] = [Math.floor(twice.length / 3), Math.floor(twice.length / 2)];
  mkdirSync(join(b, 'old'));
  writeFileSync(join(b, 'old/java.log'), twice.slice(third, half).join('\n'));
  const odds = text(json, lines).toString().split('\n');
  writeFileSync(join(b, 'odd.jsonl.1'), odds.slice(0, half).join('\n'));
  writeFileSync(join(b, 'odd.jsonl'), odds.slice(third).join('\n'));
  const tar = pack();
  tar.entry({ name: 'var/access.log' }, text(access, lines * 2));
  tar.entry({ name: 'var/old.jsonl.gz' }, gzipSync(text(json, lines)));
  tar.finalize();
  writeFileSync(join(b, 'logs.tar.gz'), gzipSync(await buffer(tar)));
  await writeSmallFiles(join(b, 'small'), small, text);
}

/** Small logs of every kind in turn, each tenth a copy, some packed, some to be read again from another year, some no logs. */
async function writeSmallFiles(
  folder: string,
  count: number,
  text: (line: Line, count: number) => Buffer,
): Promise<void> {
  const kinds = [json, java, access, table, iis, yearless];
  const pods = join(folder, 'pods');
  mkdirSync(pods, { recursive: true });
  const members = pack();
  let before: Buffer = Buffer.alloc(0);
  for (let n = 0; n < count; n++) {
    const kind = kinds[n % kinds.length] ?? json;
    const content = n % 10 === 9 ? before : text(kind, 20 + n);
    before = content;
    const path = join(pods, `pod-${n}.log${n % 3 === 0 ? '.gz' : ''}`);
    writeFileSync(path, n % 3 === 0 ? gzipSync(content) : content);
    const written = new Date('2026-01-10T00:00:00Z');
    if (kind === yearless) utimesSync(path, written, written);
    members.entry({ name: `jobs/job-${n}.log` }, text(kind, 10 + n));
  }
  members.finalize();
  writeFileSync(join(pods, 'empty.log'), '');
  writeFileSync(join(pods, 'core.bin'), Buffer.from(Array.from({ length: 999 }, (_, i) => i % 7)));
  writeFileSync(join(folder, 'jobs.tar.gz'), gzipSync(await buffer(members)));
}
