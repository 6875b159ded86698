export {
  createDeployments,
  environmentNamed,
  releaseNamed,
  type Deployments,
} from './deployments.ts';
export {
  createPackDesk,
  type PackDesk,
  type PackMade,
  type PackShelf,
  type PackStanding,
} from './pack-desk.ts';
export { formatShelf, ruleShelf } from './pack-shelves.ts';
