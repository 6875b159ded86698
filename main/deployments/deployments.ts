import { z } from 'zod';
import {
  board,
  deploymentEvent,
  type Board,
  type DeploymentEvent,
  type NewEnvironment,
  type NewFreeze,
  type NewRelease,
} from '#shared/deployments/deployment-model.ts';
import { Failure } from '#shared/model/failure.ts';
import type { Ask } from '../tenant/index.ts';

/** Why something is done, and, for production, the name of what it is done to. */
export interface Confirmed {
  readonly reason: string;
  readonly confirm?: string | undefined;
}

const made = z.strictObject({ deploymentId: z.string() });

export type Deployments = ReturnType<typeof createDeployments>;

/**
 * What is deployed where, as the team server has it, and what is done to that. Everything is asked at once and nothing is
 * kept for later: whether something may be deployed cannot be judged without the server.
 */
export function createDeployments(ask: Ask) {
  const post = async (path: string, body: object): Promise<void> => {
    await ask(z.null(), { method: 'POST', path: `/api/v1/${path}`, body });
  };
  const begin = async (path: string, body: object): Promise<string> =>
    (await ask(made, { method: 'POST', path: `/api/v1/${path}`, body })).deploymentId;
  return {
    board: (): Promise<Board> => ask(board, { method: 'GET', path: '/api/v1/deployments/board' }),
    async events(deploymentId: string): Promise<DeploymentEvent[]> {
      const answer = z.strictObject({ events: z.array(deploymentEvent) });
      const path = `/api/v1/deployments/${deploymentId}/events`;
      return (await ask(answer, { method: 'GET', path })).events;
    },
    /** Asks for a release to be put in force; gives the id of the deployment. */
    deploy: (environmentId: string, releaseId: string, why: Confirmed): Promise<string> =>
      begin(`environments/${environmentId}/deployments`, { releaseId, ...why }),
    /** Goes back to what was in force before; gives the id of the deployment that does. */
    rollBack: (environmentId: string, why: Confirmed): Promise<string> =>
      begin(`environments/${environmentId}/rollback`, why),
    judge: (deploymentId: string, approves: boolean): Promise<void> =>
      post(`deployments/${deploymentId}/judgements`, { approves }),
    cancel: (deploymentId: string, reason: string): Promise<void> =>
      post(`deployments/${deploymentId}/cancel`, { reason }),
    /** Stops promotion to an environment, or lets it go on. */
    hold: (environmentId: string, reason: string, isHeld: boolean): Promise<void> =>
      post(`environments/${environmentId}/${isHeld ? 'pause' : 'resume'}`, { reason }),
    /** Says that an incident is open, which deployments may have to wait for; null: in no environment in particular. */
    async openIncident(title: string, environmentId: string | null): Promise<void> {
      const answer = z.strictObject({ incidentId: z.string() });
      const body = { title, environmentId };
      await ask(answer, { method: 'POST', path: '/api/v1/incidents', body });
    },
    closeIncident: (incidentId: string): Promise<void> => post(`incidents/${incidentId}/close`, {}),
    /** Freezes an environment, or all, for a time; or changes a freeze. Throws FREEZE_INVALID, STEP_UP_REQUIRED. */
    async setFreeze(freeze: NewFreeze, freezeId: string | null): Promise<void> {
      if (freezeId === null) {
        const answer = z.strictObject({ freezeId: z.string() });
        await ask(answer, { method: 'POST', path: '/api/v1/freezes', body: freeze });
        return;
      }
      await ask(z.null(), { method: 'PUT', path: `/api/v1/freezes/${freezeId}`, body: freeze });
    },
    /** Ends a freeze before its time. Throws STEP_UP_REQUIRED, NOT_FOUND. */
    overrideFreeze: (freezeId: string, reason: string): Promise<void> =>
      post(`freezes/${freezeId}/override`, { reason }),
    /** Tells what was seen of a release that is watched. */
    observe: (deploymentId: string, seen: { source: string; newIssues: number }): Promise<void> =>
      post(`deployments/${deploymentId}/observations`, { requests: 0, errors: 0, ...seen }),
    async addRelease(release: NewRelease): Promise<void> {
      const answer = z.strictObject({ releaseId: z.string() });
      await ask(answer, { method: 'POST', path: '/api/v1/releases', body: release });
    },
    /** Adds an environment after the others, or changes the one of this name. */
    async setEnvironment(environment: NewEnvironment): Promise<'added' | 'changed'> {
      const { environments } = await this.board();
      const there = environments.find(({ name }) => name === environment.name);
      const path = '/api/v1/environments';
      if (there === undefined) {
        const answer = z.strictObject({ environmentId: z.string() });
        await ask(answer, { method: 'POST', path, body: environment });
        return 'added';
      }
      const own = `${path}/${there.environmentId}`;
      await ask(z.null(), { method: 'PUT', path: own, body: environment });
      return 'changed';
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
