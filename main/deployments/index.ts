export {
  createDeployments,
  environmentNamed,
  releaseNamed,
  type Deployments,
} from './deployments.ts';
