/** The server under load and its database as processes: on one core, beside the load, and what they use of it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Clock ticks of a second in /proc, which Linux fixes for programs. */
const TICKS = 100;
const SERVER_CORE = '0';
const LOAD_CORE = '1';

const canPin =
  process.platform === 'linux' &&
  availableParallelism() > 1 &&
  spawnSync('taskset', ['--version']).status === 0;

/** How server and load are kept apart, in words. */
export const PLACED = canPin
  ? `server and database on core ${SERVER_CORE}, load on core ${LOAD_CORE}`
  : 'server, database and load where the system puts them: taskset or a second core is missing';

/** Starts the server, and with it its database, on a core of its own; this process goes to the other. */
export function startOnOneCore(
  script: string,
  env: NodeJS.ProcessEnv,
  flags: readonly string[],
): ChildProcess {
  if (canPin) spawnSync('taskset', ['-acp', LOAD_CORE, String(process.pid)]);
  const command = [process.execPath, ...flags, script];
  const [program = '', ...words] = canPin ? ['taskset', '-c', SERVER_CORE, ...command] : command;
  return spawn(program, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Processor time that the PostgreSQL of a data folder has used, with its processes that ended; null: not told here. */
export function databaseMs(folder: string): number | null {
  if (process.platform !== 'linux') return null;
  const [head = ''] = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = statOf(pid);
    if (stat === null) continue;
    // utime, stime; of the postmaster also those of children that it has waited for.
    const [parent, utime, stime, cutime, cstime] = [1, 11, 12, 13, 14].map((n) => Number(stat[n]));
    if (pid === head) ticks += (utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0);
    else if (String(parent) === head) ticks += (utime ?? 0) + (stime ?? 0);
  }
  return (1000 * ticks) / TICKS;
}

/** Fields of /proc/PID/stat from the state on: what comes before may hold spaces. */
function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It ended meanwhile.
    return null;
  }
}
