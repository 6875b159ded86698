import { z } from 'zod';
import {
  board,
  deploymentEvent,
  environment,
  freeze,
  type Board,
  type DeploymentEvent,
  type Environment,
  type Freeze,
  type NewEnvironment,
  type NewFreeze,
  type NewRelease,
} from '#shared/deployments/deployment-model.ts';
import { taggedOf } from '#shared/deployments/environment-tag.ts';
import { Failure } from '#shared/model/failure.ts';
import { changing, type AsRead, type Ask } from '../tenant/index.ts';

/** Why something is done, and, for production, the name of what it is done to. */
export interface Confirmed {
  readonly reason: string;
  readonly confirm?: string;
}

const made = z.strictObject({ deploymentId: z.string() });
const madeFreeze = z.strictObject({ freezeId: z.string() });
const madeEnvironment = z.strictObject({ environmentId: z.string() });

/** Does something in an environment that is as it was read, or a step further on a way that was begun. */
const changingIn = <R>(was: Environment, change: (headers: AsRead) => Promise<R>): Promise<R> =>
  changing(was, environment, change, taggedOf);

export type Deployments = ReturnType<typeof createDeployments>;

/**
 * What is deployed where, as the team server has it, and what is done to that. Everything is asked at once and nothing is
 * kept for later: whether something may be deployed cannot be judged without the server. What was read before it is changed goes
 * with the change, which then throws CHANGED_MEANWHILE when it is not so any more.
 */
export function createDeployments(ask: Ask) {
  return {
    board: (): Promise<Board> => ask('GET /api/v1/deployments/board', board),
    async events(deploymentId: string): Promise<DeploymentEvent[]> {
      const answer = z.strictObject({ events: z.array(deploymentEvent) });
      const path = { deploymentId };
      return (await ask('GET /api/v1/deployments/{deploymentId}/events', answer, { path })).events;
    },
    /** Asks for a release to be put in force; gives the id of the deployment. */
    async deploy(was: Environment, releaseId: string, why: Confirmed): Promise<string> {
      const { environmentId } = was;
      const given = { path: { environmentId }, body: { releaseId, ...why } };
      const name = 'POST /api/v1/environments/{environmentId}/deployments';
      return changingIn(
        was,
        async (headers) => (await ask(name, made, { ...given, headers })).deploymentId,
      );
    },
    /** Goes back to what was in force before; gives the id of the deployment that does. */
    async rollBack(was: Environment, why: Confirmed): Promise<string> {
      const { environmentId } = was;
      const name = 'POST /api/v1/environments/{environmentId}/rollback';
      return changingIn(was, async (headers) => {
        const given = { path: { environmentId }, body: why, headers };
        return (await ask(name, made, given)).deploymentId;
      });
    },
    async judge(deploymentId: string, approves: boolean): Promise<void> {
      const given = { path: { deploymentId }, body: { approves } };
      await ask('POST /api/v1/deployments/{deploymentId}/judgements', z.null(), given);
    },
    async cancel(deploymentId: string, reason: string): Promise<void> {
      const given = { path: { deploymentId }, body: { reason } };
      await ask('POST /api/v1/deployments/{deploymentId}/cancel', z.null(), given);
    },
    /** Stops promotion to an environment, or lets it go on. */
    async hold(was: Environment, reason: string, isHeld: boolean): Promise<void> {
      const { environmentId } = was;
      await changingIn(was, (headers) => {
        const given = { path: { environmentId }, body: { reason }, headers };
        return isHeld
          ? ask('POST /api/v1/environments/{environmentId}/pause', z.null(), given)
          : ask('POST /api/v1/environments/{environmentId}/resume', z.null(), given);
      });
    },
    /** Says that an incident is open, which deployments may have to wait for; null: in no environment in particular. */
    async openIncident(title: string, environmentId: string | null): Promise<void> {
      const answer = z.strictObject({ incidentId: z.string() });
      await ask('POST /api/v1/incidents', answer, { body: { title, environmentId } });
    },
    async closeIncident(incidentId: string): Promise<void> {
      const given = { path: { incidentId }, body: {} };
      await ask('POST /api/v1/incidents/{incidentId}/close', z.null(), given);
    },
    /** Freezes an environment, or all, for a time (null); or changes a freeze. Throws FREEZE_INVALID, STEP_UP_REQUIRED. */
    async setFreeze(body: NewFreeze, was: Freeze | null): Promise<void> {
      if (was === null) {
        await ask('POST /api/v1/freezes', madeFreeze, { body });
        return;
      }
      const path = { freezeId: was.freezeId };
      await changing(was, freeze, (headers) =>
        ask('PUT /api/v1/freezes/{freezeId}', z.null(), { path, body, headers }),
      );
    },
    /** Ends a freeze before its time. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    async overrideFreeze(freezeId: string, reason: string): Promise<void> {
      const given = { path: { freezeId }, body: { reason } };
      await ask('POST /api/v1/freezes/{freezeId}/override', z.null(), given);
    },
    /** Tells what was seen of a release that is watched. */
    async observe(
      deploymentId: string,
      seen: { source: string; newIssues: number },
    ): Promise<void> {
      const given = { path: { deploymentId }, body: { requests: 0, errors: 0, ...seen } };
      await ask('POST /api/v1/deployments/{deploymentId}/observations', z.null(), given);
    },
    async addRelease(release: NewRelease): Promise<void> {
      const answer = z.strictObject({ releaseId: z.string() });
      await ask('POST /api/v1/releases', answer, { body: release });
    },
    /** Adds an environment after the others (null), or changes one. Throws ENVIRONMENT_EXISTS, ENVIRONMENT_BUSY. */
    async setEnvironment(body: NewEnvironment, was: Environment | null): Promise<void> {
      if (was === null) {
        await ask('POST /api/v1/environments', madeEnvironment, { body });
        return;
      }
      const path = { environmentId: was.environmentId };
      await changingIn(was, (headers) =>
        ask('PUT /api/v1/environments/{environmentId}', z.null(), { path, body, headers }),
      );
    },
  };
}

/** The environment of a name. Throws ENVIRONMENT_UNKNOWN. */
export function environmentNamed(
  { environments }: Board,
  name: string,
): Board['environments'][number] {
  const found = environments.find((known) => known.name === name);
  if (found !== undefined) return found;
  const known = environments.map((one) => one.name).join(', ');
  throw new Failure(
    'ENVIRONMENT_UNKNOWN',
    `There is no environment "${name}". ${known === '' ? 'There is none yet.' : `Known are ${known}.`}`,
  );
}

/** The release of a version. Throws RELEASE_UNKNOWN. */
export function releaseNamed({ releases }: Board, version: string): Board['releases'][number] {
  const found = releases.find((known) => known.version === version);
  if (found !== undefined) return found;
  throw new Failure('RELEASE_UNKNOWN', `The team server knows no release "${version}".`);
}
