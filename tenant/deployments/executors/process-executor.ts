import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { isAbsolute, relative, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../shared/model/failure.ts';
import { artefactOf, type Asked, type Executor, type Sees } from './executor.ts';
import { openSwitch, type Switch } from './switch.ts';

/** A new version is given this long to answer. */
const READY_MS = 15_000;
/** An old version is given this long to end what it does. */
const GRACE_MS = 5_000;
const LOOK_MS = 50;

interface Service {
  readonly gate: Switch;
  running: { readonly releaseId: string; readonly child: ChildProcess } | null;
}

/**
 * Runs versions of a service on loopback behind a switch: the new one is started from the deploy folder, checked against
 * its digest, and turned to when it answers; only then the old one is ended. At every moment the switch hands over to one
 * whole version.
 */
export function createProcessExecutor(folder: string): Executor<'process'> & {
  readonly sees: Sees;
  close(): Promise<void>;
} {
  const services = new Map<string, Promise<Service>>();
  const serviceOf = ({ environmentId, settings }: Asked<'process'>): Promise<Service> => {
    const opened =
      services.get(environmentId) ??
      openSwitch(settings.port).then((gate): Service => ({ gate, running: null }));
    services.set(environmentId, opened);
    opened.catch(() => services.delete(environmentId));
    return opened;
  };
  const open = new Map<string, Service>();
  return {
    async apply(asked) {
      const service = await serviceOf(asked).catch((error: unknown) => {
        throw new Failure(
          'SWITCH_UNAVAILABLE',
          `Nothing can listen on port ${asked.settings.port} of the server.`,
          {},
          { cause: error },
        );
      });
      open.set(asked.environmentId, service);
      const { running } = service;
      if (running?.releaseId === asked.release.releaseId && isAlive(running.child)) return;
      const { child, port } = await started(folder, asked);
      service.gate.turn(asked.release.releaseId, port);
      service.running = { releaseId: asked.release.releaseId, child };
      if (running !== null) await ended(running.child);
    },
    sees: (environmentId, releaseId) => open.get(environmentId)?.gate.load(releaseId) ?? null,
    async close() {
      for (const { gate, running } of open.values()) {
        await gate.close();
        if (running !== null) await ended(running.child);
      }
      open.clear();
    },
  };
}

async function started(
  folder: string,
  asked: Asked<'process'>,
): Promise<{ child: ChildProcess; port: number }> {
  const { release, settings, signal } = asked;
  const file = await checkedFile(folder, artefactOf(asked));
  const port = await freePort();
  // Nothing of the server's own environment, which holds its secrets.
  const env = { PATH: process.env['PATH'] ?? '', PORT: String(port), RELEASE: release.version };
  const child = spawn(file, { cwd: folder, env, stdio: 'ignore' });
  // One that cannot be started never answers.
  child.on('error', () => {});
  // The server's end is its end, whatever of it is left to run.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  const until = Date.now() + READY_MS;
  while (Date.now() < until && isAlive(child) && !signal.aborted) {
    if (await answers(`http://127.0.0.1:${port}${settings.readyPath}`)) return { child, port };
    await pause(LOOK_MS);
  }
  await ended(child);
  throw new Failure(
    'VERSION_NOT_READY',
    `Version ${release.version} did not answer on ${settings.readyPath}; the switch was not turned to it.`,
  );
}

/** Throws ARTEFACT_OUTSIDE, ARTEFACT_UNREADABLE, ARTEFACT_CHANGED. */
async function checkedFile(
  folder: string,
  { ref, digest }: { ref: string; digest: string },
): Promise<string> {
  const file = resolve(folder, ref);
  const inside = relative(folder, file);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) {
    throw new Failure('ARTEFACT_OUTSIDE', `${ref} is not in the deploy folder of the server.`);
  }
  const bytes = await readFile(file).catch(() => {
    throw new Failure('ARTEFACT_UNREADABLE', `${ref} cannot be read from the deploy folder.`);
  });
  const own = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (own === digest) return file;
  throw new Failure(
    'ARTEFACT_CHANGED',
    `${ref} is not what the release was made of: its SHA-256 is ${own}. It was not started.`,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

const isAlive = (child: ChildProcess): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

async function ended(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await exit;
  clearTimeout(late);
}
