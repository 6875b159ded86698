import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../../../shared/model/failure.ts';
import type { Asked, Executor } from './executor.ts';

const workflowRuns = z.object({
  workflow_runs: z.array(
    z.object({
      display_title: z.string(),
      status: z.string().nullable(),
      conclusion: z.string().nullable(),
    }),
  ),
});
type Run = z.output<typeof workflowRuns>['workflow_runs'][number];

/** A run that takes longer has failed. */
const LONGEST_MS = 3_600_000;

/**
 * Starts a GitHub workflow by `workflow_dispatch` and waits for its run. The workflow tells its run by the input
 * `deployment`: `run-name: ${{ inputs.deployment }}`. A run that is there already is waited for, not started again.
 */
export function createGithubExecutor(everyMs = 5_000): Executor<'github'> {
  return {
    async apply(asked) {
      const { settings, release, deploymentId, signal } = asked;
      const mark = `${deploymentId} ${release.version}`;
      const workflow = `actions/workflows/${settings.workflow}`;
      const ofThis = async (): Promise<Run[]> => {
        const answer = await ask(asked, `${workflow}/runs?event=workflow_dispatch&per_page=50`);
        const runs = workflowRuns.parse(await answer.json()).workflow_runs;
        return runs.filter(({ display_title: title }) => title.includes(mark));
      };
      const before = await ofThis();
      if (before.some(isGood)) return;
      const dead = before.filter(isOver).length;
      if (dead === before.length) {
        const inputs = { deployment: mark, version: release.version };
        await ask(asked, `${workflow}/dispatches`, { ref: settings.ref, inputs });
      }
      const until = Date.now() + LONGEST_MS;
      while (Date.now() < until) {
        await pause(everyMs, undefined, { signal });
        const runs = await ofThis();
        if (runs.some(isGood)) return;
        const failed = runs.filter(isOver);
        if (failed.length > dead) throw failure(`its run ended as ${failed[0]?.conclusion}`);
      }
      throw failure('its run did not end within an hour');
    },
  };
}

const isOver = ({ status }: Run): boolean => status === 'completed';
const isGood = (run: Run): boolean => isOver(run) && run.conclusion === 'success';
const failure = (why: string, cause?: unknown): Failure =>
  new Failure('EXECUTOR_FAILED', `The GitHub workflow failed: ${why}.`, {}, { cause });

async function ask(
  { settings, secret, signal }: Asked<'github'>,
  path: string,
  body?: object,
): Promise<Response> {
  if (secret === null) throw new Failure('SECRET_MISSING', 'GitHub needs a token. Set one.');
  const answer = await fetch(`${settings.api}/repos/${settings.repository}/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${secret}`,
      'x-github-api-version': '2022-11-28',
    },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw failure('GitHub did not answer', error);
  });
  if (answer.ok) return answer;
  await answer.body?.cancel();
  throw failure(`GitHub answered with status ${answer.status}`);
}
