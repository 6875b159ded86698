/**
 * Megabytes a second (of what comes out) that intake reads: `npx node test/bench/intake.ts [MB]`.
 * The files are made in the system's temporary folder and removed; those of bzip2, xz, lz4 and 7z where these
 * programs are installed.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { DEFAULT_LIMITS, walkPile } from '../../main/ingest/intake/index.ts';

const MB = 1_000_000;
const total = Number(process.argv[2] ?? 200) * MB;
const signal = new AbortController().signal;

function logPiece(size: number): Buffer {
  const lines: string[] = [];
  for (let length = 0, i = 0; length < size; i += 1) {
    const request = (Math.imul(i, 2654435761) >>> 0).toString(16);
    const line = `2026-05-01T10:${String(i % 60).padStart(2, '0')}:00.${String(i % 1000).padStart(3, '0')}Z host-${i % 7} api[${i % 3000}]: INFO request ${request} took ${(i * 7919) % 997} ms\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join(''), 'latin1');
}

async function measure(file: string, name: string): Promise<void> {
  const start = performance.now();
  let bytes = 0;
  for await (const item of walkPile([file], DEFAULT_LIMITS, signal)) {
    if (item.kind === 'skipped') throw item.failure;
    for await (const piece of item.open(signal)) bytes += piece.length;
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(`${name.padEnd(14)} ${(bytes / MB / seconds).toFixed(0).padStart(6)} MB/s`);
}

/** Programs that compress `plain.log` (of which they say the name), and what they make of it. */
const PROGRAMS = [
  { name: 'bzip2', file: 'plain.log.bz2', args: ['-k'] },
  { name: 'xz', file: 'plain.log.xz', args: ['-k', '-3'] },
  { name: 'lz4', file: 'plain.log.lz4', args: ['-q', '-k', '-m'] },
  { name: '7z', file: 'd64.zip', args: ['a', '-tzip', '-mm=Deflate64', '-mx=3', 'd64.zip'] },
  { name: '7z', file: 'lzma.zip', args: ['a', '-tzip', '-mm=LZMA', '-mx=3', 'lzma.zip'] },
] as const;

const folder = mkdtempSync(join(tmpdir(), 'intake-bench-'));
try {
  const piece = logPiece(20 * MB);
  const plain = join(folder, 'plain.log');
  const file = openSync(plain, 'w');
  for (let done = 0; done < total; done += piece.length) writeSync(file, piece);
  closeSync(file);
  const whole = Buffer.concat(Array.from({ length: Math.ceil(total / piece.length) }, () => piece));
  writeFileSync(join(folder, 'a.gz'), gzipSync(whole));
  writeFileSync(join(folder, 'a.zst'), zstdCompressSync(whole));
  const made = PROGRAMS.filter(
    ({ name, args }) => spawnSync(name, [...args, 'plain.log'], { cwd: folder }).status === 0,
  );
  for (let turn = 0; turn < 2; turn += 1) {
    await measure(plain, 'plain');
    await measure(join(folder, 'a.gz'), 'gzip');
    await measure(join(folder, 'a.zst'), 'zstd');
    for (const { file } of made) await measure(join(folder, file), file);
  }
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
