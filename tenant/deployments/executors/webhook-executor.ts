import { Failure } from '../../../shared/model/failure.ts';
import { signedHeaders } from '../../platform/index.ts';
import type { Executor } from './executor.ts';

/** Whoever takes the request has this long to put the release in force. */
const TIMEOUT_MS = 300_000;

/** Asks another system by a signed request. Its id is the same for each try, so that who takes it does it once. */
export const webhookExecutor: Executor<'webhook'> = {
  async apply({ settings, deploymentId, environment, release, secret, signal }) {
    if (secret === null) {
      throw new Failure('SECRET_MISSING', 'The webhook has no key to sign with. Set one.');
    }
    const id = `msg_${deploymentId}_${release.releaseId}`;
    const seconds = Math.floor(Date.now() / 1000);
    const data = { deploymentId, environment, release };
    const body = JSON.stringify({
      type: 'deployment.apply',
      timestamp: new Date(seconds * 1000).toISOString(),
      data,
    });
    const answer = await fetch(settings.url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: signedHeaders({ id, seconds, body }, [secret]),
      body,
    }).catch((error: unknown) => {
      throw new Failure(
        'EXECUTOR_FAILED',
        `${new URL(settings.url).host} did not answer.`,
        {},
        { cause: error },
      );
    });
    await answer.body?.cancel();
    if (answer.ok) return;
    throw new Failure(
      'EXECUTOR_FAILED',
      `${new URL(settings.url).host} answered with status ${answer.status}.`,
    );
  },
};
