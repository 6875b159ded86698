export { readBoard, readEvents } from './reads.ts';
import type { HttpServer } from '../platform/index.ts';
import { startDeployer, type DeployerPlace } from './deployer.ts';
import type { DeploymentsPlace } from './deployment-place.ts';
import { addDeploymentRoutes } from './deployment-routes.ts';
import { addEnvironmentRoutes } from './environment-routes.ts';
import { addHoldUpRoutes } from './hold-up-routes.ts';
import { helmExecutor, kubectlExecutor } from './executors/cluster-executors.ts';
import { createDesktopsExecutor } from './executors/desktops-executor.ts';
import { createGithubExecutor } from './executors/github-executor.ts';
import { createProcessExecutor } from './executors/process-executor.ts';
import { webhookExecutor } from './executors/webhook-executor.ts';
import { addPackRoutes } from './pack-routes.ts';

export { policyInForce } from './policy-in-force.ts';
export { standStill } from './stand-still.ts';
export { executorSecret } from './deployer.ts';

export interface DeployingPlace
  extends
    Omit<DeploymentsPlace, 'executors' | 'wake'>,
    Omit<DeployerPlace, 'executors' | 'sees' | 'everyMs'> {
  /** Folder of executables that this server may run; undefined: it runs none. */
  readonly deployFolder: string | undefined;
  /** Whether it may use `helm` and `kubectl` as who runs it. */
  readonly toCluster: boolean;
}

/** Adds the routes of deployments, and moves them on by itself. Gives what ends that. */
export function addDeployments(server: HttpServer, place: DeployingPlace): () => Promise<void> {
  const { deployFolder, toCluster } = place;
  const processes = deployFolder === undefined ? null : createProcessExecutor(deployFolder);
  const executors = {
    github: createGithubExecutor(),
    webhook: webhookExecutor,
    desktops: createDesktopsExecutor(place.database),
    ...(processes && { process: processes }),
    ...(toCluster && { helm: helmExecutor, kubectl: kubectlExecutor }),
  };
  const sees = processes?.sees ?? (() => null);
  const { wake, stop } = startDeployer({ ...place, executors, sees });
  addEnvironmentRoutes(server, { ...place, executors, wake });
  addHoldUpRoutes(server, { ...place, executors, wake });
  addPackRoutes(server, place);
  addDeploymentRoutes(server, { ...place, executors, wake });
  return async () => {
    await stop();
    await processes?.close();
  };
}
