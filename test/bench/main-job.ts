/*
 * The main job on a large syslog-like file: reading speed, memory, a rare and a common word, and how fast
 * cancelling is. `npm run bench:main-job -- --size 300` (MB). The file is made by seed, and removed.
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { createCaseFile, makeHeader } from '../../main/cases/index.ts';
import { openCase } from '../../main/open-case.ts';

const { values } = parseArgs({
  options: { size: { type: 'string', default: '300' }, write: { type: 'string' } },
});
const size = Number(values.size) * 1_000_000;
/** Mulberry32: small, and the same everywhere. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const USERS = ['root', 'admin', 'oracle', 'deploy', 'git', 'postgres', 'backup', 'ubuntu'];

async function writeLog(path: string): Promise<void> {
  const next = random(7);
  const below = (n: number): number => Math.floor(next() * n);
  const address = (): string => `${1 + below(222)}.${below(256)}.${below(256)}.${below(256)}`;
  const user = (): string => USERS[below(USERS.length)] ?? '';
  const kinds = [
    () =>
      `sshd[${below(65_000)}]: Failed password for ${user()} from ${address()} port ${below(65_000)} ssh2`,
    () =>
      `sshd[${below(65_000)}]: Accepted publickey for ${user()} from ${address()} port ${below(65_000)} ssh2: RSA SHA256:${below(2 ** 31).toString(36)}${below(2 ** 31).toString(36)}`,
    () =>
      `sshd[${below(65_000)}]: Received disconnect from ${address()} port ${below(65_000)}:11: Bye Bye [preauth]`,
    () => `systemd[1]: Started Session ${below(99_999)} of user ${user()}.`,
    () =>
      `kernel: [${below(999_999)}.${below(999_999)}] IN=eth0 SRC=${address()} DST=10.0.0.${below(255)} LEN=${below(1500)} PROTO=TCP SPT=${below(65_000)} DPT=22`,
  ];
  const file = createWriteStream(path);
  let written = 0;
  let ms = Date.UTC(2026, 2, 1);
  const rareAt = size * 0.6;
  let rare = false;
  while (written < size) {
    let text = '';
    for (let i = 0; i < 20_000; i++) {
      ms += below(800);
      const at = new Date(ms);
      const stamp = `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)}`;
      text += `${stamp} web-${below(12)} ${kinds[below(kinds.length)]?.()}\n`;
    }
    if (!rare && written > rareAt) {
      rare = true;
      text += `Mar 20 10:00:00 web-1 app[99]: error: zebra9quokka lost its stripes\n`;
    }
    written += text.length;
    if (!file.write(text)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

function peakMegabytes(): number {
  const found = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  return Math.round(Number(found?.[1] ?? 0) / 1024);
}

async function newCase(folder: string, name: string) {
  const path = join(folder, name);
  const key = randomBytes(32);
  createCaseFile(path, key, makeHeader('vault'));
  const open = await openCase(
    { path, key, signer: null, created: { name, zone: 'UTC' } },
    () => {},
  );
  return { path, open };
}

async function measure(folder: string): Promise<void> {
  const log = join(folder, 'syslog.log');
  // In a process of its own, so that its memory is not counted as ours.
  execFileSync(process.execPath, [import.meta.filename, '--write', log, '--size', values.size]);
  const megabytes = statSync(log).size / 1e6;
  const { path, open } = await newCase(folder, 'bench.eiq');
  const started = performance.now();
  await open.read({ kind: 'paths', paths: [log] });
  const seconds = open.sources()[0]?.seconds ?? (performance.now() - started) / 1000;
  const peak = peakMegabytes();
  console.log(
    `read            ${megabytes.toFixed(0)} MB in ${seconds.toFixed(2)} s: ${(megabytes / seconds).toFixed(0)} MB/s (${open.sources()[0]?.records} records)`,
  );
  console.log(`peak memory     ${peak} MB while reading`);
  const stop = new AbortController();
  for (const query of [
    '',
    'zebra9quokka',
    'nosuchwordatall',
    'Failed',
    'level:error',
    '/port \\d+5 ssh2/',
  ]) {
    const asked = performance.now();
    const { total, viewId } = await open.store.search(
      { query, fromUs: null, toUs: null },
      stop.signal,
      () => {},
    );
    const found = performance.now() - asked;
    await open.store.rows(viewId, 'asc', Math.floor(total / 2), 50);
    console.log(
      `search ${(query === '' ? '(everything)' : query).padEnd(22)} ${total} found in ${found.toFixed(0)} ms, rows in the middle after ${(performance.now() - asked - found).toFixed(0)} ms`,
    );
  }
  await open.close();
  console.log(
    `stored          ${(statSync(path).size / 1e6).toFixed(0)} MB, ${((100 * statSync(path).size) / statSync(log).size).toFixed(0)} % of the log`,
  );
  const second = await newCase(folder, 'cancel.eiq');
  const reading = second.open.read({ kind: 'paths', paths: [log] });
  while ((second.open.progress()?.records ?? 0) === 0) await wait(10);
  const asked = performance.now();
  await second.open.cancelReading();
  while (second.open.progress()?.running === true) await wait(1);
  console.log(`cancel          ${(performance.now() - asked).toFixed(0)} ms`);
  await reading;
  await second.open.close();
}

if (values.write === undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-bench-'));
  try {
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
} else {
  await writeLog(values.write);
}
