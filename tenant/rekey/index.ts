export { changeFieldKeys, tenantsIn } from './change-field-keys.ts';
export {
  changeMasterKey,
  completed,
  isLastStep,
  refuseUnfinished,
  type NextSource,
} from './change-master-key.ts';
export { moveFields } from './move-fields.ts';
export { moveFieldsJob } from './move-job.ts';
export { renewSeed, takeSeed } from './renew-seed.ts';
export { renewSecrets } from './renew-secrets.ts';
export { tellMasterKey } from './tell-master-key.ts';
