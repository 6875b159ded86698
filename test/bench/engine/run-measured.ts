import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** A command's run: wall time, peak resident memory where the system tells it, and what it printed. */
export interface MeasuredRun {
  readonly ms: number;
  readonly peakMegabytes: number;
  readonly output: string;
  readonly exitCode: number | null;
}

const POLL_MS = 20;

/**
 * Runs a command to its end. `toFile`: its output goes there. A command that is not there rejects.
 * The peak is the high-water mark that Linux keeps, read while the process lives.
 */
export function runMeasured(
  command: string,
  args: readonly string[],
  toFile: string | null = null,
): Promise<MeasuredRun> {
  return new Promise((resolve, reject) => {
    const target = toFile === null ? null : openSync(toFile, 'w');
    const started = performance.now();
    const child = spawn(command, args, {
      stdio: ['ignore', target ?? 'pipe', 'ignore'],
      env: { ...process.env, TERM: 'dumb' },
    });
    let output = '';
    let peakMegabytes = 0;
    const poll = setInterval(() => {
      peakMegabytes = Math.max(peakMegabytes, peakOf(child.pid));
    }, POLL_MS);
    child.stdout?.on('data', (piece: Buffer) => (output += piece.toString()));
    child.on('error', (error) => {
      clearInterval(poll);
      reject(error);
    });
    child.on('close', (exitCode) => {
      clearInterval(poll);
      if (target !== null) closeSync(target);
      resolve({ ms: performance.now() - started, peakMegabytes, output, exitCode });
    });
  });
}

function peakOf(pid: number | undefined): number {
  try {
    const found = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Math.round(Number(found?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
