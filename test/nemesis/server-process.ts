import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

/** A server with a PostgreSQL of its own, as processes that can be killed and started again. */
export interface ServerProcess {
  /** Where it makes its first team; of its first start. */
  readonly firstRunLink: string;
  /** Where it listens, and where its PostgreSQL does. */
  port(): number;
  databasePort(): number;
  start(): Promise<void>;
  /** Whether it has not ended by itself. */
  runs(): boolean;
  /** Kills the server (SIGKILL); its PostgreSQL goes on. */
  kill(): Promise<void>;
  /** Kills all processes of its PostgreSQL (SIGKILL), which stays down until the server is started. */
  killDatabase(): Promise<void>;
  /** Kills one process of its PostgreSQL that works for a client: the others end too, and it recovers by itself. */
  killBackend(): boolean;
  /** Ends both in order. */
  stop(): Promise<void>;
}

const SCRIPT = resolve(import.meta.dirname, '../../tenant/main.ts');

/** Makes one in a folder; clients know it by `publicUrl`. */
export function serverProcess(folder: string, publicUrl: string): ServerProcess {
  let child: ChildProcess | null = null;
  let port = 0;
  let firstRunLink = '';
  const head = (): string[] =>
    readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');

  /** Ids of the processes of PostgreSQL that run, the first of all before the others. */
  const processes = (): number[] => {
    const postmaster = Number(head()[0]);
    return [postmaster, ...childrenOf(postmaster).map(({ pid }) => pid)].filter(isAlive);
  };

  return {
    get firstRunLink() {
      return firstRunLink;
    },
    port: () => port,
    runs: () => child !== null && child.exitCode === null && child.signalCode === null,
    databasePort: () => Number(head()[3]),
    async start() {
      port = await freePort();
      const started = spawn(process.execPath, [SCRIPT], {
        env: {
          ...process.env,
          ERROR_IQ_TENANT_DATA: folder,
          ERROR_IQ_TENANT_PORT: String(port),
          ERROR_IQ_TENANT_PUBLIC_URL: publicUrl,
          ERROR_IQ_TENANT_LOG: 'silent',
          ERROR_IQ_TENANT_REQUESTS_PER_MINUTE: '10000000',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child = started;
      const hasTeam = firstRunLink !== '';
      // It goes on being read: a server whose output nobody takes ends.
      await new Promise<void>((ready, failed) => {
        let said = '';
        started.stdout.on('data', (chunk: Buffer) => {
          said += String(chunk);
          firstRunLink ||= /(https:\S+\/setup\/\S+)\n/.exec(said)?.[1] ?? '';
          if (firstRunLink !== '' && (!hasTeam || /is ready at/.test(said))) ready();
        });
        started.once('exit', () => failed(new Error(`the server ended by itself: ${said}`)));
      });
    },
    async kill() {
      await killed(child);
    },
    async killDatabase() {
      const all = processes();
      for (const pid of all) kill(pid);
      while (all.some(isAlive)) await after(10);
    },
    killBackend() {
      const clients = childrenOf(Number(head()[0])).filter(({ title }) => /eiq_app/.test(title));
      const one = clients[clients.length - 1];
      if (one === undefined) return false;
      kill(one.pid);
      return true;
    },
    async stop() {
      if (child === null || child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function killed(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

/** Whether a process runs; one that ended and was not waited for does not. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/\) Z /.test(stat);
  } catch {
    return false;
  }
}

function childrenOf(parent: number): { pid: number; title: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const of = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const title = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return of === parent ? [{ pid: Number(name), title }] : [];
      } catch {
        return [];
      }
    });
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
