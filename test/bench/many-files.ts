/**
 * Thousands of small files beside one big one of the same text: `npx node test/bench/many-files.ts [FILES] [KB]
 * [--as gz|plain|tar.gz|zip]`, where they are packed one by one, not at all, or are members of an archive. The big one
 * is packed. Prints seconds and processor time of both and their ratio; the files are made in the system's temporary
 * folder and removed.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { createCaseFile, makeHeader } from '../../main/cases/index.ts';
import { openCase } from '../../main/open-case.ts';
import { writeZip } from '../unit/main/ingest/intake/zip-writer.ts';

const { values, positionals } = parseArgs({
  options: { as: { type: 'string', default: 'gz' } },
  allowPositionals: true,
});
const files = Number(positionals[0] ?? 3000);
const kilobytes = Number(positionals[1] ?? 16);
const folder = mkdtempSync(join(tmpdir(), 'many-bench-'));

function textOf(file: number): string {
  let text = '';
  for (let n = 0; text.length < kilobytes * 1024; n++) {
    const order = (((file * 977 + n) * 2_654_435_761) % 1_000_003).toString(16);
    const at = new Date(Date.UTC(2026, 3, 1) + (file * 500 + n) * 100);
    const time = at.toISOString().replace('T', ' ').replace('.', ',').slice(0, 23);
    text += `${time} ${n % 50 === 0 ? 'ERROR' : 'INFO'} [w${n % 7}] shop.Api: order ${order} of ${(n * 7919) % 9973} took ${n % 977} ms\n`;
  }
  return text;
}

async function seconds(
  name: string,
  path: string,
): Promise<{ seconds: number; cpu: number; records: number }> {
  const casePath = join(folder, `${name}.eiq`);
  const key = randomBytes(32);
  createCaseFile(casePath, key, makeHeader('vault'));
  const created = { name, zone: 'UTC' };
  const open = await openCase({ path: casePath, key, signer: null, created }, () => {});
  await open.templates();
  const started = performance.now();
  const before = process.cpuUsage();
  await open.read({ kind: 'paths', paths: [path] });
  const took = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const records = open.sources().reduce((sum, source) => sum + source.records, 0);
  await open.close();
  return { seconds: took, cpu: (user + system) / 1e6, records };
}

/** Writes small files as they are asked for; gives where. */
async function writeMany(texts: readonly string[]): Promise<string> {
  const members = texts.map((text, n) => ({
    name: `pod-${n}.log`,
    content: Buffer.from(text),
  }));
  const isArchive = values.as === 'zip' || values.as === 'tar.gz';
  const many = join(folder, isArchive ? `many.${values.as}` : 'many');
  if (values.as === 'zip') writeFileSync(many, writeZip(members));
  else if (values.as === 'tar.gz') {
    const tar = pack();
    for (const { name, content } of members) tar.entry({ name }, content);
    tar.finalize();
    writeFileSync(many, gzipSync(await buffer(tar)));
  } else {
    mkdirSync(many);
    for (const { name, content } of members) {
      if (values.as === 'gz') writeFileSync(join(many, `${name}.gz`), gzipSync(content));
      else writeFileSync(join(many, name), content);
    }
  }
  return many;
}

try {
  const texts = Array.from({ length: files }, (_, file) => textOf(file));
  const many = await writeMany(texts);
  const one = join(folder, 'one.log.gz');
  writeFileSync(one, gzipSync(texts.join('')));
  const big = await seconds('one', one);
  const small = await seconds('many', many);
  const ratio = small.seconds / big.seconds;
  const work = (small.cpu / big.cpu).toFixed(2);
  console.log(`processor: ${small.cpu.toFixed(1)} s and ${big.cpu.toFixed(1)} s, ratio ${work}`);
  console.log(
    `${files} files of ${kilobytes} KB: ${small.seconds.toFixed(1)} s, ${small.records} records`,
  );
  console.log(`one file: ${big.seconds.toFixed(1)} s, ${big.records} records`);
  console.log(
    `ratio ${ratio.toFixed(2)}; ${((1000 * (small.seconds - big.seconds)) / files).toFixed(2)} ms more a file`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
