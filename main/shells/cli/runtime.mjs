import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './build.mjs';

/** The line of Node that Electron embeds, and the first with what SQLite's prebuilt module needs. */
const NEEDED = 24;

/** Whether this process runs on a Node that is new enough. */
export const isRightNode = () => Number(process.versions.node.split('.')[0]) >= NEEDED;

/** Runs a program with this terminal and gives its exit code. Signals are passed on. */
export function runHere(command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
}

/**
 * What the environment of a shell that stays open must say. glibc gives freed memory back at once where a piece was at least so
 * large, and else keeps it as long as anything of its arena behind it is in use: of what an app kept that had read 250 MB of
 * logs, 150 of 160 MB were free. Pieces of 32 KiB and more are what blocks are read and searched in. It costs a reading up to
 * 10 % of its processor time, so commands that end by themselves do without.
 */
export const STAYING = process.platform === 'linux' ? { MALLOC_MMAP_THRESHOLD_: '32768' } : {};

/** Whether this process was started so. */
export const isStaying = () => Object.keys(STAYING).every((name) => name in process.env);

/** Runs this same program again on the Node that `npm ci` installed, or on this one when it is right. */
export async function runOnRightNode(env = process.env) {
  const node = isRightNode() ? process.execPath : installedNode();
  if (node === null) {
    process.stderr.write(
      `Error-IQ needs Node ${NEEDED} or newer; this is ${process.versions.node}, and none was installed with the packages. Run "npm ci", or install Node ${NEEDED}.\n`,
    );
    return 1;
  }
  return runHere(node, process.argv.slice(1), env);
}

function installedNode() {
  const modules = join(ROOT, 'node_modules');
  const packages = existsSync(modules) ? readdirSync(modules) : [];
  const found = packages
    .filter((name) => /^node-(bin-)?(linux|darwin|win)-/.test(name))
    .flatMap((name) => [join(modules, name, 'bin', 'node'), join(modules, name, 'bin', 'node.exe')])
    .find((path) => existsSync(path));
  return found ?? null;
}
