import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = Buffer.alloc(8192);
const PAGES = 1000;
/** Between two, so that others get to the disk as they do between two pushes, ms. */
const PAUSE_MS = 5;
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * How long a page takes to the disk of a folder and is known to be there, milliseconds: what every push waits for at least. Half
 * of them, all but one in a hundred, and the slowest, within some seconds.
 */
export function diskFlushMs(
  folder: string,
  seconds: number,
): { p50: number; p99: number; slowest: number } {
  const path = join(folder, 'disk-flush');
  const file = openSync(path, 'w');
  const times: number[] = [];
  try {
    for (let n = 0; n < PAGES; n++) writeSync(file, PAGE);
    fdatasyncSync(file);
    const end = performance.now() + seconds * 1000;
    for (let n = 0; performance.now() < end; n++) {
      const began = performance.now();
      writeSync(file, PAGE, 0, PAGE.length, (n % PAGES) * PAGE.length);
      fdatasyncSync(file);
      times.push(performance.now() - began);
      Atomics.wait(pause, 0, 0, PAUSE_MS);
    }
  } finally {
    closeSync(file);
    rmSync(path);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), slowest: times.at(-1) ?? 0 };
}
