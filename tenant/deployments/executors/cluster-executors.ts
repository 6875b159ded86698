import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Failure } from '../../../shared/model/failure.ts';
import { artefactOf, type Executor } from './executor.ts';

const run = promisify(execFile);
const TIMEOUT = '300s';
/** What is kept of what a program says when it fails. */
const MOST_SAID = 500;

/**
 * Installs a chart by `helm upgrade`, which waits until it runs and takes itself back when it does not. The words are those of Helm
 * 3 (https://helm.sh/docs/helm/helm_upgrade/); Helm 4 takes `--atomic` as an old name of `--rollback-on-failure`. What a build has
 * told of its release comes after `--`: a chart is never read as a flag, as `--post-renderer` would be, which runs a program.
 */
export const helmExecutor: Executor<'helm'> = {
  async apply(asked) {
    const { settings, release, signal } = asked;
    const chart = artefactOf(asked).ref;
    const where = ['--namespace', settings.namespace, '--create-namespace'];
    const how = ['--version', release.version, '--atomic', '--wait', '--timeout', TIMEOUT];
    const what = ['--', settings.release, chart];
    await ran('helm', ['upgrade', '--install', ...where, ...how, ...what], signal);
  },
};

/**
 * Sets the image of a deployment by its digest with `kubectl`, and waits until it is rolled out. Names and namespaces begin with a
 * letter or digit and the image with its container, so that none is read as a flag.
 */
export const kubectlExecutor: Executor<'kubectl'> = {
  async apply(asked) {
    const { settings, signal } = asked;
    const { ref, digest } = artefactOf(asked);
    const target = `deployment/${settings.deployment}`;
    const where = ['--namespace', settings.namespace];
    const image = `${settings.container}=${ref}@${digest}`;
    await ran('kubectl', ['set', 'image', target, image, ...where], signal);
    await ran('kubectl', ['rollout', 'status', target, ...where, `--timeout=${TIMEOUT}`], signal);
  },
};

/** Throws EXECUTOR_MISSING, EXECUTOR_FAILED with the last that the program said. */
async function ran(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  try {
    await run(program, args, { signal, timeout: 900_000, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Failure('EXECUTOR_MISSING', `${program} was not found on the PATH of the server.`);
    }
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Failure(
      'EXECUTOR_FAILED',
      `${program} ${args[0]} failed. ${said.slice(-MOST_SAID)}`.trim(),
      {},
      { cause: error },
    );
  }
}
