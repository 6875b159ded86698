/**
 * Thousands of small compressed files beside one big one of the same text: `npx node test/bench/many-files.ts
 * [FILES] [KB]`. Prints seconds of both and their ratio; the files are made in the system's temporary folder and removed.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createCaseFile, makeHeader } from '../../main/cases/index.ts';
import { openCase } from '../../main/open-case.ts';

const files = Number(process.argv[2] ?? 3000);
const kilobytes = Number(process.argv[3] ?? 16);
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

async function seconds(name: string, path: string): Promise<{ seconds: number; records: number }> {
  const casePath = join(folder, `${name}.eiq`);
  const key = randomBytes(32);
  createCaseFile(casePath, key, makeHeader('vault'));
  const created = { name, zone: 'UTC' };
  const open = await openCase({ path: casePath, key, signer: null, created }, () => {});
  await open.templates();
  const started = performance.now();
  await open.read({ kind: 'paths', paths: [path] });
  const took = (performance.now() - started) / 1000;
  const records = open.sources().reduce((sum, source) => sum + source.records, 0);
  await open.close();
  return { seconds: took, records };
}

try {
  const many = join(folder, 'many');
  mkdirSync(many);
  const texts: string[] = [];
  for (let file = 0; file < files; file++) {
    const text = textOf(file);
    texts.push(text);
    writeFileSync(join(many, `pod-${file}.log.gz`), gzipSync(text));
  }
  const one = join(folder, 'one.log.gz');
  writeFileSync(one, gzipSync(texts.join('')));
  const big = await seconds('one', one);
  const small = await seconds('many', many);
  const ratio = small.seconds / big.seconds;
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
