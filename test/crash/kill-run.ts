import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../bench/engine/random.ts';
import { checkWhole, finalState, type Texts } from './case-state.ts';

/** What an undisturbed run leaves behind. */
export interface Undisturbed {
  readonly state: string;
  readonly texts: Texts;
  /** Milliseconds from the open case to the end. */
  readonly ms: number;
}

interface Paths {
  /** The victim's program. */
  readonly child: string;
  readonly folder: string;
  readonly logs: string;
  /** Options of Node for the victim. */
  readonly options?: readonly string[];
}

/** Reads everything without a disturbance. */
export async function runUndisturbed(paths: Paths): Promise<Undisturbed> {
  const { folder } = paths;
  mkdirSync(folder, { recursive: true });
  const ms = await runChild(paths, null);
  if (ms === null) throw new Error('the child did not come to its end');
  const { path, key } = caseIn(folder);
  const state = await finalState(path, key);
  return { state, texts: checkWhole(path, key), ms };
}

/**
 * Reads everything with a kill -9 at random moments until it is done, looks at the case after each, and
 * compares what is left in the end. Gives the number of kills. Throws what is wrong.
 */
export async function runKilled(
  paths: Paths,
  random: Random,
  undisturbed: Undisturbed,
  mostKills: number,
): Promise<number> {
  const { folder } = paths;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (let kills = 0; ; kills++) {
    const within = Math.ceil(undisturbed.ms * 0.6);
    const ms = await runChild(paths, kills < mostKills ? random.below(within) : null);
    const { path, key } = caseIn(folder);
    if (existsSync(path)) checkPrefixes(checkWhole(path, key), undisturbed.texts);
    if (ms === null) continue;
    const state = await finalState(path, key);
    if (state !== undisturbed.state) {
      throw new Error(
        `the end differs after ${kills} kills:\n${difference(undisturbed.state, state)}`,
      );
    }
    return kills;
  }
}

/** Runs the child; killed after so many milliseconds since it opened the case it gives null, else how long it took. */
async function runChild(
  { child, folder, logs, options = [] }: Paths,
  killAfter: number | null,
): Promise<number | null> {
  const victim = spawn(process.execPath, [...options, child, folder, logs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(victim, 'exit');
  let started = performance.now();
  let isDone = false;
  const stop = new AbortController();
  for await (const line of createInterface({ input: victim.stdout })) {
    if (line === 'done') isDone = true;
    if (line !== 'open') continue;
    started = performance.now();
    if (killAfter === null) continue;
    sleep(killAfter, null, { signal: stop.signal }).then(
      () => victim.kill('SIGKILL'),
      () => {},
    );
  }
  const [code] = (await ended) as [number | null];
  stop.abort();
  if (isDone) return performance.now() - started;
  if (killAfter === null || code !== null) throw new Error(`the child failed with code ${code}`);
  return null;
}

function caseIn(folder: string): { path: string; key: Buffer } {
  return { path: join(folder, 'crash.eiq'), key: readFileSync(join(folder, 'key.test')) };
}

function checkPrefixes(found: Texts, whole: Texts): void {
  for (const [path, text] of found) {
    const expected = whole.get(path) ?? Buffer.alloc(0);
    if (expected.subarray(0, text.length).equals(text)) continue;
    const at = text.findIndex((byte, i) => byte !== expected[i]);
    throw new Error(
      `${path}: what is committed is not how the log begins: ${text.length} bytes of ${expected.length}, from ${at} on others`,
    );
  }
}

/** Lines that one of them has and the other has not, or not so often. */
function difference(expected: string, found: string): string {
  const left = new Map<string, number>();
  for (const line of expected.split('\n')) left.set(line, (left.get(line) ?? 0) + 1);
  for (const line of found.split('\n')) left.set(line, (left.get(line) ?? 0) - 1);
  return [...left]
    .filter(([, times]) => times !== 0)
    .slice(0, 40)
    .map(([line, times]) => `${times > 0 ? '-' : '+'} ${line} (${Math.abs(times)})`)
    .join('\n');
}
