import { markersOf } from '#shared/deployments/markers.ts';
import { Failure } from '#shared/model/failure.ts';
import { createDeployments, type Deployments } from '../deployments/index.ts';
import type { TeamDesk } from '../tenant/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about what is deployed where. */
export function deploymentHandlers(desk: TeamDesk) {
  const server = (): Deployments => createDeployments(desk.ask());
  return {
    'deployments.board': () => server().board(),
    'deployments.markers': async () => {
      try {
        const { connection } = await desk.state();
        if (connection?.signedIn !== true) return { markers: [] };
        return { markers: markersOf(await server().board()) };
      } catch (error) {
        // A case is read without the server too; that it does not answer is told elsewhere.
        if (error instanceof Failure) return { markers: [] };
        throw error;
      }
    },
    'deployments.events': ({ deploymentId }) => server().events(deploymentId),
    'deployments.deploy': async ({ was, releaseId, ...why }) => ({
      deploymentId: await server().deploy(was, releaseId, why),
    }),
    'deployments.rollBack': async ({ was, ...why }) => ({
      deploymentId: await server().rollBack(was, why),
    }),
    'deployments.judge': async ({ deploymentId, approves }) => {
      await server().judge(deploymentId, approves);
      return {};
    },
    'deployments.cancel': async ({ deploymentId, reason }) => {
      await server().cancel(deploymentId, reason);
      return {};
    },
    'deployments.hold': async ({ was, reason, held }) => {
      await server().hold(was, reason, held);
      return {};
    },
    'deployments.openIncident': async ({ title, environmentId }) => {
      await server().openIncident(title, environmentId);
      return {};
    },
    'deployments.closeIncident': async ({ incidentId }) => {
      await server().closeIncident(incidentId);
      return {};
    },
    'deployments.setFreeze': async ({ was, ...freeze }) => {
      await server().setFreeze(freeze, was);
      return {};
    },
    'deployments.overrideFreeze': async ({ freezeId, reason }) => {
      await server().overrideFreeze(freezeId, reason);
      return {};
    },
    'deployments.setEnvironment': async ({ was, ...environment }) => {
      await server().setEnvironment(environment, was);
      return {};
    },
  } satisfies Partial<Handlers>;
}
