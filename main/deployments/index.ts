export {
  createDeployments,
  environmentNamed,
  releaseNamed,
  type Deployments,
} from './deployments.ts';
export { createPackDesk, type PackDesk, type PackShelf } from './pack-desk.ts';
export { formatShelf, ruleShelf } from './pack-shelves.ts';
export { serverReadsHere, type ServerReads } from './server-reads.ts';
export { keepOwnPolicy, ownPolicy, policyShelf, readTeamPolicy } from './team-policy.ts';
